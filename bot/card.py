"""The card of a project in the staff group: what sorts the work, and the buttons that move it.

No name and no contact of a resident stands on it: the whole dossier opens in private.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from bot import render, render_people
from bot.signing.buttons import on_card, words_on_card
from bot.team.group import state_name
from bot.town import Town
from dialogs.adapting import sort_out
from dialogs.buttons import Button, Screen, to_base36
from dialogs.casework import VIEW_NAMES, Reply
from dialogs.definition import ChoiceStep
from dialogs.filing import UNDECIDED
from dialogs.project import Project, Proposal, State, Verdict
from dialogs.review import FLAGS
from dialogs.session import Frame
from dialogs.settling import foreseen
from dialogs.showing import place_words, shorten
from dialogs.texts import visible
from dialogs.view import answers_text
from dialogs.walk import walk
from dialogs.wording import N_, Voice

PARAGRAPH = Markup("\n\n")
LINE = Markup("\n")

_ROOM = 2600
"""What the letter to the resident may fill on a card."""


def option_label(town: Town, step_id: str, answer: object, say: Voice) -> str:
    """The words of an answer of the idea's form."""
    step = town.book.dialogs["idea"].by_id.get(step_id)
    if isinstance(step, ChoiceStep):
        return next((say.plain(o.label) for o in step.options if o.id == answer), str(answer or ""))
    return str(answer or "")


BEARERS: Mapping[str, str] = {
    "citizen": N_("one person"),
    "group": N_("a group of residents"),
    "association": N_("an association"),
    "school": N_("a school"),
    "youth_group": N_("a group of young people"),
    "business": N_("a farm or a business"),
    "institution": N_("a centre, a residence, a landlord"),
}
"""Who carries an idea, as staff read it."""


def _bearer(town: Town, kind: object, say: Voice) -> str:
    """Who carries an idea; a kind that the town added is called as its button is."""
    if kind in BEARERS:
        return say.plain(BEARERS[str(kind)])
    return option_label(town, "bearer_kind", kind, say)


def card(town: Town, project: Project) -> Screen:
    """The card: only what sorts the work."""
    say = town.staff_voice
    parts = [LINE.join(_head(town, project, say))]
    if words := words_on_card(project, town.rules, say):
        parts.append(words)
    if noted := _casework(project, say):
        parts.append(LINE.join(noted))
    if decision := _decision(town, project, say):
        parts.append(decision)
    return Screen(PARAGRAPH.join(parts), _rows(town, project, say))


def heading(project: Project) -> Markup:
    """A project's number and title."""
    return Markup("<b>{}</b> · <b>{}</b>").format(project.number, project.title)


def summary(town: Town, project: Project, say: Voice) -> list[Markup]:
    """What a project is about, a line each, without a name."""
    dossier = project.dossier
    category = option_label(town, "category", dossier.get("category"), say)
    return [
        say("Place: {place}", place=shorten(place_words(dossier.get("place") or {}, say), 200)),
        say("Category: {category}", category=category),
        say("Carried by: {kind}", kind=_bearer(town, dossier.get("bearer_kind"), say)),
    ]


def _head(town: Town, project: Project, say: Voice) -> list[Markup]:
    lines = [heading(project), *summary(town, project, say)]
    lines += render_people.on_card(town, project, say)
    lines.append(say("State: <b>{state}</b>", state=say.plain(_state(project))))
    if words := _promised(town, project, say):
        lines.append(words)
    if project.assigned_name:
        lines.append(say("In charge: {name}", name=project.assigned_name))
    if project.reply_on and project.state in (State.SUBMITTED, State.UNDER_REVIEW):
        lines.append(say("To answer before: {date}", date=say.date(project.reply_on)))
    if project.casework.expected_on is not None:
        month = say.month(project.casework.expected_on)
        lines.append(say("In the queue: a place is expected in {month}", month=month))
    return lines


def _promised(town: Town, project: Project, say: Voice) -> Markup | None:
    """How far the promises are."""
    if project.promised_at is None:
        return say("Promises: not sent yet") if project.state in UNDECIDED else None
    day = say.date(town.setting.local_day(project.promised_at))
    if project.promise_changes:
        return say("Promises: <b>changed</b> on {date}", date=day)
    return say("Promises: sent on {date}", date=day)


def _state(project: Project) -> str:
    if project.proposal is None:
        return state_name(project)
    if project.proposal.settled is not None:
        return N_("decided, the resident is told in a moment")
    return N_("a decision waits for a second person")


def _casework(project: Project, say: Voice) -> list[Markup]:
    """What the team has noted and the next person needs: risks, review, opinions, the offer."""
    lines = [
        say("⚠️ {flag}", flag=say.plain(FLAGS[one])) for one in project.risk_flags if one in FLAGS
    ]
    if failed := len(project.casework.failed_checks):
        words = say.count(
            "The review says no to {n} question.", "The review says no to {n} questions.", failed
        )
        lines.append(words)
    for opinion in project.casework.opinions[-6:]:
        if opinion.view is None:
            lines.append(say("Opinion asked: {name}", name=opinion.of_name))
            continue
        view = say.plain(VIEW_NAMES[opinion.view])
        words = say("Opinion of {name}: {view}", name=opinion.of_name, view=view)
        text = Markup(". {}").format(shorten(opinion.text, 200)) if opinion.text else Markup("")
        lines.append(words + text)
    if project.casework.offer is not None and project.state in _BEFORE_SIGNING:
        lines.append(
            say("The town's offer: {reply}", reply=say.plain(OFFERS[project.casework.offer.reply]))
        )
    return lines


OFFERS: Mapping[Reply, str] = {
    Reply.WAITING: N_("sent, the resident has not answered yet"),
    Reply.ACCEPTED: N_("accepted by the resident"),
    Reply.DISCUSSED: N_("the resident wants to talk about it"),
}
"""What became of the town's offer, as staff read it."""

_BEFORE_SIGNING = (State.UNDER_REVIEW, State.NEEDS_INFO, State.ACCEPTED)


def _decision(town: Town, project: Project, say: Voice) -> Markup | None:
    """The decision that is being taken, with the letter to come, or the one that was taken."""
    proposal = project.proposal
    if proposal is None:
        return _reason(project, say)
    lines = [say(PROPOSED[proposal.verdict], name=proposal.by_name)]
    if proposal.settled is not None:
        lines.append(
            say("{name} confirmed. It can still be undone.", name=proposal.settled.by_name)
        )
    elif town.rules.quorum:
        lines.append(_votes(town, proposal, say))
    else:
        lines.append(say("A second person has to confirm."))
    lines += [
        say("{name} votes for it.", name=vote.by_name)
        if vote.yes
        else say("{name} votes against it.", name=vote.by_name)
        for vote in proposal.votes
    ]
    return PARAGRAPH.join((LINE.join(lines), preview(town, project, say)))


def _votes(town: Town, proposal: Proposal, say: Voice) -> Markup:
    return say(
        "Votes: {yes} for, {no} against. {quorum} decide.",
        yes=proposal.in_favour,
        no=proposal.opposed,
        quorum=town.rules.quorum,
    )


PROPOSED: Mapping[Verdict, str] = {
    Verdict.ACCEPT: N_("{name} proposes to <b>accept</b>."),
    Verdict.CONDITIONS: N_("{name} proposes to <b>accept with conditions</b>."),
    Verdict.REFUSE: N_("{name} proposes to <b>refuse</b>."),
    Verdict.HAND_OVER: N_("{name} proposes to <b>hand it over</b> to another structure."),
}


def preview(town: Town, project: Project, say: Voice, room: int = _ROOM) -> Markup:
    """The letter that the resident will receive, in their language, as it will read."""
    proposal = project.proposal
    assert proposal is not None  # noqa: S101 - only what is proposed is shown before
    told_at = proposal.settled.due_at if proposal.settled else proposal.at
    after, what = foreseen(project, town.appeal_on(told_at))
    letter = render.to_bearer(town, after, what, town.voice(project.language))
    words = shorten(visible(str(letter)), room)
    return LINE.join(
        (
            say("The resident will read:"),
            Markup("<blockquote expandable>{}</blockquote>").format(words),
        )
    )


def _reason(project: Project, say: Voice) -> Markup | None:
    """Why it was decided so, and which other way was proposed; None without a word."""
    parts = [
        (N_("Reason: {words}"), project.reason, 1000),
        (N_("Conditions: {words}"), project.conditions, 1000),
        (N_("Another way: {words}"), project.alternative, 600),
        (N_("Handed to: {words}"), project.structure, 200),
    ]
    lines = [say(text, words=shorten(words, most)) for text, words, most in parts if words]
    return LINE.join(lines) if lines else None


def _rows(town: Town, project: Project, say: Voice) -> tuple[tuple[Button, ...], ...]:
    """The buttons: what moves the project first, then the dossier and everything else."""

    def button(label: str, act: str) -> Button:
        return Button(say.plain(label), card_data(project, act))

    more = (button(N_("Read the dossier"), "read"), button(N_("More…"), "more"))
    if project.state is State.WITHDRAWN:
        return ()
    proposal = project.proposal
    ask = (button(N_("Ask a question"), "ask"),)
    if project.state is State.NEEDS_INFO and proposal is None:
        return (ask, (button(N_("Go on without it"), "waive"),), more)
    if project.state not in (State.SUBMITTED, State.UNDER_REVIEW):
        undo = proposal is not None and proposal.settled is not None
        return ((button(N_("Undo"), "undo"),), more) if undo else (*on_card(project, say), more)
    if proposal is not None:
        return (*_answers(town, proposal, button), more)
    decide = (button(N_("Accept"), "accept"), button(N_("Refuse"), "refuse"))
    if project.assigned_to is None:
        return ((button(N_("Take"), "take"),), decide, ask, more)
    return (decide, ask, more)


CONFIRM: Mapping[Verdict, str] = {
    Verdict.ACCEPT: N_("Confirm: accept"),
    Verdict.CONDITIONS: N_("Confirm: conditions"),
    Verdict.REFUSE: N_("Confirm: refuse"),
    Verdict.HAND_OVER: N_("Confirm: hand over"),
}


def _answers(
    town: Town, proposal: Proposal, button: Callable[[str, str], Button]
) -> tuple[tuple[Button, ...], ...]:
    """What can be answered to a decision put forward."""
    if proposal.settled is not None:
        return ((button(N_("Undo"), "undo"),),)
    if town.rules.quorum:
        return (
            (button(N_("I vote for it"), "yes"), button(N_("I vote against it"), "no")),
            (button(N_("Take it back"), "object"),),
        )
    return (
        (button(CONFIRM[proposal.verdict], "confirm"),),
        (button(N_("I do not agree"), "object"),),
    )


def card_data(project: Project, act: str) -> str:
    """What a card's button carries: the project, the act, and which proposal it was about.

    A button of an earlier card then never confirms a decision that its reader did not see.
    """
    return f"c.{to_base36(project.id)}.{act}.{proposal_mark(project)}"


def proposal_mark(project: Project) -> str:
    """A short mark of the decision that waits, "" for none."""
    if project.proposal is None:
        return ""
    return to_base36(int(project.proposal.at.timestamp() * 1000))


def dossier(town: Town, project: Project) -> Markup:
    """The idea, part A of the dossier, for one member of the team in private."""
    title = Markup("<b>{}</b>").format(project.number)
    return PARAGRAPH.join((title, _part(town, project, "idea")))


def promises(town: Town, project: Project) -> Markup:
    """The promises, part B of the dossier, for one member of the team in private."""
    say = town.staff_voice
    title = say("<b>{number}</b>: the promises", number=project.number)
    return PARAGRAPH.join((title, _part(town, project, "promise")))


def _part(town: Town, project: Project, form: str) -> Markup:
    """The answers of a dossier to one form; those of an earlier version are laid out anew."""
    dialogs = town.book.dialogs
    told = {**project.dossier, "certificate_asked": "certificate_declared" in project.dossier}
    frame = sort_out(dialogs, Frame(form, 0, project.dossier, given=told))
    return answers_text(town.book, walk(dialogs[form], frame), town.staff_voice)

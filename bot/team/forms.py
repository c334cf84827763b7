"""The team's short forms: a reason, conditions, an opinion, an offer; in the group or in private.

A form about a decision shows suggested wordings under its first question, as buttons that carry
"g.<session>.<rev>.<rank>", and at its end the letter that the resident would read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from markupsafe import Markup

from bot import card
from bot.forms import Place, new_session, show, toast
from bot.incoming import Tapped
from bot.projects import act
from bot.team import afterwards
from bot.team.capacity import expected_on
from bot.town import Town
from dialogs.buttons import Button, Screen, to_base36
from dialogs.casework import View
from dialogs.deciding import Propose
from dialogs.handling import GiveOpinion, NoteReference, SendOffer
from dialogs.lifecycle import Action
from dialogs.project import Commitment, Project, Proposal, Side, Verdict
from dialogs.rights import Actor, Why
from dialogs.session import Session
from dialogs.view import view
from dialogs.walk import walk
from storage.sessions import Held
from storage.work import Work

VERDICTS: Mapping[str, Verdict] = {
    "refusal": Verdict.REFUSE,
    "word": Verdict.ACCEPT,
    "conditions": Verdict.CONDITIONS,
    "handover": Verdict.HAND_OVER,
}
"""By form: the decision that it puts forward."""

DIALOGS = frozenset({*VERDICTS, "opinion", "offer", "reference", *afterwards.DIALOGS})
"""The forms that only the team fills in."""

Dress = Callable[[Session, Screen], Screen]


def begin(
    town: Town,
    work: Work,
    project: Project,
    dialog: str,
    owner: int,
    chat_id: int,
    answers: Mapping[str, Any] | None = None,
) -> Held:
    """Open a form about a project; its owner's earlier form about it in this chat ends."""
    session = new_session(town, dialog, town.staff_voice.language)
    today = town.setting.local_day(work.now).isoformat()
    session = replace(session.with_top(answers=dict(answers or {})), day=today)
    held = Held(session, owner, chat_id, project.id, work.now)
    work.put_session(held)
    return held


def dress(town: Town, project: Project | None) -> Dress:
    """What is added to the screens of a form about a decision."""

    def dressed(session: Session, screen: Screen) -> Screen:
        dialog = session.root.dialog
        if project is None or dialog not in VERDICTS or session.asking is not None:
            return screen
        path = walk(town.book.dialogs[dialog], session.root)
        if path.current is None:
            proposed = replace(project, proposal=_proposal(dialog, session.root.answers, project))
            letter = card.preview(town, proposed, town.staff_voice, room=1500)
            return replace(screen, text=Markup("\n\n").join((letter, screen.text)))
        if session.root.answers:
            return screen
        return replace(screen, rows=(*_suggestion_rows(town, session), *screen.rows))

    return dressed


def _suggestion_rows(town: Town, session: Session) -> tuple[tuple[Button, ...], ...]:
    say = town.staff_voice
    return tuple(
        (Button(say.plain(one.label), f"g.{session.id}.{to_base36(session.rev)}.{rank}"),)
        for rank, one in enumerate(town.suggestions[session.root.dialog])
    )


def _proposal(dialog: str, answers: Mapping[str, Any], project: Project) -> Proposal:
    at = project.submitted_at or project.created_at
    said = _words(answers)
    return Proposal(
        VERDICTS[dialog],
        0,
        "",
        at,
        reason=said["reason"],
        alternative=said["alternative"],
        conditions=said["conditions"],
        structure=said["structure"],
    )


def _words(answers: Mapping[str, Any]) -> dict[str, str]:
    names = ("reason", "alternative", "conditions", "structure")
    return {name: str(answers.get(name) or "") for name in names}


async def suggest(town: Town, work: Work, tap: Tapped) -> str:
    """Fill a form in with a suggested wording; what is written can still be changed."""
    say = town.staff_voice
    _, session_id, rev, rank, *_ = [*tap.data.split("."), "", "", ""]
    held = await work.session(session_id)
    if held is None or held.owner != tap.person.id or held.chat_id != tap.chat_id:
        toast(work, tap, say.plain("This form belongs to a colleague."))
        return "foreign_form"
    if held.ended_at is not None or rev != to_base36(held.session.rev):
        toast(work, tap, say.plain("This form is already closed."))
        return "closed_form"
    dialog = town.book.dialogs[held.session.root.dialog]
    offered = town.suggestions.get(dialog.id, ())
    if not rank.isdecimal() or int(rank) >= len(offered):
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    project = await work.project(held.project_id) if held.project_id is not None else None
    asker = town.voice(project.language) if project else say
    said = {name: asker.plain(words) for name, words in offered[int(rank)].answers.items()}
    answers = {
        step.id: said.get(step.id) for step in dialog.steps if step.id in said or step.optional
    }
    session = replace(held.session.with_top(answers=answers), rev=held.session.rev + 1)
    held = replace(held, session=session, updated_at=work.now)
    work.put_session(held)
    toast(work, tap)
    screen = dress(town, project)(session, view(town.book, session))
    await show(work, place_of(held), screen, fresh=False, tapped=tap)
    return "suggested"


def place_of(held: Held) -> Place:
    """Where a form stands: the group, or its owner's private chat."""
    if held.chat_id == held.owner:
        return Place.live(held.owner)
    return Place.staff(held.chat_id, held.owner)


async def finish(
    town: Town, work: Work, held: Held, answers: Mapping[str, Any], actor: Actor
) -> tuple[Markup, str]:
    """Let a form's end happen to its project; return the words for its owner, and the outcome."""
    say = town.staff_voice
    work.end_session(held)
    project = await work.project(held.project_id) if held.project_id is not None else None
    if project is None:
        return say("This form is already closed."), "closed_form"
    dialog = held.session.root.dialog
    if dialog in afterwards.DIALOGS:
        action = afterwards.action(town, work, dialog, answers, held.session.root.given)
    else:
        action = await _action(town, work, project, dialog, answers)
    after = await act(town, work, project, action, actor)
    if isinstance(after, Why):
        return say(after.value), f"refused_{after.name.lower()}"
    return _done(town, dialog, after), dialog


def _done(town: Town, dialog: str, after: Project) -> Markup:
    say = town.staff_voice
    if dialog in afterwards.DIALOGS:
        return afterwards.done(dialog, say)
    if dialog == "opinion":
        return say("Thank you. Your opinion has joined the dossier.")
    if dialog == "reference":
        return say("Noted. The year's figures count with it.")
    if dialog == "offer":
        return say("The offer is on its way to the resident.")
    proposal = after.proposal
    if proposal is None:
        return say("Decided. The resident is told.")
    if proposal.settled is not None:
        return say("Decided. It can be undone for a moment.")
    if town.rules.quorum:
        return say("The elected members can vote on {number} now.", number=after.number)
    if proposal.verdict is Verdict.REFUSE:
        return say("The refusal of {number} waits for a second person.", number=after.number)
    return say("The decision on {number} waits for a second person.", number=after.number)


async def _action(
    town: Town, work: Work, project: Project, dialog: str, answers: Mapping[str, Any]
) -> Action:
    if dialog == "opinion":
        return GiveOpinion(View(answers["view"]), str(answers.get("text") or ""))
    if dialog == "reference":
        return NoteReference(int(answers["cost"]))
    if dialog == "offer":
        conditions = str(answers.get("conditions") or "")
        return SendOffer(promises_from(answers["promises"]), conditions)
    return Propose(
        VERDICTS[dialog],
        appeal_on=town.appeal_on(work.now),
        expected_on=await expected_on(town, work, project),
        **_words(answers),
    )


def promises_from(items: list[dict[str, Any]]) -> tuple[Commitment, ...]:
    """Turn the promises of the offer's form into the town's commitments."""
    return tuple(
        Commitment(
            side=Side.TOWN,
            kind=item["kind"],
            what=_known(item.get("what")) or "",
            quantity=_known(item.get("hours")),
            unit="hours" if _known(item.get("hours")) else "",
            value_cents=_known(item.get("value")),
            due=date.fromisoformat(item["due"]) if _known(item.get("due")) else None,
            owner=_known(item.get("owner")) or "",
        )
        for item in items
    )


def _known(answer: Any) -> Any:
    return None if isinstance(answer, dict) else answer


def promised(commitments: tuple[Commitment, ...]) -> list[dict[str, Any]]:
    """The other way: commitments as items of the offer's form, to begin with."""
    items = []
    for one in commitments:
        item: dict[str, Any] = {"kind": one.kind, "what": one.what or None}
        if one.kind in ("staff_hours", "advice", "design_check", "training"):
            hours = one.quantity if one.unit == "hours" else None
            item["hours"] = int(hours) if hours else None
        item["value"] = one.value_cents
        item["due"] = one.due.isoformat() if one.due else None
        item["owner"] = one.owner or None
        items.append(item)
    return items

"""The bench: everything a member of the team can do with a project, on one private screen.

Buttons carry "w.<project>.<act>.<value>". Pure: what is shown depends on the project alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot import card
from bot.decision_letters import not_offered, promise_words
from bot.team import afterwards, promised
from bot.team.group import ENDED
from bot.team.members import Colleague
from bot.town import Town
from dialogs.agreement import LEGAL_BASES
from dialogs.buttons import Button, Screen, to_base36
from dialogs.casework import VIEW_NAMES
from dialogs.effort import reference
from dialogs.project import Project, Side, State
from dialogs.review import CHECKS, FLAGS, basis_of, fitting
from dialogs.showing import shorten
from dialogs.town_promises import awaited
from dialogs.wording import N_, Voice

LINE = Markup("\n")
PARAGRAPH = Markup("\n\n")

MINUTES = (5, 15, 30, 60)
"""The times that one tap notes."""

Rows = tuple[tuple[Button, ...], ...]

_STUDIED = frozenset({State.SUBMITTED, State.NEEDS_INFO, State.UNDER_REVIEW})
_UNSIGNED = _STUDIED | {State.ACCEPTED}


def button(project: Project, label: str, act: str, value: str = "") -> Button:
    """A button of the bench."""
    return Button(label, f"w.{to_base36(project.id)}.{act}.{value}")


def back(project: Project, say: Voice) -> tuple[Button, ...]:
    """The way back to the first screen."""
    return (button(project, say.plain("Back"), "open"),)


def main(town: Town, project: Project, user_id: int) -> Screen:
    """The first screen: where it stands, and everything that can be done."""
    say = town.staff_voice
    lines = card.card(town, project).text
    return Screen(lines, _main_rows(project, user_id, say))


def _main_rows(project: Project, user_id: int, say: Voice) -> Rows:
    def one(label: str, act: str) -> Button:
        return button(project, say.plain(label), act)

    rows: list[tuple[Button, ...]] = []
    if project.state not in ENDED:
        give = one(N_("Give to a colleague"), "assign")
        if project.assigned_to == user_id:
            rows.append((one(N_("Hand it back"), "back"), give))
        else:
            rows.append((one(N_("Take"), "take"), give) if not project.assigned_to else (give,))
    if project.state in _UNSIGNED:
        rows.append((one(N_("Ask an opinion"), "ask"), one(N_("Review"), "review")))
        if any(opinion.of == user_id for opinion in project.casework.awaited):
            rows.append((one(N_("Give my opinion"), "opinion"),))
        if project.state is not State.SUBMITTED:
            rows.append((one(N_("The town's offer"), "offer"),))
    if project.state in _STUDIED and project.proposal is None:
        rows.append((one(N_("Yes, with a word"), "word"), one(N_("Yes, conditions"), "conditions")))
        rows.append((one(N_("Hand over…"), "handover"), one(N_("Merge…"), "merge")))
    if project.state is State.REFUSED:
        rows.append((one(N_("Study it again"), "reopen"),))
    rows += afterwards.rows(project, one)
    if any(promise.side is Side.TOWN for promise in project.commitments):
        rows.append((one(N_("The town's promises"), "promises"),))
    rows.append((one(N_("Time spent"), "time"), one(N_("History"), "history")))
    rows.append((one(N_("Read the dossier"), "read"),))
    return tuple(rows)


def choose_colleague(
    town: Town, project: Project, colleagues: Iterable[Colleague], act: str
) -> Screen:
    """Whom to put in charge, or to ask."""
    say = town.staff_voice
    words = (
        say("Who takes charge of {number}?", number=project.number)
        if act == "assignto"
        else say("Whose opinion on {number}?", number=project.number)
    )
    rows = tuple(
        (button(project, shorten(one.name, 40), act, to_base36(one.user_id)),)
        for one in list(colleagues)[:30]
    )
    if not rows:
        words = say("I know no colleague yet. Each one writes a word in the group first.")
    return Screen(words, (*rows, back(project, say)))


def review(town: Town, project: Project) -> Screen:
    """The seven questions, the risks, the legal basis, who may sign."""
    say = town.staff_voice
    country = town.setting.country
    checks = project.casework.checks
    marks = {True: "✅", False: "❌", None: "▫️"}
    parts = [card.heading(project)]
    parts.append(
        LINE.join(
            (
                say("<b>The review.</b> Press a line to change its answer."),
                *(
                    Markup("{} {}").format(marks[checks.get(name)], say.plain(words))
                    for name, words in CHECKS.items()
                ),
            )
        )
    )
    if flags := [FLAGS[one] for one in project.risk_flags if one in FLAGS]:
        lines = (Markup("⚠️ {}").format(say.plain(flag)) for flag in flags)
        parts.append(LINE.join((say("<b>Risks, and what they ask</b>"), *lines)))
    kind = str(project.dossier.get("bearer_kind") or "")
    if kind in country.eligibility:
        signs = say.plain(country.eligibility[kind])
        parts.append(LINE.join((say("<b>Who signs</b>"), Markup("{}").format(signs))))
    parts.append(_legal(town, project, say))
    parts.append(_full_cost(project, say))
    rows = [
        (
            button(
                project, f"{marks[checks.get(name)]} {shorten(say.plain(words), 30)}", "check", name
            ),
        )
        for name, words in CHECKS.items()
    ]
    rows.append((button(project, say.plain("All seven are right"), "checkall"),))
    rows.append((button(project, say.plain("Choose the legal basis"), "basis"),))
    rows.append((button(project, say.plain("Note the full cost"), "reference"),))
    return Screen(PARAGRAPH.join(parts), (*rows, back(project, say)))


def _legal(town: Town, project: Project, say: Voice) -> Markup:
    chosen = project.legal.basis
    if chosen is None:
        return say("Legal basis: to be chosen.")
    ground = basis_of(project, town.setting.country)
    name = say.plain(LEGAL_BASES[chosen])
    if ground is None:
        return say("Legal basis: {name}", name=name)
    return say("Legal basis: {name}. {needs}", name=name, needs=say.plain(ground.needs))


def _full_cost(project: Project, say: Voice) -> Markup:
    if not (cents := reference(project)):
        return say("If the town did all of it alone: nobody noted what that would cost.")
    return say("If the town did all of it alone, it would cost {sum}.", sum=say.money(cents))


def bases(town: Town, project: Project) -> Screen:
    """The legal bases: when each one fits and what it needs; those that may fit come first."""
    say = town.staff_voice
    country = town.setting.country
    likely = fitting(project, country)
    ordered = [*likely, *(one for one in country.grounds if one not in likely)]
    lines = []
    for one in ordered:
        star = "★ " if one in likely else ""
        lines.append(
            LINE.join(
                (
                    Markup("{}<b>{}</b>").format(star, say.plain(LEGAL_BASES[one.id])),
                    say(one.when),
                    say("Needs: {needs}", needs=say.plain(one.needs)),
                )
            )
        )
    rows = tuple(
        (button(project, shorten(say.plain(LEGAL_BASES[one.id]), 40), "basisis", one.id),)
        for one in ordered
    )
    head = say("Which legal basis for {number}? A star marks what may fit.", number=project.number)
    return Screen(PARAGRAPH.join((head, *lines)), (*rows, back(project, say)))


def merge(town: Town, project: Project, similar: Sequence[Project]) -> Screen:
    """Ideas like this one, to go on with together."""
    say = town.staff_voice
    if not similar:
        words = say("I found no idea like {number}.", number=project.number)
        return Screen(words, (back(project, say),))
    words = say(
        "{number} would end, and go on under the number you choose. Both residents are told.",
        number=project.number,
    )
    rows = tuple(
        (button(project, shorten(f"{one.number} {one.title}", 60), "mergeinto", to_base36(one.id)),)
        for one in similar
    )
    return Screen(words, (*rows, back(project, say)))


def promises(town: Town, project: Project) -> Screen:
    """The town's promises, each with a button that says it is kept."""
    say = town.staff_voice
    lines = [say("<b>What the town has promised</b>")]
    rows: list[tuple[Button, ...]] = []
    for rank, one in enumerate(project.commitments):
        if one.side is not Side.TOWN:
            continue
        lines.append(promised.line(town, one, say))
        if awaited(one):
            rows += promised.rows(town, project, rank, one)
    return Screen(LINE.join(lines), (*rows, back(project, say)))


def time_spent(town: Town, project: Project) -> Screen:
    """How long it took so far, and one tap to add to it."""
    say = town.staff_voice
    words = say.count(
        "Noted so far: {n} minute. Add what you spent now.",
        "Noted so far: {n} minutes. Add what you spent now.",
        project.casework.minutes,
    )
    row = tuple(button(project, f"+{minutes} min", "minutes", str(minutes)) for minutes in MINUTES)
    return Screen(words, (row, back(project, say)))


def comparison(town: Town, project: Project) -> Markup:
    """What the bearer promises and asks, beside what the town promises so far, and the balance."""
    say = town.staff_voice
    bearers = [one for one in project.commitments if one.side is Side.BEARER]
    parts = [card.heading(project)]
    mine = (Markup("• ") + _bearers(one.what, one.kind) for one in bearers)
    parts.append(LINE.join((say("<b>The resident promises</b>"), *mine)))
    if project.requests:
        asked = (Markup("• ") + promise_words(town, one, say) for one in project.requests)
        parts.append(LINE.join((say("<b>The resident asks</b>"), *asked)))
    if project.town_offer:
        lines = (Markup("• ") + promise_words(town, one, say) for one in project.town_offer)
        parts.append(LINE.join((say("<b>The town promises so far</b>"), *lines)))
        if lacking := not_offered(project):
            lines = (Markup("• ") + promise_words(town, one, say) for one in lacking)
            parts.append(LINE.join((say("<b>Asked and not promised</b>"), *lines)))
        parts.append(balance(project, say))
    return PARAGRAPH.join(parts)


def _bearers(what: str, kind: str) -> Markup:
    return Markup("{}").format(what or kind)


def balance(project: Project, say: Voice) -> Markup:
    """What each side brings, as sums where a value is known."""
    theirs = sum(one.value_cents or 0 for one in project.commitments if one.side is Side.BEARER)
    ours = sum(one.value_cents or 0 for one in project.town_offer)
    return say(
        "Balance: the resident {theirs}, the town {ours}. Hours are not counted here.",
        theirs=say.money(theirs),
        ours=say.money(ours),
    )


def opinions(project: Project, say: Voice) -> Markup:
    """The opinions of colleagues, in full: they belong to the dossier."""
    lines = [
        Markup("<b>{}</b>: {} {}").format(
            one.of_name,
            say.plain(VIEW_NAMES[one.view]) if one.view else say.plain("not given yet"),
            one.text,
        )
        for one in project.casework.opinions
    ]
    return LINE.join((say("<b>Opinions</b>"), *lines)) if lines else Markup("")

"""Asking the team about the town's own promises: kept, later, or not to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from bot import letters
from bot.decision_letters import promise_kind, promise_words
from bot.team.colleagues import is_reachable
from bot.team.group import to_group
from bot.town import Town
from dialogs.buttons import Button, Screen, to_base36
from dialogs.project import Commitment, Project
from dialogs.showing import shorten
from dialogs.town_promises import awaited
from dialogs.wording import Voice
from storage.work import Work

Ranked = tuple[int, Commitment]
Row = tuple[Button, ...]


async def ask(town: Town, work: Work, project: Project) -> None:
    """Ask whoever sees to the promises of these days; without one, the group hears of them."""
    today = town.setting.local_day(work.now)
    ahead = timedelta(days=max(town.setting.delays.town_promise_days, default=0))
    by_person: dict[int, list[Ranked]] = {}
    for rank, promise in enumerate(project.commitments):
        if awaited(promise) and promise.due is not None and promise.due <= today + ahead:
            by_person.setdefault(_owner(town, project, promise), []).append((rank, promise))
    for user_id, promises in by_person.items():
        words = _words(town, project, promises)
        if user_id and await is_reachable(work, user_id):
            shown = tuple(row for rank, one in promises for row in rows(town, project, rank, one))
            work.send(user_id, letters.text(Screen(words, shown)))
        else:
            await to_group(town, work, Screen(words), project)


def _owner(town: Town, project: Project, promise: Commitment) -> int:
    """Who sees to a promise: the colleague it names, else the person in charge, else no one."""
    owner = promise.owner.casefold()
    named = [one for one in town.team.colleagues() if owner and one.name.casefold() == owner]
    return named[0].user_id if named else project.assigned_to or 0


def _words(town: Town, project: Project, promises: Sequence[Ranked]) -> Markup:
    say = town.staff_voice
    head = say(
        "{number}, “{title}”: the town has promised this. Is it done?",
        number=project.number,
        title=project.title,
    )
    lines = [Markup("• {}").format(promise_words(town, one, say)) for _, one in promises]
    return Markup("\n").join((head, *lines))


def rows(town: Town, project: Project, rank: int, promise: Commitment) -> tuple[Row, ...]:
    """The three answers about one promise."""
    say = town.staff_voice
    what = promise.what or promise_kind(town, promise.kind, say)

    def one(label: str, act: str) -> Button:
        return Button(label, f"w.{to_base36(project.id)}.{act}.{rank}")

    kept = one(shorten(say.plain("Kept: {what}", what=what), 50), "kept")
    later = one(say.plain("Later"), "promise_later")
    return (kept,), (later, one(say.plain("Cannot be kept"), "promise_cannot"))


def line(town: Town, promise: Commitment, say: Voice) -> Markup:
    """One promise of the town on the bench: kept, given up, or waiting."""
    words = promise_words(town, promise, say)
    if promise.cannot:
        return say("✖️ {promise}. Cannot be kept: {reason}", promise=words, reason=promise.cannot)
    return Markup("{} {}").format("✅" if promise.done_on is not None else "▫️", words)

"""Ideas that are there already, shown to someone who is about to present one like them.

They are shown twice: as soon as the name and the place are known, so that nobody writes ten more
answers for nothing, and before sending, when something new is alike. Never the same one again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from bot.desk import Desk
from bot.forms import show
from bot.incoming import Tapped
from dialogs.buttons import Button, Screen, to_base36
from dialogs.project import STATE_NAMES, Project, State
from dialogs.session import Asking, Session
from dialogs.showing import place_words, shorten
from dialogs.similar import idea_of, similar
from dialogs.spoken import words_of
from dialogs.walk import walk
from dialogs.wording import Voice
from storage.sessions import Held

LIVE = frozenset(State) - {State.DRAFT, State.REFUSED, State.CLOSED, State.WITHDRAWN}
"""The states of an idea that someone may join."""

_LOOKED_AT = 20
"""How many of the most alike are looked at to find those that may be shown."""


async def numbers(desk: Desk, project: Project, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The numbers of the ideas that are like this one, for staff: all of them, published or not."""
    found = await _found(desk, project, answers)
    return tuple(one.number for one in found[: desk.town.most_similar])


async def offer(
    desk: Desk, held: Held, answers: Mapping[str, Any], tap: Tapped | None = None
) -> bool:
    """Show the ideas that are like this one and may be shown; tell whether there were any."""
    project = await desk.work.project(held.project_id) if held.project_id is not None else None
    if project is None or project.state is not State.DRAFT or not words_of(answers.get("title")):
        return False
    shown = [
        one
        for one in await _found(desk, project, answers)
        if one.id not in project.looked_at and _may_be_seen(desk, held, one)
    ][: desk.town.most_similar]
    if not shown:
        return False
    seen = (*project.looked_at, *(one.id for one in shown))
    desk.work.put_project(replace(project, looked_at=seen))
    # What the person writes now was not meant as an answer to the next question.
    session = replace(held.session, asking=Asking("paused"), rev=held.session.rev + 1)
    desk.work.put_session(replace(held, session=session))
    screen = _screen(session, shown, desk.say, for_other=bool(session.whom))
    await show(desk.work, desk.place, screen, fresh=tap is None, tapped=tap)
    return True


async def _found(desk: Desk, project: Project, answers: Mapping[str, Any]) -> list[Project]:
    close = desk.town.close
    if not close.metres and not close.words:
        return []
    others = await desk.work.ideas_in(LIVE)
    alike = similar(idea_of(project.id, answers), others, close, _LOOKED_AT)
    loaded = [await desk.work.project(one.id) for one in alike]
    return [one for one in loaded if one is not None]


def is_published(project: Project) -> bool:
    """Whether its bearer lets others see the name and the place of an idea."""
    return project.dossier.get("publish_level") in ("title_place", "with_name")


def _may_be_seen(desk: Desk, held: Held, project: Project) -> bool:
    if desk.resident.user_id in project.everyone:
        return False
    return is_published(project) or bool(held.session.whom)  # at the counter staff see all


def _screen(session: Session, shown: list[Project], say: Voice, *, for_other: bool) -> Screen:
    lines = [
        say.count(
            "This idea is there already, and it is like yours:",
            "These ideas are there already, and they are like yours:",
            len(shown),
        )
    ]
    lines += [_line(one, say) for one in shown]
    lines.append(say("You can join, or go on with your own. Both are welcome."))
    rows = []
    if not for_other:
        rows += [
            (
                Button(
                    shorten(say.plain("Join: {title}", title=one.title), 40),
                    f"s.join.{to_base36(one.id)}",
                ),
            )
            for one in shown
        ]
    rows.append((Button(say.plain("Mine is different"), f"s.on.{session.id}"),))
    rows.append((Button(say.plain("Talk to someone"), f"s.talk.{session.id}"),))
    return Screen(Markup("\n\n").join(lines), tuple(rows))


def _line(project: Project, say: Voice) -> Markup:
    place = project.dossier.get("place")
    where = ""
    if isinstance(place, Mapping) and "unknown" not in place:
        where = shorten(place_words(place, say), 120)
    return say(
        "• <b>{title}</b>\nPlace: {place}\nState: {state}",
        title=project.title,
        place=where or say.plain("not known yet"),
        state=say.plain(STATE_NAMES[project.state]),
    )


def asks_early(before: Session, after: Session) -> bool:
    """Whether the name and the place have just become known, or have changed."""
    if len(after.frames) > 1 or after.asking is not None:
        return False
    old, new = before.root.answers, after.root.answers
    if not new.get("title") or not new.get("place"):
        return False
    sure = before.asking is not None and before.asking.what == "outside"
    return sure or any(old.get(name) != new.get(name) for name in ("title", "place"))


def is_complete(desk: Desk, held: Held) -> bool:
    """Whether a form stands at its review."""
    session = held.session
    return walk(desk.town.book.dialogs[session.top.dialog], session.top).current is None

"""Speaking in the staff group: under a project's card, in the project's topic where there are any.

In a forum each project has a topic. Its id is the message that shows the slot "topic:<project>", so
it is known for as long as the database is kept. What is sent there names the topic; should it be
gone when the message leaves, the delivery makes another one.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from bot import letters
from bot.incoming import Told
from bot.letters import Payload
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.project import STATE_NAMES, Project, State
from dialogs.showing import shorten
from dialogs.wording import N_
from storage import outbox, topics
from storage.topics import Shape
from storage.work import Work

TOPIC_NAME = 120
"""The longest name of a topic that we give; Telegram takes 128 characters."""

_STATE_ROOM = 40

ICONS: Mapping[State, str] = {
    State.SUBMITTED: "💡",
    State.NEEDS_INFO: "❓",
    State.UNDER_REVIEW: "🔎",
    State.ACCEPTED: "✅",
    State.AWAITING_SIGNATURE: "✍️",
    State.IN_PROGRESS: "⚡️",
    State.ON_HOLD: "☕️",
    State.COMPLETION_REVIEW: "🏁",
    State.UPKEEP: "❤️",
    State.UPKEEP_LATE: "❗️",
    State.RENEWAL: "📆",
    State.REFUSED: "📁",
    State.CLOSED: "📁",
    State.WITHDRAWN: "📁",
}
"""A topic's icon by state, among those that Telegram offers; the name says the same in words."""

ENDED = frozenset({State.REFUSED, State.CLOSED, State.WITHDRAWN})
"""The states in which a project's topic is closed."""

CARD_STATES: Mapping[State, str] = {
    State.SUBMITTED: N_("new, nobody has taken it yet"),
    State.UNDER_REVIEW: N_("being studied"),
    State.NEEDS_INFO: N_("waiting for the resident"),
    State.ACCEPTED: N_("accepted"),
    State.REFUSED: N_("refused"),
    State.WITHDRAWN: N_("withdrawn by the resident"),
}
"""The states as staff read them; the others are called as residents read them."""


def state_name(project: Project) -> str:
    """A project's state as staff read it, to be translated."""
    return CARD_STATES.get(project.state) or STATE_NAMES[project.state]


def card_slot(project: Project) -> str:
    """The slot of a project's card."""
    return f"card:{project.id}"


def topic_slot(project: Project) -> str:
    """The slot whose message id is the project's topic."""
    return f"topic:{project.id}"


def _shape(town: Town, project: Project) -> Shape:
    say = town.staff_voice
    title = shorten(f"{project.number} · {project.title}", TOPIC_NAME - _STATE_ROOM)
    state = shorten(say.plain(_TOPIC_STATES.get(project.state) or state_name(project)), 36)
    return Shape(f"{title} · {state}", ICONS.get(project.state, ""), project.state in ENDED)


_TOPIC_STATES: Mapping[State, str] = {State.SUBMITTED: N_("new")}


async def place(town: Town, work: Work, project: Project, payload: Payload) -> Payload:
    """Let a letter to the group stand in the project's topic, if the group has topics."""
    if not town.group.is_forum:
        return payload
    return {**payload, "topic": await _topic(town, work, project)}


async def _topic(town: Town, work: Work, project: Project) -> Payload:
    slot = topic_slot(project)
    return letters.topic(slot, await work.message(slot), _shape(town, project).name)


async def shape_topic(town: Town, work: Work, project: Project) -> None:
    """Name and icon the project's topic by its state, and close it at the end."""
    if not town.group.is_forum:
        return
    wanted = _shape(town, project)
    transaction = await work.direct()
    asked = await topics.load(transaction, project.id)
    if asked == wanted:
        return
    await topics.save(transaction, project.id, wanted)
    payload = letters.shape_topic(
        await _topic(town, work, project),
        icon=wanted.icon,
        closed=wanted.closed,
        edit=asked is not None,
        switch=asked is not None and asked.closed != wanted.closed,
    )
    work.send(town.group.id, payload, slot=topic_slot(project))


async def to_group(
    town: Town,
    work: Work,
    screen: Screen,
    project: Project,
    *,
    slot: str = "",
    priority: int = outbox.ANSWER,
) -> None:
    """Say something about a project in the group, under its card."""
    reply_to = await work.message(card_slot(project))
    payload = await place(town, work, project, letters.text(screen, reply_to=reply_to))
    work.send(town.group.id, payload, slot=slot, priority=priority)


def answer(town: Town, work: Work, message: Told, words: Markup | Screen, slot: str = "") -> None:
    """Answer a message of the group where it stands."""
    screen = words if isinstance(words, Screen) else Screen(words)
    payload = letters.text(screen, reply_to=message.message_id)
    if message.thread is not None and message.chat_id == town.group.id:
        payload["topic"] = letters.topic("", message.thread, "")
    work.send(message.chat_id, payload, slot=slot)


_ABOUT = ("card", "topic", "note", "about")
"""The slots of the group whose messages are about one project: "<kind>:<project>[:…]"."""


async def project_of(work: Work, message: Told, argument: str = "") -> Project | None:
    """Which project a message of the group is about: named, replied to, or by its topic."""
    word = argument.split(maxsplit=1)[0] if argument.strip() else ""
    if word and (found := await work.project_numbered(word)) is not None:
        return found
    for message_id in (message.reply_to, message.thread):
        if message_id is None:
            continue
        slot = await work.slot_of(message.chat_id, message_id) or ""
        kind, _, rest = slot.partition(":")
        project_id = rest.partition(":")[0]
        if kind in _ABOUT and project_id.isdecimal():
            return await work.project(int(project_id))
    return None

"""The town speaks to its projects at once: `/broadcast drought`, `storm`, or words of its own.

It is shown in the group before it leaves, with whom it reaches. A press sends it once: everyone who
looks after one of these projects reads one message, whatever the number of their projects. Buttons
carry "b.<number>.<act>.<category>". What waits for its press is a fact; it is emptied afterwards.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from markupsafe import Markup

from bot import bearers, card, letters
from bot.forms import toast
from bot.incoming import Tapped, Told
from bot.team.group import answer
from bot.town import Town
from dialogs import reading
from dialogs.buttons import Button, Screen, to_base36
from dialogs.due_upkeep import present
from dialogs.project import Project, State
from dialogs.rights import Why
from dialogs.showing import shorten
from dialogs.wording import N_, Voice
from storage import facts
from storage.journal import Entry
from storage.outbox import BROADCAST
from storage.work import Work

CONCERNED = frozenset({State.UPKEEP, State.UPKEEP_LATE, State.RENEWAL})
"""The projects that a word of the town concerns: those that people look after."""

LONGEST = 1500
"""The most characters of words of the town's own."""

READY: Mapping[str, tuple[str, ...]] = {
    "drought": (
        N_("There is a drought. Until the town hall writes again, please do not water."),
        N_("A thick mulch keeps the soil moist. Plants that dry up can be replaced in autumn."),
    ),
    "storm": (
        N_("The wind has blown hard. When it is calm again, please go and look at the place."),
        N_("Do not climb and do not touch a broken branch. Is something broken? Tell /contact."),
    ),
}
"""What is said for each word that the command knows."""

_NAMES = {
    "drought": "drought", "secheresse": "drought", "sécheresse": "drought",
    "storm": "storm", "tempete": "storm", "tempête": "storm",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """What waits to be sent: a known kind or words of the town's own; `category` "" is all."""

    kind: str
    words: str
    category: str = ""


def _fact(number: str) -> str:
    return f"broadcast:{number}"


async def command(town: Town, work: Work, message: Told, argument: str) -> str:
    """Show what would be sent, and to whom."""
    say = town.staff_voice
    text = reading.clean(argument)
    if not text:
        words = say(
            "What shall I say to those who look after a place? Write <code>/broadcast "
            "drought</code>, <code>/broadcast storm</code>, or <code>/broadcast</code> and your "
            "own words."
        )
        answer(town, work, message, words)
        return "broadcast_what"
    if len(text) > LONGEST:
        answer(town, work, message, say("Please stay under {n} characters.", n=LONGEST))
        return "broadcast_long"
    kind = _NAMES.get(text.casefold(), "")
    draft = Draft(kind, "" if kind else text)
    number = to_base36(await work.count_up("broadcasts"))
    await facts.store(await work.direct(), _fact(number), json.dumps(asdict(draft)))
    screen = await _preview(town, work, number, draft)
    answer(town, work, message, screen, slot=_fact(number))
    return "broadcast_shown"


async def pressed(town: Town, work: Work, tap: Tapped) -> str:
    """Choose whom it reaches, send it, or leave it."""
    _, number, act, category = [*tap.data.split(".", 3), "", "", ""][:4]
    say = town.staff_voice
    actor = town.actor(tap.person.id, tap.person.name)
    if not actor.roles:
        toast(work, tap, say.plain(Why.NOT_STAFF))
        return "refused_not_staff"
    sound = number.isascii() and number.isalnum() and len(number) <= 8
    kept = await facts.load(await work.direct(), _fact(number)) if sound else None
    if not kept:
        toast(work, tap, say.plain("This was sent or left already."))
        return "broadcast_closed"
    draft = Draft(**json.loads(kept))
    match act:
        case "to":
            draft = replace(draft, category=category)
            await facts.store(await work.direct(), _fact(number), json.dumps(asdict(draft)))
            screen = await _preview(town, work, number, draft)
        case "send":
            people = await _send(town, work, draft)
            reason = f"{draft.kind or 'words'}, {draft.category or 'all'}: {people}"
            work.write_journal(Entry(work.now, actor.key, "broadcast", reason=reason))
            words = say.count("Sent to {n} person.", "Sent to {n} people.", people)
            screen = Screen(Markup("\n\n").join((_body(draft, say), words)))
        case _:
            screen = Screen(say("Nothing is sent."))
    if act != "to":
        await facts.store(await work.direct(), _fact(number), "")
    toast(work, tap)
    payload = letters.show(screen, fresh=False, message=tap.message_id)
    work.send(tap.chat_id, payload, slot=_fact(number))
    return f"broadcast_{act if act in ('to', 'send') else 'left'}"


async def _concerned(work: Work, category: str = "") -> list[Project]:
    found = await work.projects_in(CONCERNED)
    return [one for one in found if category in ("", one.dossier.get("category"))]


async def _preview(town: Town, work: Work, number: str, draft: Draft) -> Screen:
    say = town.staff_voice
    everyone = await _concerned(work)
    chosen = [one for one in everyone if draft.category in ("", one.dossier.get("category"))]
    people = await _people(town, work, chosen)
    whom = say.count("{n} project", "{n} projects", len(chosen))
    count = say.count("{n} person", "{n} people", len(people))
    parts = [
        say("<b>They will read:</b>"),
        Markup("<blockquote>{}</blockquote>").format(_body(draft, say)),
        say("It reaches {people}, for {projects}.", people=count, projects=whom),
    ]
    if town.setting.next_moment(work.now) > work.now:
        parts.append(say("It is a quiet hour. Pressed now, it leaves now."))
    found = Counter(str(one.dossier.get("category") or "") for one in everyone)
    rows = [
        (Button(shorten(_choice(town, name, draft, say), 40), f"b.{number}.to.{name}"),)
        for name in ("", *sorted(filter(None, found)))
    ]
    send = Button(say.plain("Send it"), f"b.{number}.send.")
    leave = Button(say.plain("Do not send"), f"b.{number}.leave.")
    last = (send, leave) if people else (leave,)
    return Screen(Markup("\n\n").join(parts), (*rows, last))


def _choice(town: Town, category: str, draft: Draft, say: Voice) -> str:
    name = card.option_label(town, "category", category, say) if category else say.plain("All")
    return f"✓ {name}" if category == draft.category else name


def _body(draft: Draft, say: Voice) -> Markup:
    if not draft.kind:
        return Markup("{}").format(draft.words)
    return Markup("\n").join(say(one) for one in READY[draft.kind])


async def _people(town: Town, work: Work, projects: list[Project]) -> dict[int, list[Project]]:
    """Who looks after these places today, stand-ins for those away included, each once."""
    today = town.setting.local_day(work.now)
    found: dict[int, list[Project]] = {}
    for project in projects:
        for user_id in present(project, today):
            resident = await work.resident(user_id)
            paused = resident is not None and resident.paused_until
            if not paused or paused <= today:
                found.setdefault(user_id, []).append(project)
    return found


async def _send(town: Town, work: Work, draft: Draft) -> int:
    """Write to each person once; return how many."""
    projects = await _concerned(work, draft.category)
    people = await _people(town, work, projects)
    today = town.setting.local_day(work.now)
    for user_id, own in people.items():
        say = await bearers.voice_of(town, work, user_id, own[0].language)
        screen = _letter(town, draft, own, say)
        work.send(user_id, letters.text(screen), priority=BROADCAST)
        resident = await work.resident(user_id)
        if resident is not None:  # a reminder of the same day waits for the next
            work.put_resident(replace(resident, reminded_on=today))
    for project in projects:
        if bearers.has_no_account(project) and not project.members:
            say = town.voice(project.language)
            await bearers.by_staff(town, work, project, _letter(town, draft, [project], say))
    return len(people)


def _letter(town: Town, draft: Draft, projects: list[Project], say: Voice) -> Screen:
    heads = [Markup("<b>{}</b> · {}").format(one.title, one.number) for one in projects[:8]]
    why = town.book.tell(
        say, "{service} writes to everyone who looks after a place. Thank you for your help!"
    )
    return Screen(Markup("\n\n").join((Markup("\n").join(heads), _body(draft, say), why)))

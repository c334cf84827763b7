"""The town speaks to its projects at once: `/broadcast drought`, `storm`, or words of its own.

It is shown in the group before it leaves, with whom it reaches. A press sends it once: everyone who
looks after one of these projects reads one message, whatever the number of their projects. Buttons
carry "b.<number>.<act>.<category>". What waits for its press is a fact; it is emptied afterwards.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from markupsafe import Markup

from bot import bearers, card, letters
from bot.forms import toast
from bot.incoming import Tapped, Told
from bot.projects import act
from bot.team.group import answer
from bot.town import Town
from dialogs import reading, reading_dates
from dialogs.buttons import Button, Screen, to_base36
from dialogs.drought import TENDED, LiftDrought, NoteDrought
from dialogs.due_upkeep import present
from dialogs.following import Drought
from dialogs.lifecycle import Action
from dialogs.project import Project
from dialogs.rights import Actor, Why
from dialogs.showing import shorten
from dialogs.wording import N_, Voice
from storage import droughts, facts
from storage.journal import Entry
from storage.outbox import BROADCAST
from storage.work import Work

LONGEST = 1500
"""The most characters of words of the town's own."""

READY: Mapping[str, tuple[str, ...]] = {
    "drought": (
        N_("There is a drought. Until the town hall writes again, please do not water."),
        N_("I no longer remind you to water meanwhile."),
        N_("A thick mulch keeps the soil moist. Plants that dry up can be replaced in autumn."),
    ),
    "drought_over": (
        N_("The drought is over: you can water again. Thank you for your patience!"),
        N_("I remind you of it again, as before."),
    ),
    "storm": (
        N_("The wind has blown hard. When it is calm again, please go and look at the place."),
        N_("Do not climb and do not touch a broken branch. Is something broken? Tell /contact."),
    ),
}
"""What is said for each word that the command knows."""

_NAMES = {
    "drought": "drought", "secheresse": "drought",
    "drought over": "drought_over", "end of drought": "drought_over",
    "fin de secheresse": "drought_over", "fin de la secheresse": "drought_over",
    "storm": "storm", "tempete": "storm",
}  # fmt: skip

_UNTIL = re.compile(r"(?i)(drought|s[eé]cheresse)\s+(?:until\s+|jusqu.au\s+)?(.+)")
"""A drought with its last day: `drought until 30/09`, `sécheresse jusqu'au 30 septembre`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What waits to be sent: a known kind or words of the town's own; `category` "" is all.

    `until` is the last day of a drought, "" when it is not known yet.
    """

    kind: str
    words: str
    category: str = ""
    until: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day of a drought, None when the town says later that it is over."""
        return date.fromisoformat(self.until) if self.until else None


def _fact(number: str) -> str:
    return f"broadcast:{number}"


async def command(town: Town, work: Work, message: Told, argument: str) -> str:
    """Show what would be sent, and to whom."""
    say = town.staff_voice
    text = reading.clean(argument)
    if not text:
        words = say(
            "What shall I say to those who look after a place? Write <code>/broadcast "
            "drought</code>, with its last day if you know it, <code>/broadcast storm</code>, or "
            "<code>/broadcast</code> and your own words."
        )
        answer(town, work, message, words)
        return "broadcast_what"
    if len(text) > LONGEST:
        answer(town, work, message, say("Please stay under {n} characters.", n=LONGEST))
        return "broadcast_long"
    draft = _read(text, say.language, town.setting.local_day(work.now))
    number = to_base36(await work.count_up("broadcasts"))
    await facts.store(await work.direct(), _fact(number), json.dumps(asdict(draft)))
    screen = await _preview(town, work, number, draft)
    answer(town, work, message, screen, slot=_fact(number))
    return "broadcast_shown"


def _read(text: str, language: str, today: date) -> Draft:
    """Read what the command says: a word it knows, a drought with its last day, or other words."""
    if kind := _NAMES.get(reading.fold(text).strip(" .!"), ""):
        return Draft(kind, "")
    if match := _UNTIL.fullmatch(text):
        until = reading_dates.day(match[2], language, today)
        if until is not None and until >= today:
            return Draft("drought", "", until=until.isoformat())
    return Draft("", text)


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
            await _hold_watering(town, work, draft, actor)
            reason = f"{draft.kind or 'words'}, {draft.category or 'all'}: {people}"
            work.write_journal(Entry(work.now, actor.key, "broadcast", reason=reason))
            said = [_body(draft, say)]
            said.append(say.count("Sent to {n} person.", "Sent to {n} people.", people))
            if draft.kind == "drought":
                said.append(say("When it is over, write <code>/broadcast drought over</code>."))
            screen = Screen(Markup("\n\n").join(said))
        case _:
            screen = Screen(say("Nothing is sent."))
    if act != "to":
        await facts.store(await work.direct(), _fact(number), "")
    toast(work, tap)
    payload = letters.show(screen, fresh=False, message=tap.message_id)
    work.send(tap.chat_id, payload, slot=_fact(number))
    return f"broadcast_{act if act in ('to', 'send') else 'left'}"


async def _hold_watering(town: Town, work: Work, draft: Draft, actor: Actor) -> None:
    """Let the projects concerned know that a drought began, or that it is over."""
    today, transaction = town.setting.local_day(work.now), await work.direct()
    if draft.kind == "drought":
        drought = Drought(today, draft.last_day)
        await droughts.add(transaction, draft.category, drought)
        action: Action = NoteDrought(drought)
    elif draft.kind == "drought_over":
        await droughts.lift(transaction, draft.category, today)
        action = LiftDrought(today)
    else:
        return
    for project in await _concerned(work, draft.category):
        await act(town, work, project, action, actor)


async def _concerned(work: Work, category: str = "") -> list[Project]:
    found = await work.projects_in(TENDED)
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
    first, *others = READY[draft.kind]
    lines = [say(first)]
    if draft.last_day is not None:
        day = say.date(draft.last_day)
        lines = [say("There is a drought. Please do not water until the end of {day}.", day=day)]
    return Markup("\n").join((*lines, *(say(one) for one in others)))


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

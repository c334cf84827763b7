"""/verify in a chat: whether a file is exactly a convention that this town has issued.

The file is fetched after the turn that brought it. It is compared and not kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup

from bot import bearers, letters
from bot.clock import Clock
from bot.desk import Desk
from bot.documents.verify import Verdict, verify
from bot.incoming import Tapped
from bot.log import event
from bot.signing.handing import NAMES
from bot.telegram_files import Source
from bot.telegram_refusals import DeliveryError, RejectedError
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.events import Event, MediaSent
from dialogs.wording import Voice
from storage import file_checks
from storage.database import Database
from storage.file_checks import FileCheck
from storage.outbox import Letter
from storage.sessions import Held
from storage.work import Numbers, Work, begin

log = logging.getLogger(__name__)

FORM = "check_file"

PAUSE = timedelta(seconds=30)
MOST_TRIES = 10
"""After so many failures the person is told; they can send it again."""

LINE = Markup("\n")


async def ask(desk: Desk) -> None:
    """Ask for the file."""
    below = await desk.present()
    desk.begin(FORM, None, back=below.session.id if below is not None else "")
    await desk.show_present()


def wanted(content: Event) -> MediaSent | None:
    """The file that came with /verify under it, None when none did."""
    if isinstance(content, MediaSent) and content.kind == "document":
        return content if content.caption.strip().casefold() in ("/verify", "/verifier") else None
    return None


async def take(desk: Desk, sent: MediaSent) -> str:
    """Let a file wait that came with the command."""
    await _wait(desk, sent.file_id)
    await desk.show_present(_soon(desk.say))
    return "file_to_verify"


async def finished(desk: Desk, held: Held, answers: Mapping[str, Any], tap: Tapped | None) -> None:
    """Let the file of the form wait, and go back to what the person was doing."""
    desk.end(held)
    for file in answers["files"]:
        await _wait(desk, str(file["file_id"]))
    await desk.go_back(held, _soon(desk.say), tap)


def _soon(say: Voice) -> Markup:
    return say("I compare the file. The answer comes in a moment.")


async def _wait(desk: Desk, file_id: str) -> None:
    transaction = await desk.work.direct()
    await file_checks.add(transaction, desk.resident.user_id, file_id, desk.work.now)
    desk.town.bell.set()


class Verifier:
    """Looks at the files that wait, one at a time, off the turns."""

    def __init__(
        self,
        town: Town,
        path: Path,
        database: Database,
        clock: Clock,
        numbers: Numbers,
        source: Source,
        post: Callable[[list[Letter]], None],
    ) -> None:
        self._town = town
        self._path = path
        self._database = database
        self._clock = clock
        self._numbers = numbers
        self._source = source
        self._post = post
        self._one_at_a_time = asyncio.Lock()

    async def sweep(self) -> None:
        """Answer every file that is due."""
        async with self._one_at_a_time:
            while True:
                async with self._database.transaction() as transaction:
                    check = await file_checks.load_due(transaction, self._clock.now())
                if check is None:
                    return
                await self._look_at(check)

    async def _look_at(self, check: FileCheck) -> None:
        try:
            data = await self._fetched(check.file_id)
        except (DeliveryError, OSError) as error:
            event(log, logging.WARNING, "file_check_retried", check=check.id,
                  error=type(error).__name__)  # fmt: skip
            if isinstance(error, RejectedError) or check.tries + 1 >= MOST_TRIES:
                await self._answer(check, None)
                return
            async with self._database.transaction() as transaction:
                await file_checks.postpone(transaction, check, self._clock.now() + PAUSE)
                await transaction.commit()
            return
        verdict = await asyncio.to_thread(verify, self._path, data)
        await self._answer(check, verdict)

    async def _fetched(self, file_id: str) -> bytes:
        """A file's bytes; nothing of it stays on the disk."""
        with self._town.files.arriving() as coming:
            await self._source.fetch(file_id, coming)
            arrived = await asyncio.to_thread(coming.finish)
            return await asyncio.to_thread(arrived.path.read_bytes)

    async def _answer(self, check: FileCheck, verdict: Verdict | None) -> None:
        async with begin(self._database, self._numbers, self._clock.now()) as work:
            if await file_checks.remove(await work.direct(), check):
                await _say(self._town, work, check.person, verdict)
            waiting = await work.commit()
        self._post(waiting)


async def _say(town: Town, work: Work, person: int, verdict: Verdict | None) -> None:
    say = await bearers.voice_of(town, work, person)
    if verdict is None:
        words = say(
            "I could not receive this file. It may be larger than 20 MB. Please send it again, or "
            "ask the town hall."
        )
    else:
        words = LINE.join(_lines(town, verdict, say))
    work.send(person, letters.text(Screen(words)))


def _lines(town: Town, verdict: Verdict, say: Voice) -> Iterator[Markup]:
    """What is known of a file, in the words of a chat; as `documents.verify.lines`."""
    issued = verdict.issued
    if issued is None:
        yield say("<b>Unknown.</b> The town hall has issued no such file.")
        yield say("Fingerprint: <code>{sha256}</code>", sha256=verdict.sha256)
        return
    act = issued.act
    name = say.plain(NAMES[act.kind], number=act.number, version=act.version)
    if issued.page:
        name = say.plain(
            "page {page} of the sheet signed by hand, {name}", page=issued.page, name=name
        )
    if verdict.changed:
        yield say("<b>No.</b> The file says that it is this: {name}.", name=name)
        yield say("But it is not what was issued. Please ask the town hall for the right file.")
        yield say("Fingerprint of this file: <code>{sha256}</code>", sha256=verdict.sha256)
        yield say("Fingerprint as issued: <code>{sha256}</code>", sha256=act.sha256 or "")
        return
    yield say("<b>Yes.</b> It is exactly this: {name}.", name=name)
    if act.made_at is not None:
        yield say("Made on {when}.", when=_when(town, act.made_at, say))
    yield say("Fingerprint: <code>{sha256}</code>", sha256=verdict.sha256)
    if act.version < issued.newest:
        yield say("There is a newer one: version {version}.", version=issued.newest)
    if not verdict.signatures:
        yield say("Nobody has signed it.")
    for one in verdict.signatures:
        when = _when(town, one.at, say)
        if one.how.value == "paper":
            yield say("• on paper, filed on {when}", when=when)
        elif one.for_town:
            yield say("• for the town: {name}, {when}", name=one.name, when=when)
        else:
            yield say("• for the bearers: {name}, {when}", name=one.name, when=when)


def _when(town: Town, instant: datetime, say: Voice) -> str:
    local = instant.astimezone(town.setting.zone)
    return f"{say.date(local.date())}, {local:%H:%M:%S} ({instant.astimezone(UTC):%H:%M:%S} UTC)"

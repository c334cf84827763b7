"""`fifty-fifty rehearse`: the real bot against a local Telegram, for a story or for whoever calls.

The bot's Telegram is always the server started here, on 127.0.0.1; no setting can change it.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import shlex
import signal
import sys
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from bot import card
from bot.rehearsal import garden, garden_years
from bot.rehearsal.chats import SERVICE_FIELDS
from bot.rehearsal.clock import MovableClock
from bot.rehearsal.garden import Garden
from bot.rehearsal.garden_words import GARDEN_WORDS
from bot.rehearsal.narrator import Narrator
from bot.rehearsal.page.guard import KEY_HEADER
from bot.rehearsal.page.serving import Served, served
from bot.rehearsal.server import RehearsalServer
from bot.rehearsal.stage import (
    DATABASE,
    LOG,
    NO_LIMITS,
    Cast,
    logging_into,
    prepare_folder,
    running,
    town_config,
)
from bot.rehearsal.story import BEGINNING, CAMILLES, Players, play
from bot.rehearsal.story_words import WORDS, Words
from bot.rehearsal.theatre import StoryError, Theatre
from bot.town import Town, build_town
from dialogs.answers import YES
from storage import projects
from storage.database import Database

_TAG = re.compile(r"<[^>]*>")


# -- the story -------------------------------------------------------------------------------------


STORIES = ("garden", "flowers")
"""The stories for the terminal: one garden for three years; one idea accepted, another refused."""


async def play_story(
    language: str, folder: Path | None, *, verbose: bool, story: str = STORIES[0]
) -> None:
    """Play a whole story in the terminal, and say where its database and dossier lie.

    Raises StoryError (exit code 1) when the bot does not do what the story says.
    """
    folder = prepare_folder(folder)
    narrator = Narrator(sys.stdout)
    with logging_into(folder, verbose=verbose) as stream, redirect_stderr(stream):
        try:
            await _perform(narrator, folder, language, story)
        except (StoryError, AssertionError) as error:
            raise StoryError(f"the story stopped: {error}. Log: {folder / LOG}") from error


async def _perform(narrator: Narrator, folder: Path, language: str, story: str) -> None:
    words = WORDS[language]
    clock = MovableClock(BEGINNING)
    async with RehearsalServer(clock=clock, limits_enabled=False) as server:
        cast = Cast.bring(server.world, language)
        config = town_config(server, cast, folder, language, limits=NO_LIMITS)
        town = build_town(config)

        def moment(instant: datetime) -> str:
            return town.voice(language).moment(instant.astimezone(town.setting.zone))

        async with running(config, server) as bot:
            theatre = Theatre(server, bot, narrator, words.robot)
            await theatre.settle()
            if story == "garden":
                both = (words, GARDEN_WORDS[language])
                zone = town.setting.zone
                grown = Garden.enter(theatre, cast, both, BEGINNING, zone, moment)
                await garden.tell(grown)
                await garden_years.tell(grown)
            else:
                await play(theatre, Players.enter(theatre, cast, words), words, moment)
        await _end(narrator, _Ending.of(server, cast), town, folder, words)


@dataclass(frozen=True)
class _Ending:
    """What can be counted when the story is over."""

    residents: tuple[int, ...]
    said: int
    pressed: int
    answered: int

    @classmethod
    def of(cls, server: RehearsalServer, cast: Cast) -> _Ending:
        """Count what was said; raises StoryError when the bot asked for something unlawful."""
        if broken := server.transcript.violations:
            raise StoryError(f"the bot broke the rules of the Bot API: {broken[0]}")
        chats = (cast.camille.messages(), cast.sam.messages(), cast.elise.messages(cast.group))
        views = [view for chat in chats for view in chat if view.kind not in SERVICE_FIELDS]
        answered = sum(view.from_bot for view in views)
        pressed = len(server.world.presses)
        residents = (cast.camille.id, cast.sam.id)
        return cls(residents, len(views) - answered, pressed, answered)


async def _end(narrator: Narrator, ending: _Ending, town: Town, folder: Path, words: Words) -> None:
    """Count, write the dossier, and say where everything lies."""
    path = folder / DATABASE
    async with Database(path) as database:
        async with database.transaction() as transaction:
            owned = [
                one
                for person in ending.residents
                for one in await projects.load_of_bearer(transaction, person)
            ]
        ((lines,),) = await database.fetch("SELECT COUNT(*) FROM journal")
        ((dead,),) = await database.fetch("SELECT COUNT(*) FROM dead_letters")
    if dead:
        raise StoryError(f"{dead} messages could not be handled; see the table dead_letters")
    project = next(one for one in owned if one.number == CAMILLES)
    dossier = folder / f"dossier-{CAMILLES}.txt"
    parts = (card.card(town, project).text, card.dossier(town, project))
    dossier.write_text("\n\n".join(map(plain, parts)) + "\n", encoding="utf-8")
    await narrator.tell(words.ending)
    narrator.note(
        words.counts.format(
            said=ending.said, pressed=ending.pressed, answered=ending.answered, lines=lines
        )
    )
    query = "SELECT project_id, actor, action, after FROM journal"
    narrator.note(f"{words.database} {path}")
    narrator.note(f"{words.dossier} {dossier}")
    narrator.note(f'{words.look} sqlite3 {shlex.quote(str(path))} "{query}"')


def plain(text: Markup) -> str:
    """Write our HTML as plain text, line by line."""
    return html.unescape(_TAG.sub("", text))


# -- the page --------------------------------------------------------------------------------------


async def serve(port: int, folder: Path | None, language: str, *, verbose: bool) -> None:
    """Serve the rehearsal's page on 127.0.0.1 until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    folder = prepare_folder(folder)
    with logging_into(folder, verbose=verbose):
        async with served(port, folder, language) as page:
            for line in instructions(page):
                print(line, flush=True)
            await stop.wait()


def instructions(page: Served) -> list[str]:
    """Say where the page is, and how to act as its people with lines for a shell."""
    show = page.house.show
    camille = f"{page.base_url}/people/{show.cast.camille.id}"
    curl = f"curl -s -H '{KEY_HEADER}: {page.key}'"
    yes = build_town(show.config).voice(show.language).plain(YES)
    body = shlex.quote(json.dumps({"label": yes}, ensure_ascii=False))
    return [
        "A rehearsal: the real bot against a local Telegram, without a token or a network.",
        "",
        f"Open this in a browser:  {page.address}",
        "",
        "Ctrl-C ends it. From a shell: press Start as Camille, see her chat, press a button:",
        f"  {curl} -X POST {camille}/start",
        f"  {curl} {camille}/chat/{show.cast.camille.id}",
        f"  {curl} -d {body} {camille}/press",
        "",
    ]

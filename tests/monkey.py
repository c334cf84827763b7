"""Anyone doing anything: people press, write, send, edit and vanish, in any order, for months.

`python -m tests.monkey 40` plays forty such months and prints how many of each deed were done.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from bot.rehearsal.people import Person
from bot.rehearsal.views import MessageView
from tests.signing_support import signing
from tests.stage import Stage, stage

WORDS = (
    "14", "quatorze", "1 200,50 €", "mai", "12/05/2027", "3", "0", "-5", "99999999", "oui", "non",
    "Un banc devant l'école", "rue des Tilleuls", "Camille Petit", "W123456789", "732829320",
    "Notre rue est grise. Nous souhaitons dix jardinières, et nous arrosons chaque semaine.",
    "Le terrain est trop petit. Proposez la place du marché.", "Pourquoi pas en juin ?",
    "camille@example.org", "06 12 34 56 78", "je ne sais pas", "<b>x</b> & 'y' \"z\"", "🙂",
    "a" * 300, "2026-001", "DEL-2026-12", "1/6/2026",
)  # fmt: skip

COMMANDS = (
    "/start", "/nouveau", "/brouillons", "/projets", "/aide", "/langue", "/privacy", "/pause",
    "/mes_donnees", "/contact", "/annuler", "/inviter", "/calendrier", "/verify", "/forget",
)  # fmt: skip

IN_GROUP = (
    "/todo", "/stats", "/history 2026-001", "/role", "/whoami", "/upcoming", "/dossier 2026-001",
    "/help", "/desk", "/broadcast", "/id",
)  # fmt: skip

KINDS: tuple[Literal["group", "supergroup", "forum"], ...] = ("group", "supergroup", "forum")

HOURS = (1, 5, 24, 72, 168, 480, 1440)


class Trouble(AssertionError):  # noqa: N818 - it is what was found, not an error of this code
    """Something that no deed of anyone may cause."""


@dataclass
class Monkey:
    """Plays everyone on a stage at random; the same seed does the same."""

    scene: Stage
    people: list[Person]
    team: list[Person]
    seed: int
    done: Counter[str] = field(default_factory=Counter)
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Take the seed's own dice."""
        self.dice = random.Random(self.seed)

    async def play(self, deeds: int) -> None:
        """Do so many things, and look after each whether anything broke."""
        for person in self.team:
            person.start()
        await self.scene.settle()
        for rank in range(deeds):
            name, words = self._do()
            self.done[name] += 1
            if name == "wait":
                await self.scene.app.sweep()
            await asyncio.wait_for(self.scene.settle(), 60)
            self._look(f"seed {self.seed}, deed {rank}: {name} {words}")

    def _look(self, where: str) -> None:
        dead = self.scene.query("SELECT traceback FROM dead_letters")
        if dead:
            raise Trouble(f"{where}\n{dead[0][0]}")
        broken = self.scene.server.transcript.violations
        if broken:
            raise Trouble(f"{where}\n{broken[-1]}")

    def _do(self) -> tuple[str, str]:
        who = self.dice.choice([*self.people, *self.team, *self.team])
        in_group = who in self.team and self.dice.random() < 0.6
        deeds: list[tuple[int, Callable[[Person, bool], str]]] = [
            (62, self._press), (18, self._say), (6, self._command), (4, self._photo),
            (3, self._edit), (1, self._vanish), (6, self._wait),
        ]  # fmt: skip
        deed = self.dice.choices([one for _, one in deeds], [weight for weight, _ in deeds])[0]
        return deed.__name__.strip("_"), f"by {who.name}: {deed(who, in_group)}"

    def _seen(self, who: Person, in_group: bool) -> list[MessageView]:
        return who.messages(self.scene.group if in_group else None)

    def _press(self, who: Person, in_group: bool) -> str:
        """Press a button of one of the last messages, more often of a new one than of an old."""
        shown = [
            (view, data)
            for view in self._seen(who, in_group)[-8:]
            if view.from_bot
            for row in view.buttons
            for _, data in row
        ]
        if not shown:
            return "nothing to press"
        weights = [1 + 3 * (rank > len(shown) * 0.6) for rank in range(len(shown))]
        view, data = self.dice.choices(shown, weights)[0]
        who.press_forged(data, view)
        return data

    def _say(self, who: Person, in_group: bool) -> str:
        words = self.dice.choice(WORDS)
        heard = [view for view in self._seen(who, in_group)[-12:] if view.from_bot]
        answered = self.dice.choice(heard) if heard and self.dice.random() < 0.3 else None
        chat = self.scene.group if in_group else None
        try:
            who.say(words, chat, reply_to=answered)
        except AssertionError as refused:  # the platform itself refuses, as in a closed topic
            return str(refused)
        return words

    def _command(self, who: Person, in_group: bool) -> str:
        words = self.dice.choice(IN_GROUP if in_group else COMMANDS)
        who.say(words, self.scene.group if in_group else None)
        return words

    def _photo(self, who: Person, in_group: bool) -> str:
        caption = self.dice.choice(("", "le mur"))
        who.send_photo(caption=caption, chat=self.scene.group if in_group else None)
        return caption

    def _edit(self, who: Person, in_group: bool) -> str:
        own = [
            view
            for view in self._seen(who, in_group)[-20:]
            if view.kind == "text" and view.sender == who.name
        ]
        if not own:
            return "nothing to edit"
        who.edit(self.dice.choice(own), words := self.dice.choice(WORDS))
        return words

    def _vanish(self, who: Person, in_group: bool) -> str:
        del in_group
        if who in self.people:
            who.block()
            who.unblock()
        return ""

    def _wait(self, who: Person, in_group: bool) -> str:
        del who, in_group
        hours = self.dice.choice(HOURS)
        self.scene.server.advance(timedelta(hours=hours))
        return f"{hours} h"


async def ideas(folder: Path, seed: int, deeds: int) -> Counter[str]:
    """From two dossiers on: what people and staff do with them, and with more."""
    dice = random.Random(seed)
    staff = {"undo_seconds": dice.choice((0, 60)), "two_people_decide": dice.random() < 0.5}
    async with stage(folder, kind=KINDS[seed % 3], staff=staff) as scene:
        people = [scene.person("Camille"), scene.person("Bob", "en"), scene.person("Dalila")]
        for person in people[:2]:
            await scene.submits(person)
            await scene.promises(person)
        monkey = Monkey(scene, people, [scene.elise, scene.adam, scene.mehdi], seed)
        await monkey.play(deeds)
        return monkey.done


async def agreements(folder: Path, seed: int, deeds: int) -> Counter[str]:
    """From an accepted project on: signing, work and upkeep."""
    async with signing(folder, 3) as scene:
        team = [scene.stage.elise, scene.stage.adam, scene.stage.mehdi, scene.mayor]
        monkey = Monkey(scene.stage, scene.carriers, team, seed)
        await monkey.play(deeds)
        return monkey.done


def main(runs: int) -> None:
    """Play so many times, half of each kind."""
    for seed in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            play = agreements if seed % 2 else ideas
            done = asyncio.run(play(Path(folder), seed, 600))
        print(f"seed {seed}, {play.__name__}: {dict(done)}", flush=True)  # noqa: T201 - its purpose


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)

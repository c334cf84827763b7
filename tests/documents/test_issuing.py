"""Documents asked for in a turn are made once, off the event loop, and never lost."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.config import Config
from bot.config_file import load
from bot.documents import samples
from bot.documents.issuing import PAUSES, Issuer, tell_staff
from bot.documents.papers import PAPER, Paper
from bot.documents.press import Press
from bot.documents.verify import verify
from bot.rehearsal.clock import MovableClock
from bot.town import build_town
from dialogs.agreement import Convention as Agreed
from dialogs.agreement import Signature
from dialogs.project import Project, State
from storage import conventions, projects
from storage.conventions import Act
from storage.database import Database, RefusedError
from storage.migrate import migrate
from storage.outbox import Letter
from storage.work import Numbers
from tests.documents import reading
from tests.process import write_config

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)


class Scene:
    """A town's database with projects, and an issuer at work on it."""

    def __init__(self, config: Config, database: Database, clock: MovableClock, own: Path) -> None:
        self.config = config
        self.database = database
        self.clock = clock
        self.letters: list[Letter] = []
        self.town = build_town(config)
        self.own = own
        self.numbers = Numbers()

    def issuer(self) -> Issuer:
        """An issuer of its own, as a second worker would have."""
        return Issuer(
            self.town,
            self.database,
            self.clock,
            Press(self.config),
            self.numbers,
            post=self.letters.extend,
            on_made=partial(tell_staff, self.town),
        )

    async def ask(self, project_id: int = 1, kind: conventions.Kind = "convention") -> Act:
        """Ask for a project's next act, as a turn does."""
        async with self.database.transaction() as transaction:
            act = await conventions.issue(
                transaction, project_id, kind, self.clock.now(), paper_for, year=2026
            )
            await transaction.commit()
        return act

    async def history(self, project_id: int = 1) -> list[Act]:
        """The acts of a project, as the database holds them."""
        async with self.database.transaction() as transaction:
            return await conventions.load_history(transaction, project_id)

    def said(self) -> list[str]:
        """What was said to the group, in order."""
        return [letter.payload["text"] for letter in self.letters]


def paper_for(number: str, version: int) -> str:
    paper = samples.conventions("fr")[2].model_copy(update={"number": number, "version": version})
    return PAPER.dump_json(paper).decode()


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    path = folder / "data" / "town.db"
    own = folder / "own"
    (own / "templates").mkdir(parents=True)
    environ = {"FIFTY_FIFTY__TOWN__DOCUMENTS": str(own)}
    config = load(write_config(folder, "http://127.0.0.1:1", database=path), environ)
    clock = MovableClock(NOW)
    async with Database(path) as database:
        async with database.transaction() as transaction:
            rows = [Project(one, 42, State.ACCEPTED, NOW, "fr") for one in range(1, 21)]
            await projects.save(transaction, rows)
            await transaction.commit()
        yield Scene(config, database, clock, own)


async def test_what_a_turn_asked_for_is_made_and_kept_by_its_fingerprint(tmp_path: Path) -> None:
    async with scene(tmp_path) as town:
        act = await town.ask()
        assert (act.number, act.version, act.sha256) == ("C-2026-001", 1, None)
        await town.issuer().sweep()
        (made,) = await town.history()
        assert made.sha256 is not None
        path = town.town.files.find(made.sha256)
        assert path is not None
        assert path.suffix == ".pdf"
        data = path.read_bytes()
        assert hashlib.sha256(data).hexdigest() == made.sha256
        assert "C-2026-001" in reading.text(data)
        assert made.made_at is not None
        assert made.made_at - NOW < timedelta(minutes=10)
        assert town.said() == ["Convention C-2026-001, version 1\u00a0: le document est prêt."]


async def test_versions_follow_each_other_under_one_number(tmp_path: Path) -> None:
    async with scene(tmp_path) as town:
        kinds: list[conventions.Kind] = ["convention", "convention", "amendment", "renewal"]
        for kind in kinds:
            await town.ask(1, kind)
        await town.ask(2)
        history = await town.history()
        assert [(one.number, one.version, one.kind) for one in history] == [
            ("C-2026-001", rank, kind) for rank, kind in enumerate(kinds, start=1)
        ]
        assert [one.number for one in await town.history(2)] == ["C-2026-002"]


async def test_two_workers_give_no_number_twice_and_make_nothing_twice(tmp_path: Path) -> None:
    async with scene(tmp_path) as town:
        acts = await asyncio.gather(*(town.ask(project) for project in range(1, 21)))
        assert sorted(act.number for act in acts) == [f"C-2026-{n:03d}" for n in range(1, 21)]
        again = await asyncio.gather(*(town.ask(1) for _ in range(5)))
        assert sorted(act.version for act in again) == [2, 3, 4, 5, 6]
        await asyncio.gather(town.issuer().sweep(), town.issuer().sweep())
        made = [await town.history(project) for project in range(1, 21)]
        assert all(act.sha256 for history in made for act in history)
        assert len(town.said()) == 25
        assert len(set(town.said())) == 25


async def test_the_database_itself_refuses_a_version_that_is_there(tmp_path: Path) -> None:
    async with scene(tmp_path) as town:
        await town.ask()
        async with town.database.transaction() as transaction:
            with pytest.raises(RefusedError):
                await transaction.run(
                    "INSERT INTO conventions "
                    "(project_id, number, version, kind, data, created_at, not_before) "
                    "VALUES (2, 'C-2026-001', 1, 'convention', '{}', 0, 0)"
                )


async def test_a_document_that_fails_is_tried_again_and_shown_to_staff(tmp_path: Path) -> None:
    async with scene(tmp_path) as town:
        template = town.own / "templates" / "convention.typ"
        template.write_text("#let paper(d) = [\n#nobody]", encoding="utf-8")
        issuer = town.issuer()
        await town.ask()
        for tries, pause in enumerate((*PAUSES, PAUSES[-1]), start=1):
            await issuer.sweep()
            (act,) = await town.history()
            assert (act.tries, act.sha256) == (tries, None)
            assert act.trouble == "convention.typ:2:1: unknown variable: nobody"
            await issuer.sweep()
            assert (await town.history())[0].tries == tries, "it waits for its time"
            town.clock.advance(pause)
        (told,) = town.said()
        assert "convention.typ:2:1" in told
        template.unlink()
        await town.issuer().sweep()
        (act,) = await town.history()
        assert act.sha256 is not None
        assert act.trouble == ""


async def test_data_that_cannot_be_read_is_trouble_and_not_the_end(tmp_path: Path) -> None:
    async with scene(tmp_path) as town:
        async with town.database.transaction() as transaction:
            await conventions.issue(
                transaction, 3, "convention", NOW, lambda *_: '{"kind": "convention"}', year=2026
            )
            await transaction.commit()
        await town.ask(1)
        await town.issuer().sweep()
        assert (await town.history(3))[0].trouble == "its data cannot be read"
        assert (await town.history(1))[0].sha256 is not None


async def test_a_full_disk_is_trouble_and_not_the_end(tmp_path: Path) -> None:
    async with scene(tmp_path) as town:
        (tmp_path / "data" / "files").write_text("a file where the folder should be")
        await town.ask()
        await town.issuer().sweep()
        (act,) = await town.history()
        assert act.trouble.startswith("the file cannot be written")
        (tmp_path / "data" / "files").unlink()
        town.clock.advance(PAUSES[0])
        await town.issuer().sweep()
        assert (await town.history())[0].sha256 is not None


async def test_turns_go_on_while_a_document_is_compiled(tmp_path: Path) -> None:
    press = Press(load(write_config(tmp_path, "http://127.0.0.1:1"), {}))
    making = asyncio.ensure_future(press.make(paper_for("C-2026-001", 1)))
    turns = 0
    while not making.done():
        await asyncio.sleep(0)
        turns += 1
    assert making.result().startswith(b"%PDF")
    assert turns > 50
    press.close()


@pytest.mark.parametrize("kind", ["convention", "amendment", "renewal", "ending"])
def test_a_paper_survives_the_database(kind: str) -> None:
    paper: Paper = next(one for one in samples.papers("fr") if one.kind == kind)
    assert PAPER.validate_json(PAPER.dump_json(paper)) == paper


async def signed(town: Scene) -> bytes:
    """A convention that was made, and accepted by its bearer and by the town."""
    await town.ask()
    await town.issuer().sweep()
    (act,) = await town.history()
    assert act.sha256 is not None
    path = town.town.files.find(act.sha256)
    assert path is not None
    one = Signature(42, "Nadia Ferrand", NOW + timedelta(hours=1), 1, act.sha256)
    mayor = replace(one, by=7, name="Claire Dumont", for_town=True, at=NOW + timedelta(hours=2))
    older = replace(one, sha256="0" * 64, name="Someone Else")
    agreed = Agreed(1, act.sha256, NOW, (42,))
    project = Project(
        1, 42, State.IN_PROGRESS, NOW, "fr", convention=agreed, signatures=(mayor, older, one)
    )
    async with town.database.transaction() as transaction:
        await projects.save(transaction, [project])
        await transaction.commit()
    return path.read_bytes()


async def test_verify_knows_a_genuine_file_a_changed_one_and_a_stranger(tmp_path: Path) -> None:
    async with scene(tmp_path) as town:
        data = await signed(town)
        path = town.config.storage.path
        genuine = verify(path, data)
        assert genuine.is_genuine
        assert [one.name for one in genuine.signatures] == ["Nadia Ferrand", "Claire Dumont"]
        changed = verify(path, data.replace(b"%PDF-1.7", b"%PDF-1.6"))
        assert changed.changed
        assert not changed.is_genuine
        assert verify(path, b"%PDF-1.7 something else").issued is None
        assert verify(path, b"").issued is None
        other = tmp_path / "other.db"
        migrate(other)
        assert verify(other, data).issued is None, "another town knows nothing of it"


async def test_the_command_says_which_version_and_who_accepted(tmp_path: Path) -> None:
    async with scene(tmp_path) as town:
        data = await signed(town)
    pdf, config = tmp_path / "it.pdf", str(tmp_path / "config.toml")
    pdf.write_bytes(data)
    ran = CliRunner().invoke(cli, ["verify", str(pdf), "--config", config])
    assert ran.exit_code == 0
    assert "GENUINE: exactly convention C-2026-001, version 1." in ran.output
    assert "accepted for the bearers: Nadia Ferrand, 2026-05-12 11:00:00 (09:00:00 UTC), chat" in (
        ran.output
    )
    assert "accepted for the town: Claire Dumont" in ran.output
    assert "Someone Else" not in ran.output
    pdf.write_bytes(data + b" ")
    ran = CliRunner().invoke(cli, ["verify", str(pdf), "--config", config])
    assert ran.exit_code == 1
    assert "NOT GENUINE: it says to be convention C-2026-001, version 1" in ran.output
    pdf.write_bytes(b"hello")
    ran = CliRunner().invoke(cli, ["verify", str(pdf), "--config", config])
    assert ran.exit_code == 1
    assert ran.output.startswith("UNKNOWN")


def test_verify_says_what_is_missing(tmp_path: Path) -> None:
    pdf = tmp_path / "it.pdf"
    pdf.write_bytes(b"x")
    config = write_config(tmp_path, "http://127.0.0.1:1", database=tmp_path / "none.db")
    ran = CliRunner().invoke(cli, ["verify", str(pdf), "--config", str(config)])
    assert ran.exit_code == 2
    assert "none.db: cannot be read" in ran.output

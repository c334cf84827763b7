"""Files that residents send come to our own disk: whole, once, checked, in spite of everything."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.fetching import DELAYS, GIVEN_UP_AFTER
from bot.rehearsal import REHEARSAL_TOKEN
from bot.rehearsal.people import Person
from bot.rehearsal.pictures import jpeg
from tests.stage import IDEA, Stage, current_step, newest, shows_similar, stage

PDF = b"%PDF-1.7\n% a quote\n"
PROGRAM = b"MZ\x90\0" + bytes(400)


async def at_the_photos(scene: Stage, name: str = "Alice") -> Person:
    """Someone who stands at the question about photos."""
    person = scene.person(name)
    await scene.begins(person)
    for _ in range(20):
        if shows_similar(person):
            await scene.presses(person, "s.on")
        if (step := current_step(person)) == "photos":
            return person
        await scene._answers(person, step, IDEA)
    raise AssertionError("no question about photos")


def media(scene: Stage, columns: str = "state") -> list[Any]:
    """What the table of files says."""
    rows = scene.query(f"SELECT {columns} FROM media ORDER BY id")  # noqa: S608 - ours
    return [row[0] if len(row) == 1 else row for row in rows]


def on_disk(scene: Stage) -> list[Path]:
    """The files that we keep."""
    return sorted(path for path in (scene.folder / "files").rglob("*") if path.is_file())


def said(person: Person) -> str:
    """Everything the bot said to someone."""
    return "\n".join(view.text for view in person.messages() if view.from_bot)


async def test_a_photo_lies_on_our_disk_as_it_was_sent(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        picture = jpeg(640, 480, 77)
        alice.send_photo(picture, caption="Le coin de la rue")
        await scene.settle()
        sha256 = hashlib.sha256(picture).hexdigest()
        assert media(scene, "state, sha256, mime, size, kind, caption, project_id, person") == [
            ("kept", sha256, "image/jpeg", len(picture), "photo", "Le coin de la rue", 1, alice.id)
        ]
        (path,) = on_disk(scene)
        assert path == scene.folder / "files" / sha256[:2] / f"{sha256}.jpg"
        assert path.read_bytes() == picture


async def test_the_same_picture_of_two_people_lies_there_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        for name in ("Alice", "Bob"):
            person = await at_the_photos(scene, name)
            person.send_photo(jpeg(64, 48))
            await scene.settle()
        assert media(scene) == ["kept", "kept"]
        assert len(on_disk(scene)) == 1


async def test_thirty_photos_to_a_question_of_five(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        for _ in range(3):
            alice.send_album(10)
        await scene.settle()
        assert media(scene) == ["kept"] * 5, "what is not an answer is not taken"
        assert "5 photos" in newest(alice).text
        assert "Je peux garder 5 photos ici" in said(alice)
        assert len(on_disk(scene)) == 5


async def test_a_network_that_fails_delays_a_photo_and_loses_none(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        scene.server.faults.bad_gateway(times=2, method="getFile")
        alice.send_photo()
        await scene.settle()
        assert media(scene, "state, tries") == [("wanted", 1)]
        await scene.advance(timedelta(seconds=DELAYS[0] - 1))
        assert media(scene, "state, tries") == [("wanted", 1)], "not too soon"
        await scene.advance(timedelta(seconds=1))
        assert media(scene, "state, tries") == [("wanted", 2)]
        await scene.advance(timedelta(seconds=DELAYS[1]))
        assert media(scene) == ["kept"]
        assert len(on_disk(scene)) == 1, "nothing half-fetched is left"


async def test_a_slowed_call_waits_as_long_as_it_is_told(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        scene.server.faults.rate_limit("getFile", retry_after=40)
        alice.send_photo()
        await scene.settle()
        await scene.advance(timedelta(seconds=39))
        assert media(scene, "state, tries") == [("wanted", 0)]
        await scene.advance(timedelta(seconds=1))
        assert media(scene) == ["kept"]


async def test_a_photo_that_telegram_lost_is_asked_for_again_of_who_sent_it(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        forget_files(scene)
        alice.send_photo()
        await scene.settle()
        assert media(scene) == ["wanted"]
        for _ in range(8):
            await scene.advance(GIVEN_UP_AFTER / 7)
        assert media(scene) == ["lost"]
        assert "Envoyez-le de nouveau" in said(alice)


async def test_staff_learn_of_a_file_that_could_not_be_copied(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        forget_files(scene)
        alice.send_photo()
        await scene.settle()
        await scene.presses(alice, "done")
        await scene.fills(alice)
        await scene.presses(alice, "send")
        for _ in range(8):
            await scene.advance(GIVEN_UP_AFTER / 7)
        assert media(scene) == ["lost"]
        told = [view for view in scene.group.messages() if "pas pu copier un fichier" in view.text]
        assert len(told) == 1
        assert "2026-001" in told[0].text


def forget_files(scene: Stage) -> None:
    """Let Telegram lose every file at once."""
    scene.server.world.files.link = _gone  # type: ignore[method-assign]


def _gone(file_id: str, now: object) -> dict[str, Any]:
    from bot.rehearsal.refusals import bad_request

    del file_id, now
    raise bad_request("wrong file_id or the file is temporarily unavailable")


async def test_a_file_of_25_megabytes_is_kept_by_its_id_and_both_sides_know(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        alice.send_document("plan.jpg", "image/jpeg", 25 * 1024 * 1024)
        await scene.settle()
        assert "très lourd (25 Mo)" in newest(alice).text
        assert media(scene) == ["too_large"]
        assert on_disk(scene) == []
        await scene.presses(alice, "done")
        await scene.fills(alice)
        await scene.presses(alice, "send")
        told = [view for view in scene.group.messages() if "trop lourd" in view.text]
        assert len(told) == 1
        scene.elise.start()
        await scene.presses(scene.elise, "c.read", chat=scene.group)
        shown = [view for view in scene.elise.messages() if view.kind == "document"]
        assert [view.file.size for view in shown if view.file] == [25 * 1024 * 1024]
        assert "pas pu vérifier" in shown[0].text


async def test_a_pdf_that_is_called_a_photo_is_kept_and_named_for_what_it_is(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        alice.send_document("devis.jpg", "image/jpeg", PDF)
        await scene.settle()
        assert "En vérité, c'est un document PDF" in newest(alice).text
        assert current_step(alice) == "photos", "the question is there again"
        assert media(scene, "state, mime") == [("kept", "application/pdf")]
        (path,) = on_disk(scene)
        assert path.suffix == ".pdf"


async def test_a_program_that_is_called_a_photo_goes_nowhere(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        alice.send_photo()
        alice.send_document("photo.jpg", "image/jpeg", PROGRAM)
        await scene.settle()
        assert "est un programme" in newest(alice).text
        assert "1 photo" in newest(alice).text, "it is no longer among those received"
        assert media(scene) == ["kept", "refused"]
        assert len(on_disk(scene)) == 1
        await scene.presses(alice, "done")
        await scene.fills(alice)
        await scene.presses(alice, "send")
        scene.elise.start()
        await scene.presses(scene.elise, "c.read", chat=scene.group)
        assert [v.kind for v in scene.elise.messages() if v.kind in ("photo", "document")] == [
            "photo"
        ]


async def test_what_is_cancelled_or_taken_out_leaves_the_disk(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        alice.send_photo()
        await scene.settle()
        alice.send_photo()
        await scene.settle()
        assert len(on_disk(scene)) == 2
        await scene.presses(alice, "drop")
        await scene.presses(alice, "done")
        await scene.fills(alice)
        await scene.presses(alice, "send")
        assert len(on_disk(scene)) == 1, "sent without it"
        bob = await at_the_photos(scene, "Bob")
        bob.send_photo()
        await scene.settle()
        assert len(on_disk(scene)) == 2
        await scene.says(bob, "/cancel")
        await scene.presses(bob, "erase")
        assert len(on_disk(scene)) == 1
        assert media(scene) == ["kept"]


async def test_staff_open_the_dossier_with_all_its_photos_in_one_album(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await at_the_photos(scene)
        for shade in range(3):
            alice.send_photo(jpeg(64, 48, shade))
        await scene.settle()
        await scene.presses(alice, "done")
        await scene.fills(alice)
        await scene.presses(alice, "send")
        scene.elise.start()
        await scene.presses(scene.elise, "c.read", chat=scene.group)
        shown = [view for view in scene.elise.messages() if view.kind == "photo"]
        assert [v.file.content() for v in shown if v.file] == [jpeg(64, 48, s) for s in range(3)]
        assert len({view.content["media_group_id"] for view in shown}) == 1
        assert not [view for view in scene.group.messages() if view.kind == "photo"]


async def test_no_line_of_the_log_holds_the_address_of_a_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with stage(tmp_path) as scene:
            alice = await at_the_photos(scene)
            alice.send_photo()
            await scene.settle()
            scene.server.faults.bad_gateway(times=1, method="getFile")
            alice.send_photo()
            await scene.settle()
            scene.server.world.files.behind = lambda *_: None  # type: ignore[method-assign]
            alice.send_photo()
            await scene.settle()
            assert media(scene) == ["kept", "wanted", "wanted"]
    secret = REHEARSAL_TOKEN.partition(":")[2]
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    assert any("file_noted" in record.getMessage() for record in ours)
    assert not [record for record in ours if secret in f"{record.getMessage()}{record.__dict__}"]


async def test_many_files_come_side_by_side_and_none_twice(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        people = [await at_the_photos(scene, name) for name in ("Alice", "Bob", "Chloé")]
        for rank, person in enumerate(people):
            for shade in range(5):
                person.send_photo(jpeg(64, 48, 10 * rank + shade))
        await scene.settle()
        assert media(scene) == ["kept"] * 15
        assert len(on_disk(scene)) == 15
        assert len(scene.server.transcript.of("getFile")) == 15

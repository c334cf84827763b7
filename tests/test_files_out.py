"""Files on their way to people: by id, from our disk, in albums, over a local Telegram."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

from markupsafe import Markup

from bot import letters
from bot.rehearsal.people import Person
from bot.rehearsal.pictures import jpeg
from bot.rehearsal.views import MessageView
from dialogs.buttons import Button
from storage.outbox import Letter
from tests.stage import Stage, stage

PDF = b"%PDF-1.7\n% a convention\n"
REFUSED = "not an id that Telegram knows"

_numbers = itertools.count(1_000_000)


async def sends(scene: Stage, person: Person, *payloads: letters.Payload) -> list[MessageView]:
    """Let the bot send these to a person; return what they then see of the bot."""
    now = scene.clock.now()
    scene.app.delivery.post(
        Letter(next(_numbers), person.id, "", payload, now) for payload in payloads
    )
    await scene.settle()
    return [view for view in person.messages() if view.from_bot]


async def begun(scene: Stage) -> Person:
    """Someone whom the bot may write to, in an empty chat."""
    alice = scene.person("Alice")
    alice.start()
    await scene.settle()
    for view in alice.messages():
        alice.delete(view)
    return alice


def calls(scene: Stage, method: str) -> int:
    """How often the bot called a method."""
    return len(scene.server.transcript.of(method))


async def test_a_document_of_ours_comes_with_its_name_words_and_buttons(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        sha256 = scene.app.town.files.keep(PDF, ".pdf")
        (view,) = await sends(
            scene,
            alice,
            letters.file(
                "document",
                sha256=sha256,
                name="../Convention 2026-001",
                caption=Markup("Voici <b>la convention</b>."),
                rows=((Button("Lire", "h.home"),),),
            ),
        )
        assert view.kind == "document"
        assert view.text == "Voici la convention."
        assert view.buttons == [[("Lire", "h.home")]]
        assert view.file is not None
        assert view.file.content() == PDF
        assert view.file.name == "Convention 2026-001.pdf"


async def test_what_was_sent_from_our_disk_once_is_not_uploaded_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        picture = letters.file(
            "photo", sha256=scene.app.town.files.keep(jpeg(64, 48), ".jpg"), caption="1 < 2"
        )
        first, second = await sends(scene, alice, picture, picture)
        assert first.kind == second.kind == "photo"
        assert first.text == "1 < 2"
        assert first.file == second.file


async def test_our_own_copy_goes_when_telegram_refuses_the_id(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        sha256 = scene.app.town.files.keep(jpeg(64, 48), ".jpg")
        (view,) = await sends(
            scene, alice, letters.file("photo", sha256=sha256, file_id=REFUSED, caption="Le lieu")
        )
        assert view.file is not None
        assert view.file.content() == jpeg(64, 48)
        assert view.text == "Le lieu"


async def test_a_picture_that_is_none_to_telegram_goes_as_a_document(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        sha256 = scene.app.town.files.keep(b"RIFF....WEBP", ".webp")
        (view,) = await sends(scene, alice, letters.file("photo", sha256=sha256, caption="Le lieu"))
        assert view.kind == "document"
        assert view.text == "Le lieu"


async def test_words_stand_in_for_a_file_that_is_nowhere(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        shown = await sends(
            scene,
            alice,
            letters.file("photo", file_id=REFUSED, caption="Le lieu", instead="Photo perdue"),
            letters.file("photo", file_id=REFUSED, caption="Le lieu"),
            letters.copy(alice.id, 424_242, instead="Le message n'existe plus"),
        )
        assert [view.text for view in shown] == [
            "Photo perdue",
            "Le lieu",
            "Le message n'existe plus",
        ]
        assert {view.kind for view in shown} == {"text"}


async def test_a_place_is_sent_again_as_it_is(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        bob = scene.person("Bob")
        bob.start()
        place = bob.send_location(50.43, 2.83)
        (view,) = await sends(scene, alice, letters.copy(bob.id, place.id))
        assert view.content["location"] == {"latitude": 50.43, "longitude": 2.83}


async def test_files_of_one_album_are_shown_together_ten_at_a_time(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        keep = scene.app.town.files.keep
        pictures = [keep(jpeg(32, 32, shade), ".jpg") for shade in range(12)]
        shown = await sends(
            scene,
            alice,
            *(
                letters.file("photo", sha256=sha256, album="a", caption=f"Photo {rank}")
                for rank, sha256 in enumerate(pictures)
            ),
        )
        assert [view.text for view in shown] == [f"Photo {rank}" for rank in range(12)]
        assert calls(scene, "sendMediaGroup") == 2
        assert len({view.content["media_group_id"] for view in shown}) == 2
        assert [view.file.content() for view in shown if view.file] == [
            jpeg(32, 32, shade) for shade in range(12)
        ]


async def test_the_parts_of_an_album_that_come_one_after_the_other_leave_together(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        sha256 = scene.app.town.files.keep(jpeg(32, 32), ".jpg")
        now = scene.clock.now()
        for _ in range(4):
            part = letters.file("photo", sha256=sha256, album="a", gather=True)
            scene.app.delivery.post([Letter(next(_numbers), alice.id, "", part, now)])
            await asyncio.sleep(0.05)
        await scene.settle()
        assert len([view for view in alice.messages() if view.kind == "photo"]) == 4
        assert calls(scene, "sendMediaGroup") == 1


async def test_photos_and_documents_of_one_album_make_two(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        keep = scene.app.town.files.keep
        photo = letters.file("photo", sha256=keep(jpeg(32, 32), ".jpg"), album="a")
        quote = letters.file("document", sha256=keep(PDF, ".pdf"), album="a")
        voice = letters.file("voice", sha256=keep(b"OggS", ".oga"), album="a")
        shown = await sends(scene, alice, photo, quote, voice, photo, quote)
        assert [view.kind for view in shown] == ["photo", "photo", "document", "document", "voice"]


async def test_an_album_with_one_lost_file_still_brings_the_others(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        sha256 = scene.app.town.files.keep(jpeg(32, 32), ".jpg")
        shown = await sends(
            scene,
            alice,
            letters.file("photo", sha256=sha256, album="a"),
            letters.file("photo", file_id=REFUSED, album="a", instead="Photo perdue"),
            letters.file("photo", sha256=sha256, album="a"),
        )
        assert [view.kind for view in shown] == ["photo", "text", "photo"]


async def test_an_album_waits_for_a_slow_network_and_comes_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        sha256 = scene.app.town.files.keep(jpeg(32, 32), ".jpg")
        scene.server.faults.bad_gateway(times=1, method="sendMediaGroup")
        part = letters.file("photo", sha256=sha256, album="a")
        assert len(await sends(scene, alice, part, part, part)) == 3


async def test_who_blocked_the_bot_gets_the_file_on_their_return(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        sha256 = scene.app.town.files.keep(PDF, ".pdf")
        alice.block()
        await scene.settle()
        assert await sends(scene, alice, letters.file("document", sha256=sha256)) == []
        alice.start()
        await scene.settle()
        assert any(view.kind == "document" for view in alice.messages())


async def test_a_file_that_fills_fifty_megabytes_is_never_tried(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await begun(scene)
        sha256 = scene.app.town.files.keep(bytes(50 * 1024 * 1024 + 1), ".pdf")
        (view,) = await sends(
            scene, alice, letters.file("document", sha256=sha256, caption="Trop lourd")
        )
        assert view.text == "Trop lourd"
        assert calls(scene, "sendDocument") == 0

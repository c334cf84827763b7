"""What no form expects, in the middle of one: nobody is met with silence, and nothing is lost.

Real HTTP client, local Telegram, real database; what the rehearsal's people cannot do is put on
the platform's queue as it would come over the wire.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.people import Person
from bot.rehearsal.updates import UpdateQueue
from tests.stage import Stage, current_step, find, newest, stage

TITLE = "Flowers in Lime Tree Street"
DESCRIPTION = "Our street is grey. We would like ten planters, and we water them."


def form_of(scene: Stage, person: Person) -> dict[str, Any]:
    """What the database holds of a person's dossier: its one form."""
    rows = scene.query("SELECT data FROM sessions WHERE owner = ? AND dialog = 'idea'", person.id)
    assert len(rows) == 1
    data: dict[str, Any] = json.loads(rows[0][0])
    return data


def answers_of(scene: Stage, person: Person) -> dict[str, Any]:
    """The answers given so far."""
    answers: dict[str, Any] = form_of(scene, person)["frames"][0]["answers"]
    return answers


def bodies(scene: Stage) -> list[dict[str, Any]]:
    """The updates that could not be handled, as they came."""
    return [json.loads(row[0]) for row in scene.query("SELECT body FROM dead_letters ORDER BY id")]


def queue(scene: Stage) -> UpdateQueue:
    """The platform's queue."""
    return scene.server.world.updates


def send_raw(scene: Stage, person: Person, content: dict[str, Any]) -> None:
    """Let a person send a message with any content, as it stands on the wire."""
    person.mark()
    scene.server.world.post(person.chat, person.user, content)


def forgive(scene: Stage) -> None:
    """Let what we wrote on the wire ourselves break the statement of the API."""
    kept = [call for call in scene.server.transcript if call.method != "getUpdates"]
    scene.server.transcript[:] = kept


def a_photo(**changes: Any) -> dict[str, Any]:
    """A photo as it comes: sizes, each of them a file of its own."""
    size = {"file_id": "A", "file_unique_id": "B", "width": 90, "height": 60, "file_size": 900}
    return {"photo": [{**size, **changes}]}


async def at_the_photos(scene: Stage, person: Person) -> None:
    """Answer the first questions and stand at the one about photos."""
    await scene.begins(person)
    await scene.says(person, TITLE)
    await scene.says(person, DESCRIPTION)
    await scene.presses(person, "set", "greening")
    await scene.says(person, "Lime Tree Street")
    assert current_step(person) == "photos"


Deed = Callable[[Stage, Person], object]

A_POLL = {
    "id": "1", "question": "Trees?", "options": [], "total_voter_count": 0, "is_closed": False,
    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
}  # fmt: skip

WHERE_TEXT_IS_ASKED: dict[str, Deed] = {
    "a sticker": lambda _, who: who.send_sticker(),
    "a forwarded message": lambda _, who: who.forward("Our street is grey. " * 5),
    "a film": lambda _, who: who.send_video(),
    "a photo": lambda _, who: who.send_photo(caption="Our street is grey. " * 5),
    "an empty photo": lambda scene, who: send_raw(scene, who, a_photo(width=0, height=0)),
    "an album of thirty photos": lambda _, who: who.send_album(30),
    "a document": lambda _, who: who.send_document("plan.pdf", "application/pdf"),
    "a document that is too large": lambda _, who: who.send_document(
        "film.mov", "video/quicktime", 2_000_000_000
    ),
    "a location in Null Island": lambda _, who: who.send_location(0, 0),
    "a location": lambda _, who: who.send_location(50.6, 3.0),
    "a venue": lambda _, who: who.send_venue(50.6, 3.0, "Café", "1 rue"),
    "a contact": lambda _, who: who.send_contact(),
    "a die": lambda _, who: who.send_dice(),
    "a poll": lambda scene, who: send_raw(scene, who, {"poll": A_POLL}),
    "only spaces": lambda scene, who: send_raw(scene, who, {"text": " \u00a0\u2003 \n\t "}),
    "too few characters": lambda _, who: who.say("?"),
    "five thousand characters": lambda _, who: who.say("x" * 5000),
    "only control characters": lambda scene, who: send_raw(scene, who, {"text": "\x00\x01\x7f"}),
    "half a surrogate pair": lambda scene, who: send_raw(scene, who, {"text": "\ud83c"}),
    "an emoji": lambda _, who: who.say("🌻"),
    "a command": lambda _, who: who.say("/help"),
    "the language": lambda _, who: who.say("/language"),
    "the privacy notice": lambda _, who: who.say("/privacy"),
    "an unknown command": lambda _, who: who.say("/abracadabra 1 2 3"),
    "a bare slash": lambda _, who: who.say("/"),
    "a command with an odd payload": lambda scene, who: send_raw(
        scene, who,
        {"text": "/start \ud800\x00", "entities": [
            {"type": "bot_command", "offset": 0, "length": 6}
        ]},
    ),
    "the list of ideas": lambda _, who: who.say("/projects"),
    "start again": lambda _, who: who.say("/start"),
    "an edited message": lambda _, who: who.edit(
        next(view for view in who.messages() if view.text == TITLE), "Another title altogether"
    ),
    "a message of an unknown kind": lambda scene, who: send_raw(scene, who, {"hologram": {}}),
}  # fmt: skip

UNTRUE_TO_LIFE = {"a poll", "a message of an unknown kind"}
"""What the outside statement of the API complains of."""


@pytest.mark.parametrize("deed", WHERE_TEXT_IS_ASKED)
async def test_where_text_is_asked(tmp_path: Path, deed: str) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        await scene.says(alice, TITLE)
        seen = alice.messages()
        WHERE_TEXT_IS_ASKED[deed](scene, alice)
        await scene.settle()
        said = [view for view in alice.messages() if view.from_bot and view not in seen]
        assert said, "nobody is met with silence"
        assert answers_of(scene, alice) == {"title": TITLE}
        assert bodies(scene) == []
        if deed == "talk to someone":  # what is written now is for that person
            await scene.says(alice, "/back")
        await scene.says(alice, DESCRIPTION)
        assert answers_of(scene, alice) == {"title": TITLE, "description": DESCRIPTION}
        assert current_step(alice) == "category", "and life goes on"
        if deed in UNTRUE_TO_LIFE:
            forgive(scene)


def on_lists(scene: Stage, person: Person) -> Any:
    """The photos received so far."""
    return form_of(scene, person)["frames"][0].get("drafts", {}).get("photos")


async def test_where_photos_are_asked(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await at_the_photos(scene, alice)
        before = answers_of(scene, alice)
        deeds: list[Callable[[], object]] = [
            lambda: send_raw(scene, alice, a_photo(width=0, height=0)),
            alice.send_voice,
            alice.send_video,
            alice.send_sticker,
            lambda: alice.send_location(0, 0),
            lambda: alice.say("No photo today, my telephone is broken"),
        ]
        for deed in deeds:
            seen = alice.messages()
            deed()
            await scene.settle()
            assert [view for view in alice.messages() if view.from_bot and view not in seen]
            assert answers_of(scene, alice) == before
            assert not on_lists(scene, alice)
            assert current_step(alice) == "photos"
        assert bodies(scene) == []


async def test_an_album_of_thirty_photos_keeps_five_and_says_so(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await at_the_photos(scene, alice)
        said = len(alice.messages())
        alice.send_album(30)
        await scene.settle()
        assert len(on_lists(scene, alice)) == 5
        assert "5 photos" in newest(alice).text
        assert len({file["unique_id"] for file in on_lists(scene, alice)}) == 5
        assert len([view for view in alice.messages()[said:] if view.from_bot]) <= 30
        await scene.presses(alice, "done")
        assert len(answers_of(scene, alice)["photos"]) == 5
        assert current_step(alice) == "beneficiaries"


async def test_a_location_in_null_island_is_not_the_place(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await at_the_photos(scene, alice)
        await scene.presses(alice, "back")
        kept = answers_of(scene, alice)
        for latitude, longitude in ((0, 0), (0.001, -0.002), (91, 0), (0, 181)):
            seen = alice.messages()
            alice.send_location(latitude, longitude)
            await scene.settle()
            assert [view for view in alice.messages() if view.from_bot and view not in seen]
            assert answers_of(scene, alice) == kept
            assert current_step(alice) == "place"


async def test_words_of_every_script_are_kept_as_they_are(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        await scene.says(alice, "زهور في شارعنا 🌻👩\u200d🌾")
        assert answers_of(scene, alice) == {"title": "زهور في شارعنا 🌻👩\u200d🌾"}
        send_raw(
            scene, alice, {"text": "Notre \x00rue\x07 est grise\x7f, \ud83c et nous arrosons."}
        )
        await scene.settle()
        kept = answers_of(scene, alice)["description"]
        assert kept == "Notre rue est grise, ? et nous arrosons."
        assert bodies(scene) == []


# -- buttons ------------------------------------------------------------------------------------


async def test_a_double_tap_is_one_answer(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        alice.start()
        await scene.settle()
        view, data = find(alice, "set", "yes", None)
        taps = [alice.press_forged(data, view) for _ in range(3)]
        await scene.settle()
        assert all(tap.answered for tap in taps)
        assert current_step(alice) == "title"
        assert scene.query("SELECT count(*) FROM projects") == [(1,)]


async def test_an_old_button_offers_to_change_the_answer(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        old, data = find(alice, "help", "", None)
        await scene.says(alice, TITLE)
        press = alice.press_forged(data, old)
        await scene.settle()
        assert press.answered
        assert find(alice, "edit", "", None)
        assert answers_of(scene, alice) == {"title": TITLE}
        await scene.presses(alice, "stay")
        assert current_step(alice) == "description"


ODD_DATA = {
    "another's button": "",
    "empty": "",
    "sixty-four bytes": "x" * 64,
    "not ASCII": "é.ü.ñ.ß.☂",
    "almost a token": "....",
    "a token of nobody": "abcdefgh.0.title.set.yes",
    "a revision in other digits": "abcdefgh.٣.title.set.yes",
    "a home button of nobody": "h.go.abcdefgh",
    "a home button that is none": "h.",
    "a language that nobody speaks": "h.lang.tlh",
    "a card's button": "c.1.accept.",
    "half a card's button": "c.",
    "half a surrogate pair": "\ud800",
}


@pytest.mark.parametrize("kind", ODD_DATA)
async def test_an_odd_button_changes_nothing(tmp_path: Path, kind: str) -> None:
    async with stage(tmp_path) as scene:
        alice, bob = scene.person("Alice", "en"), scene.person("Bob", "en")
        for person in (alice, bob):
            await scene.begins(person)
            await scene.says(person, TITLE)
        data = ODD_DATA[kind]
        if kind == "another's button":
            data = find(bob, "back", "", None)[1]
        press = alice.press_forged(data, alice.screen())
        await scene.settle()
        assert press.answered
        assert current_step(alice) == current_step(bob) == "description"
        assert answers_of(scene, alice) == answers_of(scene, bob) == {"title": TITLE}
        assert bodies(scene) == []


@pytest.mark.parametrize(
    "data",
    [
        "",
        "c.",
        "c.1.",
        "c.1.take",
        "c.zzz.take.",
        "c.é.take.",
        "c.٣.take.",
        "c.zzzzzzzzzzzzzzz.take.",
        "x",
    ],
)
async def test_an_odd_button_in_the_group_changes_nothing(tmp_path: Path, data: str) -> None:
    async with stage(tmp_path) as scene:
        await scene.submits(scene.person("Alice", "en"))
        project = scene.query("SELECT * FROM projects")
        card = scene.card()
        stray = data == "c.1.take"  # all but its last point: it says what it means
        press = scene.elise.press_forged(data, card)
        await scene.settle()
        assert press.answered
        assert press.toast
        assert (scene.query("SELECT * FROM projects") == project) == (not stray)
        assert bodies(scene) == []


async def test_a_button_of_a_message_that_is_gone_is_answered(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        await scene.says(alice, TITLE)
        view, data = find(alice, "help", "", None)
        alice.delete(view)
        press = alice.press_forged(data, view)
        await scene.settle()
        assert press.answered
        assert find(alice, "stay", "", None)[0].id != view.id, "the answer is a new message"
        nameless = {
            "id": "77", "from": alice.user.wire(), "chat_instance": "1",
            "data": find(alice, "stay", "", None)[1],
        }  # fmt: skip
        queue(scene).put("callback_query", nameless)
        scene.server.world.pulse.beat()
        await scene.settle()
        assert current_step(alice) == "description"
        assert bodies(scene) == []


# -- updates that cannot be handled ---------------------------------------------------------------


APOLOGY = "something went wrong"
LOST = "dead_letters"


async def admin_is_known(scene: Stage) -> int:
    """Let the administrator press Start, so that they can be written to."""
    scene.adam.start()
    await scene.settle()
    return len(scene.adam.messages())


def notices(scene: Stage) -> int:
    """How often the administrator was told of a failure."""
    return sum(LOST in view.text for view in scene.adam.messages() if view.from_bot)


async def test_an_update_that_cannot_be_read_is_kept_whole(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice, bob = scene.person("Alice", "en"), scene.person("Bob", "en")
        await admin_is_known(scene)
        await scene.begins(alice)
        await scene.says(alice, TITLE)
        broken = {
            "message_id": 99, "date": "yesterday", "chat": alice.chat.wire(), "from": {"name": 1},
            "text": "A description with a secret in it",
        }  # fmt: skip
        for _ in range(2):
            queue(scene).put("message", broken)
        bob.start()
        await scene.settle()
        assert [body["message"] for body in bodies(scene)] == [broken, broken]
        assert all(trace for (trace,) in scene.query("SELECT traceback FROM dead_letters"))
        assert APOLOGY in newest(alice).text
        assert current_step(alice) == "description", "the question stands under the apology"
        assert current_step(bob) == "adult", "who came after is answered"
        assert notices(scene) == 1
        await scene.says(alice, DESCRIPTION)
        assert answers_of(scene, alice) == {"title": TITLE, "description": DESCRIPTION}
        forgive(scene)


async def test_a_turn_that_raises_is_kept_with_its_traceback(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice, bob = scene.person("Alice", "en"), scene.person("Bob", "en")
        await admin_is_known(scene)
        for person in (alice, bob):
            await scene.begins(person)
            await scene.says(person, TITLE)
        good = form_of(scene, alice)
        corrupt(scene, alice, "{")
        for words in ("Once", "Twice"):
            alice.say(f"{words}. {DESCRIPTION}")
        bob.say(DESCRIPTION)
        await scene.settle()
        assert [body["message"]["text"].split(".")[0] for body in bodies(scene)] == [
            "Once",
            "Twice",
        ]
        traces = scene.query("SELECT traceback FROM dead_letters")
        assert all("JSONDecodeError" in trace for (trace,) in traces)
        assert APOLOGY in newest(alice).text
        assert answers_of(scene, bob) == {"title": TITLE, "description": DESCRIPTION}
        assert notices(scene) == 1
        corrupt(scene, alice, json.dumps(good))
        await scene.says(alice, DESCRIPTION)
        assert answers_of(scene, alice) == {"title": TITLE, "description": DESCRIPTION}


def corrupt(scene: Stage, person: Person, data: str) -> None:
    """Write something else over a person's form."""
    with closing(sqlite3.connect(scene.folder / "town.db", timeout=10)) as connection, connection:
        connection.execute(
            "UPDATE sessions SET data = ? WHERE owner = ? AND dialog = 'idea'", (data, person.id)
        )


async def test_a_press_whose_turn_raises_is_answered(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        good = form_of(scene, alice)
        view, data = find(alice, "help", "", None)
        corrupt(scene, alice, json.dumps({**good, "frames": []}))
        press = alice.press(data, view)
        await scene.settle()
        assert press.answered
        assert APOLOGY in newest(alice).text
        assert [body["callback_query"]["data"] for body in bodies(scene)] == [data]
        assert any("dead_letters" in view.text for view in scene.group.messages()), (
            "no administrator can be written to, so the group is told"
        )


async def test_a_redelivered_update_changes_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        alice.say(TITLE)
        alice.say("/privacy")
        waiting = queue(scene).take(0, 100)
        await scene.settle()
        assert [update.kind for update in waiting] == ["message", "message"]
        tables = ("sessions", "residents", "projects", "journal", "updates", "dead_letters")
        before = [scene.query(f"SELECT * FROM {name}") for name in tables]  # noqa: S608
        seen = alice.messages()
        await scene.app.turns.handle([update.wire() for update in (*waiting, *waiting)])
        await scene.settle()
        assert [scene.query(f"SELECT * FROM {name}") for name in tables] == before  # noqa: S608
        assert alice.messages() == seen

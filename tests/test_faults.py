"""A bad month: the platform slows us, loses answers, is away, and the group gets another id.

Real HTTP client, local Telegram, real database. Nothing here measures time; a retry waits for as
long as the bot decides, and the tests wait for what has to come.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from bot import delivery
from bot.rehearsal.clock import MovableClock
from bot.rehearsal.people import Person
from bot.rehearsal.server import RehearsalServer
from bot.rehearsal.transcript import Call
from tests.outside_statement import complaints_about_answer, complaints_about_call
from tests.stage import (
    START,
    Stage,
    build_config,
    current_step,
    find,
    newest,
    running,
    stage,
)

Curtain = Callable[[], AbstractAsyncContextManager[Stage]]


@asynccontextmanager
async def house(
    folder: Path, kind: Literal["group", "supergroup"] = "supergroup"
) -> AsyncIterator[Curtain]:
    """Bring people together and give what raises the curtain: each time the bot starts anew."""
    clock = MovableClock(START)
    async with RehearsalServer(
        clock=clock,
        outside_statement=complaints_about_call,
        outside_answer=complaints_about_answer,
        limits_enabled=False,
    ) as server:
        elise, adam, mehdi = (server.world.person(name) for name in ("Élise", "Adam", "Mehdi"))
        group = server.world.group("Fifty-fifty", kind=kind)
        for member in (elise, adam, mehdi):
            group.add(member)
        group.add_bot(admin=True)
        roles = {"elected": (elise.id,), "admin": (adam.id,)}
        config = build_config(folder, server.base_url, group.id, staff={"roles": roles})

        @asynccontextmanager
        async def curtain() -> AsyncIterator[Stage]:
            before = server._polling._current  # of a former life, which did not say goodbye
            async with running(config, clock) as app:
                while server._polling._current is before:  # noqa: ASYNC110 - it is no event
                    await asyncio.sleep(0.01)
                yield Stage(server, clock, folder, group, elise, adam, mehdi, config, app)

        yield curtain
        assert not server.transcript.violations


def said_by_bot(person: Person) -> list[str]:
    """The texts of the bot in a private chat."""
    return [view.text for view in person.messages() if view.from_bot]


def cards(scene: Stage, number: str = "2026-001") -> list[Any]:
    """The messages in the group that are about a project."""
    shown = [view for view in scene.group.messages() if view.from_bot]
    return [view for view in shown if number in view.text.partition("Ressemble")[0]]


def sends_to(scene: Stage, person: Person) -> list[Call]:
    """The sendMessage calls to a person."""
    sent = scene.server.transcript.of("sendMessage")
    return [call for call in sent if str(call.params["chat_id"]) == str(person.id)]


def answers_of(scene: Stage, person: Person) -> dict[str, Any]:
    """What a person's dossier holds so far."""
    rows = scene.query("SELECT data FROM sessions WHERE owner = ? AND dialog = 'idea'", person.id)
    answers: dict[str, Any] = json.loads(rows[0][0])["frames"][0]["answers"]
    return answers


def nothing_is_left(scene: Stage) -> None:
    """Nothing waits and nothing was given up."""
    for table in ("outbox", "undelivered", "dead_letters"):
        assert scene.query(f"SELECT * FROM {table}") == [], table  # noqa: S608 - a constant


# -- the platform slows us or is away -----------------------------------------------------------


async def test_one_slowed_chat_waits_and_the_others_do_not(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice, bob = scene.person("Alice", "en"), scene.person("Bob", "en")
        scene.server.faults.rate_limit("sendMessage", retry_after=2, times=1)
        alice.start()
        await scene.server.wait_for_poll()
        bob.start()
        await bob.expect("18 or over")
        assert said_by_bot(alice) == [], "she was told to wait, he was not"
        await alice.expect("18 or over")
        refused, taken = sends_to(scene, alice)
        assert (refused.status, taken.status) == (429, 200)
        assert taken.at - refused.at >= timedelta(seconds=2)
        await scene.settle()
        nothing_is_left(scene)


async def test_a_press_is_answered_while_its_chat_is_slowed(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        scene.server.faults.rate_limit("editMessageText", retry_after=1, times=1)
        view, data = find(alice, "help", "", None)
        press = alice.press(data, view)
        await press.wait_answer()
        await scene.settle()
        assert alice.screen().id == view.id
        assert find(alice, "stay", "", None)


@pytest.mark.parametrize("copy", ["older", "newer"])
async def test_a_lost_answer_doubles_a_message_and_both_copies_work(
    tmp_path: Path, copy: str
) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        scene.server.faults.lost_answer("sendMessage")
        alice.start()
        await scene.settle()
        older, newer = (view for view in alice.messages() if view.from_bot)
        assert older.text == newer.text
        assert older.buttons == newer.buttons
        pressed = older if copy == "older" else newer
        yes = next(data for row in pressed.buttons for _, data in row if data.endswith(".yes"))
        alice.press(yes, pressed)
        await scene.settle()
        assert current_step(alice) == "title", "the press counted"
        assert sum("18 or over" in text for text in said_by_bot(alice)) == 1, "it was edited"
        left = alice.press_forged(yes, older.id if copy == "newer" else newer.id)
        await scene.settle()
        assert left.answered
        assert current_step(alice) == "title", "the second copy's press changes nothing"
        assert answers_of(scene, alice) == {}
        if copy == "older":  # of the newer one the bot knows, so it takes its buttons off
            assert alice.screen().id == older.id
            assert newest(alice).buttons == []
        nothing_is_left(scene)


async def test_a_lost_answer_never_doubles_what_a_person_said(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        for method in ("getUpdates", "sendMessage", "editMessageReplyMarkup"):
            scene.server.faults.lost_answer(method)
        alice.say("Flowers in Lime Tree Street")
        await alice.expect("Tell us more")
        await scene.settle()
        assert answers_of(scene, alice) == {"title": "Flowers in Lime Tree Street"}
        assert current_step(alice) == "description"
        nothing_is_left(scene)


async def test_after_an_outage_everything_is_delivered_in_order(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice, bob = scene.person("Alice", "en"), scene.person("Bob", "en")
        await scene.begins(alice)
        await scene.fills(alice)
        await scene.begins(bob)
        view, data = find(alice, "send", "", None)
        alice.press(data, view)
        scene.server.faults.bad_gateway()
        bob.say("A bench at the bus stop")
        await asyncio.sleep(1)
        assert current_step(bob) == "title", "nothing comes through"
        scene.server.faults.clear()
        await bob.expect("Tell us more")
        await alice.expect("Your number: 2026-001")
        await scene.settle()
        words = said_by_bot(alice)
        assert "on its way" in words[-2]
        assert "Your number" in words[-1]
        assert len(cards(scene)) == 1
        assert answers_of(scene, bob) == {"title": "A bench at the bus stop"}
        nothing_is_left(scene)


async def test_what_was_refused_for_a_while_leaves_in_order(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        scene.server.faults.bad_gateway(times=2, method="sendMessage")
        for words in ("/privacy", "/projects", "/unheard_of"):
            alice.say(words)
        await scene.settle()
        said = said_by_bot(alice)
        places = [
            next(rank for rank, text in enumerate(said) if words in text)
            for words in ("Your data", "Your ideas", "do not know this command")
        ]
        assert places == sorted(places)
        assert current_step(alice) == "title"
        nothing_is_left(scene)


# -- two days away ------------------------------------------------------------------------------


@asynccontextmanager
async def away(scene: Stage) -> AsyncIterator[None]:
    """Be offline for two days; people act in the block, in the last of its hours."""
    scene.server.faults.offline()
    scene.server.advance(timedelta(hours=47))
    yield
    scene.server.advance(timedelta(hours=1))
    scene.server.faults.clear()
    await asyncio.sleep(1.1)  # the bot's next try
    await scene.settle()


async def test_after_two_days_away_nobody_is_without_an_answer(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice, bob, carol, dave = (
            scene.person(name, "en") for name in ("Alice", "Bob", "Carol", "Dave")
        )
        for person in (alice, bob, carol):
            await scene.begins(person)
        await scene.says(carol, "Flowers in Lime Tree Street")
        seen = {person.id: len(said_by_bot(person)) for person in (alice, bob, carol, dave)}
        async with away(scene):
            alice.say("A bench at the bus stop")
            view, data = find(bob, "help", "", None)
            press = bob.press(data, view)
            carol.send_photo()
            carol.send_sticker()
            dave.start()
        for person in (alice, carol, dave):
            assert len(said_by_bot(person)) > seen[person.id], person.name
            assert person.screen().text == newest(person).text, "their question stands last"
        assert not press.answered, "Telegram drops presses after 150 seconds"
        assert answers_of(scene, alice) == {"title": "A bench at the bus stop"}
        assert answers_of(scene, carol) == {"title": "Flowers in Lime Tree Street"}
        nothing_is_left(scene)
        await scene.presses(bob, "help")
        assert find(bob, "stay", "", None), "the button that was lost works when pressed again"


async def test_a_second_text_of_the_backlog_is_not_the_answer_to_an_unseen_question(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        async with away(scene):
            alice.say("A bench at the bus stop")
            alice.say("Hello? Is anyone there? I wrote to you two hours ago about my bench.")
        assert answers_of(scene, alice) == {"title": "A bench at the bus stop"}


async def test_a_person_who_repeats_the_start_command_while_we_are_away_is_greeted(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        async with away(scene):
            for _ in range(3):
                alice.start()
        assert len([view for view in alice.messages() if view.from_bot and view.buttons]) == 1
        await scene.presses(alice, "set", "yes")
        assert current_step(alice) == "title"


async def test_reminders_that_came_due_while_we_were_away_are_merged(tmp_path: Path) -> None:
    async with house(tmp_path) as curtain:
        async with curtain() as scene:
            alice = scene.person("Alice", "en")
            await scene.begins(alice)
            await scene.says(alice, "Flowers in Lime Tree Street")
            seen = len(said_by_bot(alice))
        scene.server.advance(timedelta(days=11, hours=2))
        async with curtain() as scene:
            await scene.settle()
            assert len(said_by_bot(alice)) == seen + 1, "first of all, where she was"
            await scene.advance(timedelta(days=3))  # past a Sunday and Whit Monday
            assert len(said_by_bot(alice)) == seen + 2, "one of two nudges, not both"


# -- the group is upgraded -------------------------------------------------------------------------


async def accept_together(scene: Stage) -> None:
    """Two members of the team accept the newest card."""
    await scene.presses(scene.elise, "c.accept", chat=scene.group)
    await scene.presses(scene.adam, "c.confirm", chat=scene.group)


@pytest.mark.parametrize("told", ["by a service message", "by a refused call"])
async def test_the_card_follows_an_upgraded_group_and_survives_a_restart(
    tmp_path: Path, told: str
) -> None:
    async with house(tmp_path, "group") as curtain:
        async with curtain() as scene:
            alice, bob = scene.person("Alice", "en"), scene.person("Bob", "en")
            await scene.submits(alice)
            await scene.promises(alice)
            old = scene.group.id
            await scene.begins(bob)
            await scene.fills(bob)
            if told == "by a service message":
                scene.group.upgrade()
                await scene.settle()
            else:
                scene.group.upgrade()
                scene.server.world.updates.clear()  # the reports were lost on the way
            await scene.presses(bob, "send")
            assert scene.group.id != old
            assert len(cards(scene, "2026-002")) == 1, "a new card is in the new group"
            assert len(cards(scene, "2026-001")) == 1, "the card of before has come along"
            await scene.promises(bob)
            await accept_together(scene)
            assert scene.query("SELECT state FROM projects WHERE number = '2026-002'") == [
                ("accepted",)
            ]
            nothing_is_left(scene)
        async with curtain() as scene:
            view = cards(scene, "2026-001")[0]
            for person, act in ((scene.elise, "accept"), (scene.adam, "confirm")):
                shown = scene.card("2026-001")
                data = next(d for row in shown.buttons for _, d in row if f".{act}." in d)
                person.press(data, shown)
                await scene.settle()
            assert scene.card("2026-001").id == view.id, "edited in place"
            assert scene.query("SELECT DISTINCT state FROM projects") == [("accepted",)]
            assert sum("says yes" in text for text in said_by_bot(alice)) == 1
            nothing_is_left(scene)


# -- a person is gone and comes back -------------------------------------------------------------


async def test_who_blocked_us_gets_on_return_what_they_missed(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.submits(alice)
        await scene.promises(alice)
        alice.say("/new")
        await scene.settle()
        question = current_step(alice)
        alice.block()
        await scene.settle()
        before = len([view for view in scene.group.messages() if view.from_bot])
        await accept_together(scene)
        await scene.settle()
        group = [view for view in scene.group.messages() if view.from_bot]
        assert len(group) == before + 1, "the team is told once that she was not reached"
        assert "2026-001" in group[-1].text
        assert "Personne ne parle" in scene.card().text
        assert not any("says yes" in text for text in said_by_bot(alice))
        alice.unblock()
        await scene.settle()
        said = said_by_bot(alice)
        assert sum("says yes" in text for text in said) == 1
        assert current_step(alice) == question
        assert newest(alice).text == alice.screen().text, "her question stands last"
        now = [view for view in scene.group.messages() if view.from_bot]
        assert [view.id for view in now] == [view.id for view in group], "nothing new is said"
        assert "Personne ne parle" not in scene.card().text, "the card says that she is back"
        nothing_is_left(scene)


async def test_who_returns_by_writing_is_answered_too(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.submits(alice)
        await scene.promises(alice)
        alice.block()
        await accept_together(scene)
        scene.server.world.updates.clear()
        alice.start()
        await scene.settle()
        assert sum("says yes" in text for text in said_by_bot(alice)) == 1
        nothing_is_left(scene)


# -- messages and buttons out of place -------------------------------------------------------------


async def test_a_deleted_card_is_written_anew(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.submits(alice)
        gone = scene.card()
        take = next(data for row in gone.buttons for _, data in row if ".take." in data)
        press = scene.elise.press(take, gone)
        scene.adam.delete(gone)
        await scene.settle()
        assert press.answered
        assert [view.id != gone.id for view in cards(scene)] == [True]
        await scene.promises(alice)
        await accept_together(scene)
        assert len(cards(scene)) == 1
        assert scene.query("SELECT state FROM projects") == [("accepted",)]
        nothing_is_left(scene)


async def test_a_deleted_question_is_asked_anew(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        gone, data = find(alice, "help", "", None)
        alice.press(data, gone)
        alice.delete(gone)
        await scene.settle()
        assert find(alice, "stay", "", None)[0].id != gone.id
        nothing_is_left(scene)


async def test_a_button_pressed_in_a_foreign_place_does_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.submits(alice)
        await scene.says(alice, "/new")
        journal = scene.query("SELECT * FROM journal")
        _, title = find(alice, "help", "", None)
        take = next(data for row in scene.card().buttons for _, data in row if ".take." in data)
        other = scene.server.world.group("Les voisins")
        other.add(scene.elise)
        other.add_bot(admin=True)
        there = scene.elise.say("Regardez cette carte", other)
        elsewhere = [
            scene.elise.press_forged(take, there, other),
            scene.elise.press_forged(title, there, other),
            alice.press_forged(take, alice.screen()),
            scene.elise.press_forged(title, scene.card(), scene.group),
        ]
        await scene.settle()
        assert all(press.answered for press in elsewhere)
        assert scene.query("SELECT * FROM journal") == journal
        assert current_step(alice) == "title"
        assert not [view for view in other.messages() if view.from_bot]
        nothing_is_left(scene)


async def test_a_press_too_old_to_answer_still_counts(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        alice.start()
        await scene.settle()
        view, data = find(alice, "set", "yes", None)
        scene.server.faults.offline()
        press = alice.press(data, view)
        scene.server.advance(timedelta(seconds=100))
        scene.server.faults.clear()
        await alice.expect("What is your idea")
        await scene.settle()
        assert not press.answered
        assert current_step(alice) == "title"
        nothing_is_left(scene)


async def test_a_dossier_waits_for_a_group_that_put_the_bot_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LONGEST_BACKOFF", 0.1)
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        scene.group.remove_bot()
        number = await scene.submits_unread(alice)
        assert not [view for view in scene.group.messages() if number in view.text]
        scene.group.add_bot(admin=True)
        await scene.settle()
        assert scene.card(number).buttons, "its card comes as soon as the bot may write again"


# -- forms that are not used any more --------------------------------------------------------------


@pytest.mark.parametrize("way", ["writes", "presses"])
async def test_whoever_goes_on_with_a_form_that_is_gone_is_told_and_loses_nothing(
    tmp_path: Path, way: str
) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        alice.say("Trees for the square")
        await scene.settle()
        scene.change(
            "UPDATE sessions SET dialog = 'older', data = replace(data, '\"idea\"', '\"older\"')"
            " WHERE ended_at IS NULL"
        )
        if way == "writes":
            said = await scene.says(alice, "It has been bare since the storm of last winter.")
        else:
            said = await scene.presses(alice, "help")
        assert "This form is not used any more. What you wrote in it is kept." in said.text
        assert "Present a new idea" in [words for row in said.buttons for words, _ in row]
        kept = "SELECT data LIKE '%Trees for the square%', ended_at > 0 FROM sessions"
        assert scene.query(f"{kept} WHERE dialog = 'older'") == [(1, 1)]
        said = await scene.says(alice, "Hello?")
        assert "not used any more" not in said.text
        nothing_is_left(scene)


async def test_a_refusal_in_a_form_that_is_gone_ends_with_one_line(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.submits(alice)
        await scene.presses(scene.elise, "c.refuse", chat=scene.group)
        scene.change(
            "UPDATE sessions SET dialog = 'older', data = replace(data, '\"refusal\"', '\"older\"')"
            " WHERE ended_at IS NULL"
        )
        scene.elise.say("The square is private land.", scene.group)
        await scene.settle()
        assert "n'est plus utilisé" in newest(scene.elise, scene.group).text
        assert scene.query("SELECT DISTINCT state FROM projects") == [("submitted",)]
        nothing_is_left(scene)

"""Words between residents and the town hall, both ways, over a local Telegram."""

from __future__ import annotations

from pathlib import Path

from bot.rehearsal.people import Person
from bot.rehearsal.views import MessageView
from tests.stage import Stage, current_step, newest, stage

TITLE = "Des fleurs rue des Tilleuls"
ASKED = "Pouvez-vous m'appeler ? Je ne sais pas écrire tout cela."
ANSWER = "Oui, demain à dix heures."
BACK = "Voici où nous en étions."


def group_messages(scene: Stage) -> list[MessageView]:
    """What the bot said in the group."""
    return [view for view in scene.group.messages() if view.from_bot]


def asked(scene: Stage, words: str) -> MessageView:
    """The message in the group that carries these words."""
    return next(view for view in reversed(group_messages(scene)) if words in view.text)


def got(person: Person, words: str) -> list[MessageView]:
    """The messages of the bot to a person that carry these words."""
    return [view for view in person.messages() if view.from_bot and words in view.text]


async def writes_to_a_person(scene: Stage, person: Person, words: str = ASKED) -> None:
    """Turn aside from the form and write to a person."""
    await scene.says(person, "/contact")
    await scene.says(person, words)


async def answers(scene: Stage, member: Person, to: MessageView, words: str = ANSWER) -> str:
    """Reply in the group; return what the bot says to it."""
    member.say(words, scene.group, reply_to=to)
    await scene.settle()
    return newest(member, scene.group).text


async def test_words_from_the_middle_of_a_form_reach_the_group_and_the_form_goes_on(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await scene.says(alice, TITLE)
        assert current_step(alice) == "description"
        await writes_to_a_person(scene, alice)
        assert len(group_messages(scene)) == 1
        brought = asked(scene, ASKED)
        assert alice.name not in brought.text, "the group learns who wrote only on request"
        assert not brought.buttons
        assert "J'ai transmis" in newest(alice).text.replace("’", "'")
        assert current_step(alice) == "description"
        await scene.fills(alice)
        await scene.presses(alice, "send")
        assert len(got(alice, "2026-001")) >= 1
        kept = scene.query("SELECT * FROM projects") + scene.query("SELECT * FROM sessions")
        assert "m'appeler" not in str(kept), "it is no answer to any question"


async def test_a_reply_reaches_the_right_one_of_three_and_shows_their_form_again(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        people = [scene.person(name) for name in ("Alice", "Bob", "Chloé")]
        for person in people:
            await scene.begins(person)
            await scene.says(person, TITLE)
            await writes_to_a_person(scene, person, f"Question de {person.name} ?")
        alice, bob, chloe = people
        told = await answers(scene, scene.elise, asked(scene, "Question de Bob"))
        assert told == "La personne a reçu votre message."
        (received,) = got(bob, ANSWER)
        assert "Élise" in received.text
        assert not got(alice, ANSWER)
        assert not got(chloe, ANSWER)
        assert BACK in newest(bob).text
        assert current_step(bob) == "description"
        keyboards = [view for view in bob.messages() if view.from_bot and view.buttons]
        assert len(keyboards) == 1, "one live screen"

        bob.say("Merci, à demain !", reply_to=received)
        await scene.settle()
        returned = asked(scene, "Merci, à demain !")
        assert current_step(bob) == "description"
        answers_given = scene.query("SELECT data FROM sessions WHERE owner = ?", bob.id)
        assert all("à demain" not in data for (data,) in answers_given)
        await answers(scene, scene.adam, returned, "À demain.")
        assert got(bob, "À demain.")
        await answers(scene, scene.adam, asked(scene, "Question de Chloé"), "Bonjour Chloé.")
        assert got(chloe, "Bonjour Chloé.")
        assert len(got(bob, ANSWER)) == 1


async def test_someone_without_a_role_cannot_answer(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await writes_to_a_person(scene, alice)
        before = len(alice.messages())
        told = await answers(scene, scene.mehdi, asked(scene, ASKED))
        assert told
        assert told != ASKED
        assert len(alice.messages()) == before
        assert not got(alice, ANSWER)


async def test_a_staff_members_photo_reaches_the_resident(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await writes_to_a_person(scene, alice)
        photo = scene.elise._photo(None) | {"caption": "Ici ?"}
        scene.elise._send(photo, scene.group, asked(scene, ASKED))
        await scene.settle()
        assert newest(scene.elise, scene.group).text == "La personne a reçu votre message."
        (received,) = got(alice, "Ici ?")
        assert received.kind == "photo"
        assert "Élise" in received.text


async def test_colleagues_talking_among_themselves_reach_no_resident(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await writes_to_a_person(scene, alice)
        before = len(alice.messages())
        said = scene.elise.say("Qui connaît la rue des Tilleuls ?", scene.group)
        scene.adam.say("Moi.", scene.group, reply_to=said)
        await scene.settle()
        assert len(alice.messages()) == before
        assert len(group_messages(scene)) == 1


async def test_markup_in_words_is_only_words_both_ways(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        wild = "</blockquote><b>Bonjour</b> & <a href='x'>{name}</a> %s"
        await writes_to_a_person(scene, alice, wild)
        await answers(scene, scene.elise, asked(scene, wild), wild[::-1])
        (received,) = got(alice, wild[::-1])
        alice.say(wild * 60, reply_to=received)
        await scene.settle()
        assert len([view for view in group_messages(scene) if wild in view.text]) == 3
        brought = "".join(view.text for view in group_messages(scene)[-2:])
        assert brought.count("<b>Bonjour</b>") == 60, "a long message comes whole, in two"


async def test_words_that_were_not_understood_are_passed_on_by_their_button(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await scene.says(alice, TITLE)
        await scene.says(alice, "Notre rue est grise, nous voulons dix jardinières, merci.")
        await scene.says(alice, "Qui décide de cela ?")
        assert ".pass." in alice.screen().buttons[0][0][1], "the way to pass it on stands first"
        await scene.presses(alice, "pass")
        assert "Qui décide de cela ?" in asked(scene, "Qui décide").text
        assert current_step(alice) == "category"


async def test_a_resident_without_a_form_writes_and_is_answered(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.submits(alice)
        await writes_to_a_person(scene, alice)
        await answers(scene, scene.elise, asked(scene, ASKED))
        assert len(got(alice, ANSWER)) == 1


async def test_a_reply_of_spaces_goes_nowhere(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await writes_to_a_person(scene, alice)
        await answers(scene, scene.elise, asked(scene, ASKED))
        before = len(group_messages(scene))
        alice.say("\u2800\u00a0\u00ad", reply_to=got(alice, ANSWER)[0])
        await scene.settle()
        assert len(group_messages(scene)) <= before + 1


async def test_who_blocked_the_bot_gets_the_answer_on_return_and_can_reply_to_it(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await scene.says(alice, TITLE)
        await writes_to_a_person(scene, alice)
        alice.block()
        await scene.settle()
        await answers(scene, scene.elise, asked(scene, ASKED))
        assert not got(alice, ANSWER)
        alice.start()
        await scene.settle()
        (received,) = got(alice, ANSWER)
        assert current_step(alice) == "description"
        assert len([view for view in alice.messages() if view.from_bot and view.buttons]) == 1
        alice.say("Merci, je suis de retour.", reply_to=received)
        await scene.settle()
        assert "je suis de retour." in asked(scene, "Merci").text
        assert current_step(alice) == "description"

"""A resident with three projects and a draft, and the clerk: every word finds its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rehearsal.people import Person
from bot.rehearsal.pictures import jpeg
from bot.rehearsal.views import MessageView
from storage import words
from storage.words import id_in
from tests.stage import IDEA, Stage, current_step, find, newest, stage

TITLES = ("Un banc au soleil", "Une fresque à l'école", "Un verger partagé")
DELIVERED = "La personne a reçu votre message."
QUESTION = "Le propriétaire du mur est-il d'accord ?"
ANSWER = "Oui, c'est mon oncle."


async def three_projects(scene: Stage, name: str = "Alice") -> Person:
    """Someone with three projects at the town hall, in its first language."""
    person = scene.person(name)
    await scene.begins(person)
    for rank, title in enumerate(TITLES):
        if rank:
            await scene.says(person, "/new")
        await scene.fills(person, IDEA | {"title": title})
        await scene.presses(person, "send")
    return person


def group(scene: Stage, words: str) -> list[MessageView]:
    """What the bot shows in the group with these words."""
    return [view for view in scene.group.messages() if view.from_bot and words in view.text]


def got(person: Person, words: str) -> list[MessageView]:
    """What the bot said to a person with these words."""
    return [view for view in person.messages() if view.from_bot and words in view.text]


def state(scene: Stage, number: str) -> str:
    """The state of a project."""
    return str(scene.query("SELECT state FROM projects WHERE number = ?", number)[0][0])


async def asks(
    scene: Stage, number: str, words: str = QUESTION, who: Person | None = None
) -> MessageView:
    """Let a clerk ask about a project by the card's button; return their own message."""
    clerk = who or scene.elise
    card = scene.card(number)
    data = next(d for row in card.buttons for _, d in row if ".ask." in d)
    clerk.press(data, card)
    await scene.settle()
    prompt = newest(clerk, scene.group)
    assert number in prompt.text
    asked = clerk.say(words, scene.group, reply_to=prompt)
    await scene.settle()
    return asked


async def replies(scene: Stage, person: Person, to: MessageView, words: str) -> MessageView:
    """Reply to a message of the bot; return the reply."""
    said = person.say(words, reply_to=to)
    await scene.settle()
    return said


def words_of(scene: Stage, columns: str = "project_id, side, kind, body") -> list[Any]:
    """Everything that is kept of what was written."""
    return scene.query(f"SELECT {columns} FROM words ORDER BY id")  # noqa: S608 - ours


async def test_a_question_names_its_project_and_its_answer_goes_back_to_it(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, dossiers={"open_per_person": 9}) as scene:
        alice = await three_projects(scene)
        await scene.says(alice, "/new")
        await scene.says(alice, "Une boîte à livres")
        assert current_step(alice) == "description"
        asked = await asks(scene, "2026-002")
        (question,) = got(alice, QUESTION)
        assert "« Une fresque à l'école » (2026-002)" in question.text.replace("\u00a0", " ")
        assert "Élise" in question.text
        assert question == newest(alice), "nothing stands between the question and its answer"
        assert state(scene, "2026-002") == "needs_info"
        assert "en attente d'une réponse" in scene.card("2026-002").text
        assert newest(scene.elise, scene.group).text == DELIVERED
        assert newest(scene.elise, scene.group).reply_to == asked.id

        await replies(scene, alice, question, ANSWER)
        (answer,) = group(scene, ANSWER)
        assert "2026-002" in answer.text
        assert QUESTION in answer.text
        assert answer.reply_to == asked.id, "under the clerk's own question"
        assert state(scene, "2026-002") == "under_review"
        assert state(scene, "2026-001") == state(scene, "2026-003") == "submitted"
        assert current_step(alice) == "description", "the draft goes on"
        assert words_of(scene) == [
            (2, "staff", "question", QUESTION),
            (2, "resident", "answer", ANSWER),
        ]


async def test_the_button_does_what_a_reply_does(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-003", "Qui taille les arbres ?")
        await asks(scene, "2026-001", "Bois ou métal ?")
        (first,) = got(alice, "Qui taille les arbres")
        alice.press(first.buttons[0][0][1], first)
        await scene.settle()
        assert "Un verger partagé" in newest(alice).text
        assert "Qui taille les arbres" in newest(alice).text
        await scene.says(alice, "Le club des jardiniers.")
        assert "2026-003" in group(scene, "Le club des jardiniers.")[0].text
        assert (state(scene, "2026-003"), state(scene, "2026-001")) == (
            "under_review",
            "needs_info",
        )
        await scene.says(alice, "En bois.")
        assert "2026-001" in group(scene, "En bois.")[0].text, "only this one is open"
        assert state(scene, "2026-001") == "under_review"


async def test_words_that_could_answer_two_questions_are_asked_about(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-001", "Bois ou métal ?")
        await asks(scene, "2026-002", QUESTION)
        shown = await scene.says(alice, "En bois.")
        assert "C'est pour quoi" in shown.text
        assert not group(scene, "En bois."), "nothing is guessed"
        labels = [label for row in shown.buttons for label, _ in row]
        assert [label for label in labels if "Un banc" in label]
        data = next(d for row in shown.buttons for label, d in row if "Un banc" in label)
        alice.press(data, shown)
        await scene.settle()
        assert "2026-001" in group(scene, "En bois.")[0].text
        assert (state(scene, "2026-001"), state(scene, "2026-002")) == (
            "under_review",
            "needs_info",
        )


async def test_words_for_the_draft_go_on_with_the_draft(tmp_path: Path) -> None:
    async with stage(tmp_path, dossiers={"open_per_person": 9}) as scene:
        alice = await three_projects(scene)
        await scene.says(alice, "/new")
        await scene.says(alice, "Une boîte à livres")
        await asks(scene, "2026-001")
        text = "Une boîte en bois devant l'école, que nous remplissons chaque mois."
        shown = await scene.says(alice, text)
        data = next(d for row in shown.buttons for _, d in row if d.startswith("a.mine"))
        alice.press(data, shown)
        await scene.settle()
        assert not group(scene, text)
        assert current_step(alice) == "category"
        assert state(scene, "2026-001") == "needs_info"


async def test_later_leaves_the_question_open_and_the_draft_in_front(tmp_path: Path) -> None:
    async with stage(tmp_path, dossiers={"open_per_person": 9}) as scene:
        alice = await three_projects(scene)
        await scene.says(alice, "/new")
        await scene.says(alice, "Une boîte à livres")
        await asks(scene, "2026-001")
        (question,) = got(alice, QUESTION)
        alice.press(question.buttons[0][1][1], question)
        await scene.settle()
        assert current_step(alice) == "description"
        assert state(scene, "2026-001") == "needs_info"
        await scene.says(alice, "Une boîte en bois devant l'école, remplie chaque mois.")
        assert current_step(alice) == "category"
        for _ in range(8):
            await scene.advance(timedelta(days=1))
        nudge = got(alice, "attend encore votre réponse")[-1]
        assert QUESTION in nudge.text
        await replies(scene, alice, nudge, ANSWER)
        assert state(scene, "2026-001") == "under_review"


async def test_an_edited_answer_is_shown_as_edited_and_every_version_is_kept(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-001")
        said = await replies(scene, alice, got(alice, QUESTION)[0], ANSWER)
        alice.edit(said, "Non, il refuse.")
        await scene.settle()
        (shown,) = group(scene, "Non, il refuse.")
        assert shown.edited
        assert "modifié après l'envoi" in shown.text
        assert not group(scene, ANSWER)
        notice = newest(scene.elise, scene.group)
        assert (notice.text, notice.reply_to) == ("La personne a modifié ce message.", shown.id)
        assert "voit votre message modifié" in newest(alice).text
        ((body, earlier),) = scene.query("SELECT body, earlier FROM words WHERE kind = 'answer'")
        assert body == "Non, il refuse."
        assert ANSWER in earlier
        scene.adam.start()
        await press_card(scene, scene.adam, "2026-001", "read")
        read = newest(scene.adam).text
        assert read.index(QUESTION) < read.index("Non, il refuse.") < read.index(ANSWER)


async def test_an_edited_message_of_staff_is_another_in_the_residents_chat(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        asked = await asks(scene, "2026-001")
        before = len(alice.messages())
        scene.elise.edit(asked, "Le voisin est-il d'accord ?")
        await scene.settle()
        (shown,) = got(alice, "Le voisin est-il d'accord")
        assert shown.edited
        assert shown.buttons, "it can still be answered"
        assert len(alice.messages()) == before
        assert not got(alice, QUESTION)


async def test_photos_voices_and_documents_go_through_both_ways(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-001")
        (question,) = got(alice, QUESTION)
        picture, pdf = jpeg(64, 48, 9), b"%PDF-1.7\n%"
        alice._send(alice._photo(picture) | {"caption": "Le mur"}, reply_to=question)
        await scene.settle()
        (photo,) = group(scene, "Le mur")
        assert photo.file is not None
        assert photo.file.content() == picture
        assert state(scene, "2026-001") == "under_review", "a photo is an answer"
        files = scene.server.world.files
        voice = files.add("voice", b"OggS" + bytes(60), duration=4, mime_type="audio/ogg")
        alice._send({"voice": voice.wire()}, reply_to=question)
        quote = files.add("document", pdf, file_name="devis.pdf", mime_type="application/pdf")
        alice._send({"document": quote.wire()}, reply_to=question)
        await scene.settle()
        shown = [view for view in scene.group.messages() if view.from_bot]
        assert [view.kind for view in shown if view.kind != "text"] == [
            "photo", "voice", "document",
        ]  # fmt: skip
        plan = files.add("document", pdf, file_name="plan.pdf", mime_type="application/pdf")
        scene.elise._send({"document": plan.wire()}, scene.group, photo)
        await scene.settle()
        back = next(view for view in alice.messages() if view.kind == "document" and view.from_bot)
        assert back.file is not None
        assert back.file.content() == pdf
        assert "2026-001" in back.text


async def test_an_album_stays_an_album_both_ways(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-001")
        (question,) = got(alice, QUESTION)
        alice.press(question.buttons[0][0][1], question)
        await scene.settle()
        alice.send_album(4, "Le mur, de quatre côtés")
        await scene.settle()
        shown = [view for view in scene.group.messages() if view.kind == "photo"]
        assert len(shown) == 4
        assert len({view.content["media_group_id"] for view in shown}) == 1
        assert len(group(scene, "Le mur, de quatre côtés")) == 1
        assert len(words_of(scene)) == 2, "one message, four files"
        assert current_step_or_home(alice) == "home"
        album = {"media_group_id": scene.server.world.album_id()}
        for rank in range(3):
            caption = {"caption": "Vus d'ici"} if rank == 0 else {}
            photo = album | scene.elise._photo(None) | caption
            scene.elise._send(photo, scene.group, shown[2])
        await scene.settle()
        mine = [view for view in alice.messages() if view.kind == "photo" and view.from_bot]
        assert len(mine) == 3
        assert len({view.content["media_group_id"] for view in mine}) == 1
        assert len(got(alice, "Vus d'ici")) == 1


def current_step_or_home(person: Person) -> str:
    """Where a person stands who may have no form."""
    data = [data for row in person.screen().buttons for _, data in row]
    return "home" if data[0].startswith("h.") else current_step(person)


async def test_a_place_and_a_contact_are_answers_too(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-001", "Où exactement ?")
        alice.send_location(50.43, 2.83)
        await scene.settle()
        assert [view.content["location"] for view in scene.group.messages()
                if "location" in view.content]  # fmt: skip
        assert state(scene, "2026-001") == "under_review"


async def test_a_harmful_document_does_not_reach_the_group(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-001")
        alice.send_document("devis.pdf", "application/pdf", b"MZ\x90\0" + bytes(300))
        await scene.settle()
        assert not [view for view in scene.group.messages() if view.kind == "document"]
        assert group(scene, "peut être dangereux")
        assert got(alice, "est un programme")


async def test_a_document_of_25_megabytes_comes_with_a_warning(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-001")
        alice.send_document("plan.pdf", "application/pdf", 25 * 1024 * 1024)
        await scene.settle()
        shown = [view for view in scene.group.messages() if view.kind == "document"]
        assert len(shown) == 1
        assert "pas pu vérifier" in shown[0].text


async def test_a_reply_to_the_card_stays_in_the_group_until_its_writer_sends_it(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        before = len(alice.messages())
        scene.elise.say("Bizarre, ce banc.", scene.group, reply_to=scene.card("2026-001"))
        await scene.settle()
        offer = newest(scene.elise, scene.group)
        assert "reste dans ce groupe" in offer.text
        assert len(alice.messages()) == before
        scene.adam.press(offer.buttons[0][0][1], offer)
        await scene.settle()
        assert len(alice.messages()) == before, "only who wrote it sends it"
        scene.elise.press(offer.buttons[2][0][1], offer)
        await scene.settle()
        assert len(alice.messages()) == before
        scene.elise.press_forged(offer.buttons[0][0][1], offer)
        await scene.settle()
        assert len(alice.messages()) == before, "what is kept here is kept here"

        scene.elise.say("Bois ou métal ?", scene.group, reply_to=scene.card("2026-001"))
        await scene.settle()
        offer = newest(scene.elise, scene.group)
        scene.elise.press(offer.buttons[0][0][1], offer)
        await scene.settle()
        assert got(alice, "Bois ou métal")
        assert state(scene, "2026-001") == "needs_info"
        scene.elise.say("Bonnes vacances !", scene.group, reply_to=scene.card("2026-002"))
        await scene.settle()
        offer = newest(scene.elise, scene.group)
        scene.elise.press(offer.buttons[1][0][1], offer)
        await scene.settle()
        (message,) = got(alice, "Bonnes vacances")
        assert "2026-002" in message.text
        assert state(scene, "2026-002") == "submitted", "a plain message asks nothing"


async def test_staff_see_that_a_message_was_not_delivered_and_when_it_is(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        alice.block()
        await scene.settle()
        asked = await asks(scene, "2026-001")
        fate = next(v for v in scene.group.messages() if v.reply_to == asked.id)
        assert "Non remis : la personne a bloqué" in fate.text.replace("\u00a0", " ")
        scene.elise.edit(asked, "Le voisin est-il d'accord ?")
        await scene.settle()
        alice.start()
        await scene.settle()
        assert [len(got(alice, words)) for words in ("Le voisin est-il", QUESTION)] == [1, 0]
        fate = next(v for v in scene.group.messages() if v.reply_to == asked.id)
        assert fate.text == DELIVERED
        await replies(scene, alice, got(alice, "Le voisin est-il")[0], ANSWER)
        assert state(scene, "2026-001") == "under_review"


async def test_a_question_that_is_no_longer_needed_lets_the_dossier_go_on(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-001")
        await press_card(scene, scene.adam, "2026-001", "waive")
        assert state(scene, "2026-001") == "under_review"
        assert got(alice, "n'a plus besoin de votre réponse")
        await replies(scene, alice, got(alice, QUESTION)[0], ANSWER)
        assert "2026-001" in group(scene, ANSWER)[0].text, "it is passed on all the same"


async def press_card(scene: Stage, who: Person, number: str, act: str) -> None:
    """Press a button of a project's card."""
    card = scene.card(number)
    data = next(d for row in card.buttons for _, d in row if f".{act}." in d)
    who.press(data, card)
    await scene.settle()


async def test_a_reply_to_a_receipt_is_about_its_project(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        (receipt,) = got(alice, "Votre numéro : 2026-002".replace(" :", "\u00a0:"))
        await replies(scene, alice, receipt, "Je serai absente en juin.")
        assert "2026-002" in group(scene, "absente en juin")[0].text


async def test_a_question_that_comes_before_the_first_answer_is_not_mixed_with_it(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, dossiers={"open_per_person": 9}) as scene:
        alice = await three_projects(scene)
        await scene.says(alice, "/new")
        await asks(scene, "2026-001")
        shown = await scene.says(alice, ANSWER)
        assert "C'est pour quoi" in shown.text
        assert ANSWER not in str(scene.query("SELECT data FROM sessions WHERE ended_at IS NULL"))


async def test_no_one_answers_with_another_persons_button(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        bob = scene.person("Bob")
        await scene.begins(bob)
        await asks(scene, "2026-001")
        (question,) = got(alice, QUESTION)
        before = len(scene.group.messages())
        for row in question.buttons:
            for _, data in row:
                bob.press_forged(data, newest(bob))
        bob.press_forged("a.for.1.1", newest(bob))
        bob.press_forged("a.answer.zzzzzzzzz.", newest(bob))
        bob.press_forged("a...", newest(bob))
        await scene.settle()
        assert len(scene.group.messages()) == before
        assert state(scene, "2026-001") == "needs_info"


async def test_a_voice_in_the_dossier_is_written_down_by_a_reply_to_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        jean = scene.person("Jean")
        await scene.begins(jean)
        ogg = b"OggS" + bytes(80)
        jean.send_voice(4, ogg)
        await scene.settle()
        jean.send_voice(9, ogg + b"2")
        await scene.settle()
        assert current_step(jean) == "category"
        await scene.fills(jean)
        assert "(message vocal)" in newest(jean).text, "the review shows it"
        await scene.presses(jean, "send")
        voices = [view for view in scene.group.messages() if view.kind == "voice"]
        assert [view.file.content() for view in voices if view.file] == [ogg, ogg + b"2"]
        assert "Quelle est votre idée" in voices[0].text
        before = len(jean.messages())
        scene.elise.say("Un banc au soleil", scene.group, reply_to=voices[0])
        await scene.settle()
        assert "Un banc au soleil" in scene.card().text
        assert (
            "Un banc au soleil"
            in scene.group.messages()[
                [view.id for view in scene.group.messages()].index(voices[0].id)
            ].text
        )
        assert len(jean.messages()) == before, "the resident is not written to"
        scene.elise.start()
        await scene.presses(scene.elise, "c.read", chat=scene.group)
        assert "Un banc au soleil (message vocal)" in "".join(
            v.text for v in scene.elise.messages()
        )
        private = [view for view in scene.elise.messages() if view.kind == "voice"]
        scene.elise.say("Nous voulons nous asseoir.", reply_to=private[1])
        await scene.settle()
        ((data,),) = scene.query("SELECT data FROM projects")
        assert "Nous voulons nous asseoir." in data


async def test_slots_of_before_words_were_kept_still_lead_home(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await scene.says(alice, "/contact")
        await scene.says(alice, "Bonjour, une question.")
        (shown,) = group(scene, "Bonjour, une question.")
        rewrite(scene, shown, f"ask:{alice.id}:1")
        scene.elise.say("Bonjour !", scene.group, reply_to=shown)
        await scene.settle()
        (back,) = got(alice, "Bonjour !")
        rewrite(scene, back, f"said:{alice.id}:2")
        await replies(scene, alice, back, "Merci bien.")
        assert group(scene, "Merci bien.")


def rewrite(scene: Stage, view: MessageView, slot: str) -> None:
    """Let a message have been shown under another slot."""
    import sqlite3

    with sqlite3.connect(scene.folder / "town.db") as connection:
        connection.execute(
            "UPDATE messages SET slot = ? WHERE chat_id = ? AND message_id = ?",
            (slot, view.chat_id, view.id),
        )
    connection.close()


GROUP_DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["elise", "adam", "mehdi"]),
        st.sampled_from(["say", "photo", "edit", "album", "to_card", "to_colleague", "to_fate"]),
    ),
    min_size=3,
    max_size=12,
)


@pytest.mark.parametrize("forum", [False])
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=GROUP_DEEDS)
async def test_what_is_no_reply_to_a_resident_reaches_no_resident(
    tmp_path_factory: pytest.TempPathFactory, forum: bool, deeds: list[tuple[str, str]]
) -> None:
    del forum
    async with stage(tmp_path_factory.mktemp("town")) as scene:
        alice = scene.person("Alice")
        await scene.submits(alice)
        await asks(scene, "2026-001")
        seen = [view.id for view in alice.messages()]
        mine: list[MessageView] = []
        for name, deed in deeds:
            who: Person = getattr(scene, name)
            match deed:
                case "say":
                    mine.append(who.say("Ceci reste entre nous.", scene.group))
                case "photo":
                    who.send_photo(caption="Entre nous", chat=scene.group)
                case "album":
                    who.send_album(2, "Entre nous", scene.group)
                case "edit" if any(view.sender == who.name for view in mine):
                    own = next(view for view in mine if view.sender == who.name)
                    who.edit(own, "Toujours entre nous.")
                case "to_card":
                    who.say("Entre nous.", scene.group, reply_to=scene.card())
                case "to_colleague" if mine:
                    who.say("Entre nous.", scene.group, reply_to=mine[0])
                case "to_fate":
                    fate = group(scene, DELIVERED)[0]
                    who.say("Entre nous.", scene.group, reply_to=fate)
                case _:
                    pass
            await scene.settle()
        assert [view.id for view in alice.messages()] == seen
        assert all("ntre nous" not in view.text for view in alice.messages())


@given(slot=st.text(max_size=30))
def test_only_the_slot_of_a_word_is_read_as_one(slot: str) -> None:
    found = id_in(slot)
    assert found is None or slot.startswith("word:")
    assert id_in(f"word:{abs(hash(slot)) % 1000}#{slot}") == abs(hash(slot)) % 1000
    assert find is not None


async def test_what_was_written_can_be_taken_away_with_its_files(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await three_projects(scene)
        await asks(scene, "2026-001")
        alice.send_photo(jpeg(64, 48), caption=ANSWER)
        await scene.settle()
        kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
        assert len(kept) == 1
        async with scene.app._database.transaction() as transaction:
            await words.forget_resident(transaction, alice.id)
            await transaction.commit()
        scene.app.fetcher.wake()
        await scene.settle()
        assert not kept[0].exists()
        assert scene.query("SELECT * FROM media") == []
        assert scene.query("SELECT * FROM words") == []

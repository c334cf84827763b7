"""Conversations that run: every transcript in `tests/conversations`, and the runner itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.said import Words
from tests.stage import stage
from tests.talk import DifferenceError, Talk
from tests.transcripts import FOLDER, Line, TranscriptError, load, play, read

BEGINNING = "Camille: /start\nCamille presses: Oui\n"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
async def test_conversation(path: Path, tmp_path: Path) -> None:
    try:
        await play(path, tmp_path)
    except DifferenceError as difference:
        pytest.fail(str(difference), pytrace=False)


async def play_text(text: str, folder: Path) -> None:
    """Play a transcript given as a text."""
    path = folder / "this.txt"
    path.write_text(text, encoding="utf-8")
    await play(path, folder)


async def test_a_difference_reads_like_a_chat(tmp_path: Path) -> None:
    wrong = BEGINNING + "Camille: Des fleurs\n\nBot: ~ Dites-en moins\n"
    with pytest.raises(DifferenceError) as difference:
        await play_text(wrong, tmp_path)
    assert str(difference.value).startswith(
        "this.txt, line 5: the bot's words are others: “Dites-en ” is there, “moins” does not "
        "follow\n\nExpected here:\n    Bot: ~ Dites-en moins\n\nThe chat as it was:\n"
    )
    chat = str(difference.value).partition("The chat as it was:\n")[2].rstrip().splitlines()
    assert chat[0] == "    1  Camille         │ /start"
    assert "    2  Camille         │ (presses) [Oui]" in chat
    assert "    3  Camille         │ Des fleurs" in chat
    marked = [line for line in chat if line.startswith("▶")]
    assert marked == ["▶      Bot             │ Question 2 sur 14 environ"]
    assert chat[-1] == " " * 23 + "│ [Retour] [Aide] [M'arrêter là]"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("Bot: Quelle est votre idée", "the bot's whole text is another"),
        ("Bot: ~ Quelle est votre idée\n  [Aide] [Non]", "there is no button [Non]"),
        ("Bot: ~ Quelle est votre idée\n  []", "there is also [Aide]"),
        ("Bot says nothing", "the bot speaks"),
        ("Bot (group): ~ Votre idée", "the bot has said nothing here"),
        ("Bot also: ~ 18 ans", "the bot's words are others"),
        ("Bot toast: ~ Merci", "nothing has flashed up"),
        ("Stored: title = Des fleurs", "the database holds: title = nothing"),
        ("Camille presses: Non", "there is no such button"),
        ("Camille presses again: Peut-être", "there was no such button before"),
        ('Camille replies to "Merci": Merci', "there is no such message"),
        ("Camille answers up to: la lune", "the bot never says this"),
        ("-- 1 minute later --\nBot: ~ Quelle est votre idée", "the bot has said nothing here"),
    ],
)
async def test_what_is_not_as_expected_fails(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(DifferenceError) as difference:
        await play_text(BEGINNING + line, tmp_path)
    place = 3 + line.startswith("--")
    assert str(difference.value).startswith(f"this.txt, line {place}: {complaint}")
    assert "(presses) [Oui]" in str(difference.value)


@pytest.mark.parametrize(
    "line", ["Camille", "-- soon --", "Camille shouts: Oh", "Camille sends: a"]
)
async def test_a_line_that_cannot_be_read_names_itself(tmp_path: Path, line: str) -> None:
    text = BEGINNING + line
    with pytest.raises(ValueError, match=r"^this\.txt, line 3: .*cannot"):
        await play_text(text, tmp_path)


async def test_someone_has_to_begin(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="line 1: no one has said anything yet"):
        await play_text("Bot: ~ Bonjour", tmp_path)


async def test_an_album_in_the_wrong_place_is_answered_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        talk = Talk(scene)
        camille = talk.person("Camille")
        await camille.say("/start")
        await camille.press("Oui")
        await camille.send("album 2")
        await camille.expect(Words("Merci pour la photo."))
        assert len(talk.answers(camille.chat)) == 1


def test_a_text_and_its_buttons_go_on_in_the_next_lines() -> None:
    lines = read("# Two lines.\nBot: ~ Bonjour !\n  Vous avez\n\n  [Oui]\n  [Non] …\nLéo: Oui\n  !")
    words = Words("Bonjour !\nVous avez", part=True, buttons=("Oui", "Non"), more=True)
    assert lines[0].words == words
    assert lines[1] == Line(7, "say", "Oui\n!", who="Léo")


def test_every_trouble_has_its_conversation() -> None:
    """The ten kinds of human trouble that were promised, and each one checks something."""
    troubles = {
        "a-minor", "album-in-the-middle", "buttons-from-last-week", "capitals-and-insults",
        "changes-her-mind-twice", "screen-reader", "switches-language", "three-weeks-away",
        "two-answers-at-once", "voice-only",
    }  # fmt: skip
    assert troubles <= {path.stem for path in FOLDER.glob("*.txt")}
    for path in FOLDER.glob("*.txt"):
        assert sum(line.verb in ("bot", "stored") for line in load(path)) >= 5, path.name

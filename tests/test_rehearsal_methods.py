"""Every modelled method once on its good path: the answer comes from what is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.pictures import dimensions, jpeg
from tests.rehearsal_support import Answer, Line, open_line


@dataclass(frozen=True)
class Town:
    """A resident who pressed Start and a staff forum where the bot is administrator."""

    line: Line
    ada: Person
    staff: Group

    async def to_ada(self, method: str, **params: Any) -> Any:
        """Call a method about the resident's chat and return its result."""
        return (await self.line.call(method, chat_id=self.ada.id, **params)).result

    async def upload(self, method: str, field: str, name: str, data: bytes, **more: str) -> Answer:
        """Send a file to the resident."""
        form = aiohttp.FormData({"chat_id": str(self.ada.id), **more})
        form.add_field(field, BytesIO(data), filename=name, content_type="application/pdf")
        async with self.line.session.post(f"{self.line.url}/{method}", data=form) as response:
            return Answer(response.status, await response.json(), response.headers)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_line() as line:
        ada, staff = line.server.world.person("Ada"), line.server.world.group("Staff", "forum")
        ada.start()
        staff.add_bot(admin=True)
        staff.add(ada)
        yield Town(line, ada, staff)
        assert line.server.transcript.violations == []


async def test_places_and_contacts(town: Town) -> None:
    place = {"latitude": 48.1, "longitude": -1.6}
    assert (await town.to_ada("sendLocation", **place))["location"] == place
    venue = await town.to_ada("sendVenue", **place, title="Square", address="Rue Haute")
    assert (venue["venue"]["title"], town.ada.last().kind) == ("Square", "venue")
    contact = await town.to_ada(
        "sendContact", phone_number="+33", first_name="Town", last_name="Hall"
    )
    assert contact["contact"]["last_name"] == "Hall"


@pytest.mark.parametrize(
    ("method", "field"),
    [
        ("sendDocument", "document"),
        ("sendVoice", "voice"),
        ("sendVideo", "video"),
        ("sendAudio", "audio"),
        ("sendAnimation", "animation"),
    ],
)
async def test_files_of_every_kind(town: Town, method: str, field: str) -> None:
    sent = await town.upload(method, field, "f.bin", b"bytes", caption="Here", duration="3")
    found = sent.result[field]
    assert sent.result["caption"] == "Here"
    file = town.ada.last().file
    assert file is not None
    assert (file.file_id, file.content()) == (found["file_id"], b"bytes")
    again = await town.to_ada(method, **{field: found["file_id"]})
    assert again[field] == found
    empty = await town.upload(method, field, "f.bin", b"")
    assert empty.description == "Bad Request: file must be non-empty"
    path = (await town.line.call("getFile", file_id=found["file_id"])).result["file_path"]
    assert path.startswith(("documents/", "voice/", "videos/", "files/"))
    # The statement knows no duration of a document; everything else was as it should be.
    town.line.server.transcript.clear()


async def test_a_photo_too_large_or_too_thin(town: Town) -> None:
    large = await town.upload("sendPhoto", "photo", "p.jpg", bytes(10 * 1024 * 1024 + 1))
    assert "too big for a photo" in large.description
    thin = await town.upload("sendPhoto", "photo", "p.jpg", jpeg(2100, 100))
    assert thin.description == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    huge = await town.upload("sendDocument", "document", "d.zip", bytes(53 * 1024 * 1024))
    assert (huge.status, huge.description) == (413, "Request Entity Too Large")


async def test_edits_of_media(town: Town) -> None:
    sent = (await town.upload("sendPhoto", "photo", "p.jpg", jpeg(90, 60), caption="a")).result
    place = {"message_id": sent["message_id"]}
    assert (await town.to_ada("editMessageCaption", **place, caption="b"))["caption"] == "b"
    file = town.ada.send_document("plan.pdf", "application/pdf").file
    assert file is not None
    media = {"type": "document", "media": file.file_id, "caption": "<b>c</b>", "parse_mode": "HTML"}
    edited = await town.to_ada("editMessageMedia", **place, media=media)
    assert edited["document"]["file_name"] == "plan.pdf"
    assert "photo" not in edited
    markup = {"inline_keyboard": [[{"text": "Site", "url": "https://town.example.org"}]]}
    edited = await town.to_ada("editMessageReplyMarkup", **place, reply_markup=markup)
    assert (edited["reply_markup"], edited["caption"]) == (markup, "c")
    wrong = await town.line.call("editMessageText", chat_id=town.ada.id, **place, text="x")
    assert wrong.description == "Bad Request: there is no text in the message to edit"


async def test_pins_come_and_go(town: Town) -> None:
    ids = [(await town.to_ada("sendMessage", text=text))["message_id"] for text in "abc"]
    for message_id in ids:
        await town.to_ada("pinChatMessage", message_id=message_id)
    assert town.ada.last().kind == "pinned_message"
    shown = await town.to_ada("getChat")
    assert shown["pinned_message"]["message_id"] == ids[2]
    await town.to_ada("unpinChatMessage")
    await town.to_ada("unpinChatMessage", message_id=ids[0])
    assert town.ada.chat.pinned == [ids[1]]
    await town.to_ada("deleteMessage", message_id=ids[1])
    assert town.ada.chat.pinned == []
    assert await town.to_ada("unpinAllChatMessages") is True


async def test_reactions_and_chat_actions(town: Town) -> None:
    word = town.ada.say("thanks")
    heart = [{"type": "emoji", "emoji": "❤"}]
    assert await town.to_ada("setMessageReaction", message_id=word.id, reaction=heart) is True
    assert list(town.line.server.world.reactions.values()) == [heart]
    assert await town.to_ada("sendChatAction", action="typing") is True
    wrong = await town.line.call("sendChatAction", chat_id=town.ada.id, action="dancing")
    assert wrong.description == "Bad Request: wrong parameter action in request"


async def test_replies_and_explicit_entities(town: Town) -> None:
    word = town.ada.say("question")
    sent = await town.to_ada(
        "sendMessage",
        text="an answer",
        reply_parameters={"message_id": word.id},
        entities=[{"type": "bold", "offset": 3, "length": 6}],
    )
    assert sent["reply_to_message"]["text"] == "question"
    assert town.ada.last().html == "an <b>answer</b>"
    lenient = {"message_id": 999, "allow_sending_without_reply": True}
    sent = await town.to_ada("sendMessage", text="x", reply_parameters=lenient)
    assert "reply_to_message" not in sent


async def test_the_bots_own_name(town: Town) -> None:
    call = town.line.call
    assert (await call("getMyName")).result == {"name": "Rehearsal"}
    await call("setMyName", name="La mairie", language_code="fr")
    assert (await call("getMyName", language_code="fr")).result == {"name": "La mairie"}
    await call("setMyDescription", description="Ideas")
    assert (await call("getMyDescription", language_code="de")).result == {"description": "Ideas"}
    long = await call("setMyShortDescription", short_description="x" * 121)
    assert long.description == "Bad Request: short description is too long"
    wrong = await call("setMyCommands", commands=[{"command": "Help!", "description": "x"}])
    assert wrong.description == "Bad Request: BOT_COMMAND_INVALID"
    assert [(await call(method)).result for method in ("close", "logOut")] == [True, True]


async def test_members_of_a_private_chat(town: Town) -> None:
    assert (await town.to_ada("getChatMember", user_id=town.ada.id))["status"] == "member"
    assert await town.to_ada("getChatMemberCount") == 2
    unknown = await town.line.call("getChatMember", chat_id=town.staff.id, user_id=42)
    assert unknown.description == "Bad Request: PARTICIPANT_ID_INVALID"


async def test_topics_reopened_and_deleted_with_their_messages(town: Town) -> None:
    call, staff = town.line.call, town.staff
    topic = (await call("createForumTopic", chat_id=staff.id, name="Bench")).result
    place = {"chat_id": staff.id, "message_thread_id": topic["message_thread_id"]}
    for method in ("closeForumTopic", "reopenForumTopic"):
        assert (await call(method, **place)).result is True
    same = await call("editForumTopic", **place, name="Bench")
    assert same.description == "Bad Request: TOPIC_NOT_MODIFIED"
    await call("sendMessage", **place, text="card")
    assert (await call("deleteForumTopic", **place)).result is True
    assert [view for view in staff.messages() if view.topic] == []
    staff.remove(town.ada)
    with pytest.raises(AssertionError, match="not in Staff"):
        town.ada.say("x", staff)


def test_a_pictures_size_is_read_from_its_bytes() -> None:
    assert dimensions(b"GIF89a" + bytes([2, 1, 3, 0])) == (258, 3)
    png = b"\x89PNG\r\n\x1a\n" + bytes(8) + (7).to_bytes(4, "big") + (9).to_bytes(4, "big")
    assert dimensions(png) == (7, 9)
    assert dimensions(b"%PDF") is None
    assert dimensions(b"\xff\xd8\xff") is None


async def test_copies_of_many_keep_an_album_together(town: Town) -> None:
    album = town.ada.send_album(2, caption="Two")
    word = town.ada.say("and a word")
    ids = [*(one.id for one in album), word.id, 999]
    staff = {"chat_id": town.staff.id, "from_chat_id": town.ada.id, "message_ids": ids}
    copies = (await town.line.call("copyMessages", **staff)).result
    shown = {view.id: view for view in town.staff.messages()}
    found = [shown[one["message_id"]] for one in copies]
    assert [view.kind for view in found] == ["photo", "photo", "text"]
    groups = {view.content.get("media_group_id") for view in found[:2]}
    assert len(groups) == 1
    assert groups != {album[0].content["media_group_id"]}
    bare = await town.line.call("copyMessages", **staff, remove_caption=True)
    assert {view.text for view in town.staff.messages()[-3:-1]} == {""}
    assert len(bare.result) == 3
    assert len((await town.line.call("forwardMessages", **staff)).result) == 3


async def test_stickers_notes_dice_and_polls(town: Town) -> None:
    sticker = await town.upload("sendSticker", "sticker", "s.webp", b"webp", emoji="🌻")
    assert sticker.result["sticker"]["emoji"] == "🌻"
    note = await town.upload("sendVideoNote", "video_note", "n.mp4", b"mp4", duration="4")
    assert note.result["video_note"]["duration"] == 4
    assert (await town.to_ada("sendDice"))["dice"]["value"] == 3
    options = [{"text": "Bench"}, {"text": "Tree"}]
    asked = await town.to_ada("sendPoll", question="Which?", options=options, is_anonymous=False)
    await town.line.call("getUpdates", allowed_updates=["poll", "poll_answer"], offset=-1)
    town.ada.vote(town.ada.last(), 1)
    kinds = [set(update) - {"update_id"} for update in await town.line.drain()]
    assert kinds[-2:] == [{"poll"}, {"poll_answer"}]
    ended = await town.to_ada("stopPoll", message_id=asked["message_id"])
    assert (ended["is_closed"], ended["total_voter_count"]) == (True, 1)


async def test_a_location_that_is_shared_live(town: Town) -> None:
    place = {"latitude": 48.1, "longitude": -1.6}
    sent = await town.to_ada("sendLocation", **place, live_period=900)
    key = {"message_id": sent["message_id"]}
    moved = await town.to_ada("editMessageLiveLocation", **key, latitude=48.2, longitude=-1.6)
    assert moved["location"] == {"latitude": 48.2, "longitude": -1.6, "live_period": 900}
    still = await town.to_ada("stopMessageLiveLocation", **key)
    assert "live_period" not in still["location"]
    town.ada.move(town.ada.send_location(1, 2, live_seconds=60), 1, 3)
    assert "edited_message" in (await town.line.drain())[-1]


async def test_a_group_is_entered_by_a_link(town: Town) -> None:
    def links(**params: Any) -> Any:
        return town.line.call("createChatInviteLink", chat_id=town.staff.id, **params)

    once = (await links(name="One", member_limit=1)).result
    asking = (await links(creates_join_request=True)).result
    bo, cy, dee = (town.line.server.world.person(name) for name in ("Bo", "Cy", "Dee"))
    wanted = ["chat_member", "chat_join_request", "message"]
    await town.line.call("getUpdates", allowed_updates=wanted, offset=-1)
    bo.open(once["invite_link"])
    with pytest.raises(AssertionError, match="no longer works"):
        cy.open(once["invite_link"])
    cy.open(asking["invite_link"])
    dee.open(asking["invite_link"])
    heard = await town.line.drain()
    joined = next(update["chat_member"] for update in heard if "chat_member" in update)
    assert joined["invite_link"]["name"] == "One"
    asked = [one["chat_join_request"]["from"]["id"] for one in heard if "chat_join_request" in one]
    assert asked == [cy.id, dee.id]
    staff = {"chat_id": town.staff.id}
    await town.line.call("approveChatJoinRequest", **staff, user_id=cy.id)
    await town.line.call("declineChatJoinRequest", **staff, user_id=dee.id)
    inside = [town.staff.chat.member(one.id).inside for one in (bo, cy, dee)]
    assert inside == [True, True, False]
    primary = (await town.line.call("exportChatInviteLink", **staff)).result
    assert (await town.line.call("getChat", **staff)).result["invite_link"] == primary
    gone = await town.line.call("revokeChatInviteLink", **staff, invite_link=primary)
    assert gone.result["is_revoked"] is True
    with pytest.raises(AssertionError, match="no longer works"):
        dee.open(primary)
    await town.line.call("banChatMember", **staff, user_id=bo.id)
    assert town.staff.chat.member(bo.id).status == "kicked"
    await town.line.call("unbanChatMember", **staff, user_id=bo.id, only_if_banned=True)
    assert town.staff.chat.member(bo.id).status == "left"


async def test_a_group_is_renamed_and_described(town: Town) -> None:
    staff = {"chat_id": town.staff.id}
    await town.line.call("setChatTitle", **staff, title="Town hall")
    await town.line.call("setChatDescription", **staff, description="Ideas")
    chat = (await town.line.call("getChat", **staff)).result
    assert (chat["title"], chat["description"]) == ("Town hall", "Ideas")
    for method in ("closeGeneralForumTopic", "reopenGeneralForumTopic"):
        assert (await town.line.call(method, **staff)).result is True
    await town.line.call("editGeneralForumTopic", **staff, name="All")
    assert town.staff.chat.general.name == "All"
    assert (await town.line.call("unpinAllGeneralForumTopicMessages", **staff)).result is True


async def test_a_link_opens_the_bot_and_a_quote_is_carried(town: Town) -> None:
    assert town.ada.open("https://t.me/rehearsal_bot?start=co-12") is not None
    started = (await town.line.drain())[-1]["message"]
    assert started["text"] == "/start co-12"
    with pytest.raises(AssertionError, match="nobody here is called"):
        town.ada.open("t.me/another_bot")
    sent = await town.to_ada("sendMessage", text="A bench and a tree")
    town.ada.say("Which?", reply_to=sent["message_id"], quote="a tree")
    heard = (await town.line.drain())[-1]["message"]
    assert heard["quote"] == {"text": "a tree", "position": 12, "is_manual": True}
    forwarded = town.ada.forward_message(town.ada.messages()[-2], town.staff)
    assert forwarded.text == "A bench and a tree"


async def test_people_send_files_with_their_bytes(town: Town) -> None:
    pictures = town.ada.send_album([jpeg(40, 30), jpeg(30, 40)], caption="Two", chat=town.staff)
    papers = town.ada.send_documents(
        [("a.pdf", "application/pdf", b"%PDF"), ("b.txt", "text/plain", b"b")]
    )
    kept = [view.file.content() for view in (*pictures, *papers) if view.file is not None]
    assert kept == [jpeg(40, 30), jpeg(30, 40), b"%PDF", b"b"]
    assert papers[0].content["media_group_id"] == papers[1].content["media_group_id"]

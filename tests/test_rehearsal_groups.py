"""Groups: privacy, message ids, topics, the bot's own reports, rights, the upgrade."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal_support import open_line


def _kinds(updates: list[dict[str, Any]]) -> list[str]:
    return [next(name for name in update if name != "update_id") for update in updates]


async def test_privacy_mode_hears_commands_and_replies_only() -> None:
    async with open_line() as line:
        ada, staff = line.server.world.person("Ada"), line.server.world.group("Staff")
        staff.add(ada)
        staff.add_bot()
        await line.drain()
        asked = (await line.call("sendMessage", chat_id=staff.id, text="?")).result["message_id"]
        for text in ("chatter", "/help", "/help@rehearsal_bot", "/help@other_bot", "see /help"):
            ada.say(text, staff)
        ada.say("an answer", staff, reply_to=asked)
        heard = [update["message"]["text"] for update in await line.drain()]
        assert heard == ["/help", "/help@rehearsal_bot", "an answer"]
        staff.set_bot_rights()
        ada.say("chatter", staff)
        assert _kinds(await line.drain()) == ["my_chat_member", "message"]


async def test_message_ids_are_unique_only_inside_a_supergroup() -> None:
    async with open_line() as line:
        world = line.server.world
        ada, bob = world.person("Ada"), world.person("Bob")
        first, second, basic = world.group("1"), world.group("2"), world.group("3", "group")
        for group in (first, second, basic):
            group.add(ada)
        assert first.messages()[0].id == second.messages()[0].id == 1
        shared = [ada.say("a").id, bob.say("b").id, ada.say("c", basic).id, ada.say("d").id]
        assert shared == [2, 3, 4, 5]


async def test_a_forum_tells_the_bot_of_its_own_deeds() -> None:
    async with open_line() as line:
        ada, staff = line.server.world.person("Ada"), line.server.world.group("Staff", "forum")
        staff.add_bot(admin=True)
        staff.add(ada)
        await line.drain()
        made = (await line.call("createForumTopic", chat_id=staff.id, name="Bench")).result
        thread = made["message_thread_id"]
        place = {"chat_id": staff.id, "message_thread_id": thread}
        card = (await line.call("sendMessage", **place, text="card")).result
        assert card["message_thread_id"] == thread
        assert card["is_topic_message"] is True
        await line.call("pinChatMessage", chat_id=staff.id, message_id=card["message_id"])
        assert ada.say("seen", staff, topic=thread).topic == thread
        await line.call("editForumTopic", **place, name="Bench, built")
        await line.call("closeForumTopic", **place)
        told = [update["message"] for update in await line.drain()]
        assert told[0]["forum_topic_created"]["name"] == "Bench"
        assert told[0]["message_id"] == thread
        assert told[1]["pinned_message"]["text"] == "card"
        assert told[2]["reply_to_message"]["message_id"] == thread
        assert "forum_topic_edited" in told[3]
        assert "forum_topic_closed" in told[4]
        with pytest.raises(AssertionError, match="closed"):
            ada.say("too late", staff, topic=thread)
        staff.set_bot_rights(can_manage_topics=False)
        closed = await line.call("sendMessage", **place, text="x")
        assert closed.description == "Bad Request: TOPIC_CLOSED"
        refused = await line.call("reopenForumTopic", **place)
        assert refused.description == "Bad Request: not enough rights to close or open the topic"
        refused = await line.call("createForumTopic", chat_id=staff.id, name="x")
        assert refused.description == "Bad Request: not enough rights to create a topic"
        staff.delete_topic(thread)
        gone = await line.call("sendMessage", **place, text="x")
        assert gone.description == "Bad Request: message thread not found"


async def test_where_there_are_no_topics_the_thread_is_dropped() -> None:
    async with open_line() as line:
        staff = line.server.world.group("Staff")
        staff.add_bot()
        sent = await line.call("sendMessage", chat_id=staff.id, text="x", message_thread_id=7)
        assert "message_thread_id" not in sent.result


async def test_an_upgraded_group_says_where_it_went() -> None:
    async with open_line() as line:
        ada, staff = line.server.world.person("Ada"), line.server.world.group("Staff", "group")
        staff.add_bot(admin=True)
        staff.add(ada)
        await line.drain()
        old = staff.id
        staff.upgrade()
        told = [update["message"] for update in await line.drain()]
        assert [told[0]["chat"]["id"], told[0]["migrate_to_chat_id"]] == [old, staff.id]
        assert [told[1]["chat"]["id"], told[1]["migrate_from_chat_id"]] == [staff.id, old]
        refused = await line.call("sendMessage", chat_id=old, text="x")
        assert refused.description == ("Bad Request: group chat was upgraded to a supergroup chat")
        assert refused.body["parameters"] == {"migrate_to_chat_id": staff.id}
        assert (await line.call("sendMessage", chat_id=staff.id, text="x")).status == 200
        assert ada.say("still in", staff).chat_id == staff.id


async def test_who_is_in_a_group() -> None:
    async with open_line() as line:
        world = line.server.world
        ada, bob, staff = world.person("Ada"), world.person("Bob"), world.group("Staff")
        staff.add_bot(admin=True)
        staff.add(ada, admin=True)

        async def status(person_id: int) -> str:
            answer = await line.call("getChatMember", chat_id=staff.id, user_id=person_id)
            return str(answer.result["status"])

        assert await status(ada.id) == "administrator"
        assert await status(bob.id) == "left"
        assert await status(world.bot.id) == "administrator"
        owners = (await line.call("getChatAdministrators", chat_id=staff.id)).result
        assert [member["status"] for member in owners] == [
            "creator",
            "administrator",
            "administrator",
        ]
        assert (await line.call("getChatMemberCount", chat_id=staff.id)).result == 3
        ada.leave(staff)
        assert await status(ada.id) == "left"
        await line.call("leaveChat", chat_id=staff.id)
        assert (await line.call("getChat", chat_id=staff.id)).status == 403


async def test_pins_deletions_and_copies() -> None:
    async with open_line() as line:
        world = line.server.world
        ada, staff = world.person("Ada"), world.group("Staff")
        ada.start()
        staff.add_bot()
        staff.add(ada)
        photo = ada.send_photo(caption="The bench")
        copied = await line.call(
            "copyMessage", chat_id=staff.id, from_chat_id=ada.id, message_id=photo.id
        )
        assert set(copied.result) == {"message_id"}
        assert ada.last(staff).kind == "photo"
        forwarded = await line.call(
            "forwardMessage", chat_id=staff.id, from_chat_id=ada.id, message_id=photo.id
        )
        assert forwarded.result["forward_origin"]["sender_user"]["id"] == ada.id
        pinned = await line.call("pinChatMessage", chat_id=staff.id, message_id=1)
        assert pinned.description == (
            "Bad Request: not enough rights to manage pinned messages in the chat"
        )
        word = ada.say("/x", staff)
        kept = await line.call("deleteMessage", chat_id=staff.id, message_id=word.id)
        assert kept.description == "Bad Request: message can't be deleted"
        gone = await line.call("deleteMessages", chat_id=ada.id, message_ids=[photo.id, 999])
        assert gone.result is True
        assert photo.id not in [view.id for view in ada.messages()]

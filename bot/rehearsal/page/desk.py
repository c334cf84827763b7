"""What the page may ask for: deeds of people and of the group's owner, accidents, the clock.

Every deed is a name with a JSON object, whoever asks: the page, or a line of curl.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from bot.rehearsal.chats import Message
from bot.rehearsal.files import UPLOAD_LIMIT
from bot.rehearsal.groups import Group
from bot.rehearsal.page.playhouse import Playhouse
from bot.rehearsal.page.samples import Sample, Samples
from bot.rehearsal.people import Person
from bot.rehearsal.views import MessageView, view_of
from bot.rehearsal.world import World

Body: TypeAlias = dict[str, Any]
Deed: TypeAlias = Callable[[Person, Body], Any]
_MOST_UPLOADS = 200


@dataclass(frozen=True)
class Upload:
    """A file that was dropped on the page, on its way into a message."""

    name: str
    mime: str
    data: bytes


class Uploads:
    """The newest files that were dropped on the page."""

    def __init__(self) -> None:
        self._files: dict[str, Upload] = {}
        self._next = 1

    def add(self, name: str, mime: str, data: bytes) -> str:
        """Keep a file and return its key."""
        if len(data) > UPLOAD_LIMIT:
            raise ValueError("Telegram takes files of 50 MB at most from a bot; this one is larger")
        key = f"u{self._next}"
        self._next += 1
        self._files[key] = Upload(name[:200] or "file", mime or "application/octet-stream", data)
        for old in list(self._files)[:-_MOST_UPLOADS]:
            del self._files[old]
        return key

    def find(self, key: str) -> Upload:
        """Return a file by its key; raises KeyError for one that is gone."""
        return self._files[key]


class PeopleDesk:
    """Does what someone with a telephone can do."""

    def __init__(self, house: Playhouse, uploads: Uploads, samples: Samples) -> None:
        self._house = house
        self._uploads = uploads
        self._samples = samples
        self.deeds: dict[str, Deed] = {
            "start": lambda person, body: person.start(body.get("payload")),
            "say": self._say,
            "press": self._press,
            "photo": self._photo,
            "files": self._files,
            "location": self._location,
            "move": self._move,
            "contact": self._contact,
            "voice": self._voice,
            "sticker": lambda person, body: person.send_sticker(chat=body.get("chat")),
            "poll": lambda person, body: person.send_poll(
                str(body["question"]), _texts(body["options"]), body.get("chat")
            ),
            "vote": lambda person, body: person.vote(self._view(body), int(body["option"])),
            "edit": lambda person, body: person.edit(self._view(body), str(body["text"])),
            "delete": lambda person, body: person.delete(self._view(body)),
            "react": lambda person, body: person.react(self._view(body), body.get("emoji")),
            "forward": lambda person, body: person.forward_message(
                self._view(body), body.get("to"), body.get("topic")
            ),
            "pin": self._pin,
            "open": lambda person, body: person.open(str(body["address"])),
            "block": lambda person, _body: person.block(),
            "unblock": lambda person, _body: person.unblock(),
        }

    @property
    def _world(self) -> World:
        return self._house.show.server.world

    def person(self, number: int) -> Person:
        """Return someone on stage; raises KeyError for a stranger."""
        return self._world.people[number]

    def _view(self, body: Body) -> MessageView:
        return view_of(self._world, self._message(body))

    def _message(self, body: Body) -> Message:
        return self._world.chats[int(body["chat"])].messages[int(body["message"])]

    def _say(self, person: Person, body: Body) -> MessageView:
        text = str(body["text"])
        if not text.strip():
            raise ValueError("there is nothing to send")
        if len(text) > 4096:
            raise ValueError("a message has 4096 characters at most")
        return person.say(
            text, body.get("chat"), body.get("reply_to"), body.get("topic"), body.get("quote")
        )

    def _press(self, person: Person, body: Body) -> dict[str, Any]:
        if "label" in body:
            press = person.press(str(body["label"]), body.get("message_id"), body.get("chat"))
        elif "message" in body:
            press = person.press_forged(str(body["data"]), int(body["message"]), body.get("chat"))
        else:
            press = person.press(str(body["data"]), body.get("message_id"), body.get("chat"))
        return {"press": press.id}

    def _photo(self, person: Person, body: Body) -> Any:
        """Send one picture, or several as an album: uploads, or that many samples."""
        pictures = [self._uploads.find(key).data for key in body.get("uploads", ())]
        if not pictures:
            pictures = [one.data for one in self._samples.pictures(int(body.get("count", 1)))]
        where = (body.get("caption"), body.get("chat"), body.get("topic"))
        if len(pictures) == 1:
            return person.send_photo(pictures[0], *where)
        return _told(person.send_album(pictures, *where))

    def _files(self, person: Person, body: Body) -> Any:
        """Send files as documents: uploads, or the sample."""
        found: list[Upload | Sample] = [self._uploads.find(key) for key in body.get("uploads", ())]
        found = found or [self._samples.document()]
        where = (body.get("caption"), body.get("chat"), body.get("topic"))
        if len(found) == 1:
            return person.send_document(found[0].name, found[0].mime, found[0].data, *where)
        files = [(one.name, one.mime, one.data) for one in found]
        return _told(person.send_documents(files, *where))

    def _voice(self, person: Person, body: Body) -> MessageView:
        key = body.get("upload")
        language = person.user.language or "fr"
        data = self._uploads.find(key).data if key else self._samples.voice(language).data
        seconds = int(body.get("seconds", 4))
        return person.send_voice(seconds, data, body.get("chat"), body.get("topic"))

    def _location(self, person: Person, body: Body) -> MessageView:
        place = (float(body["latitude"]), float(body["longitude"]))
        live = int(body["live"]) if body.get("live") else None
        return person.send_location(*place, body.get("chat"), body.get("topic"), live)

    def _move(self, person: Person, body: Body) -> MessageView:
        return person.move(self._view(body), float(body["latitude"]), float(body["longitude"]))

    def _contact(self, person: Person, body: Body) -> MessageView:
        number = str(body.get("phone") or "+33 6 39 98 00 01")
        return person.send_contact(
            number, body.get("name"), chat=body.get("chat"), topic=body.get("topic")
        )

    def _pin(self, person: Person, body: Body) -> None:
        message = self._message(body)
        chat = self._world.chats[message.chat_id]
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
            self._world.pulse.beat()
        else:
            self._world.pin(chat, person.user, message)


class GroupDesk:
    """Does what a group's owner can do."""

    def __init__(self, house: Playhouse) -> None:
        self._house = house
        self.deeds: dict[str, Callable[[Group, Body], Any]] = {
            "add": lambda group, body: group.add(self._person(body), admin=bool(body.get("admin"))),
            "remove": lambda group, body: group.remove(self._person(body)),
            "add_bot": lambda group, body: group.add_bot(admin=bool(body.get("admin"))),
            "rights": lambda group, body: group.set_bot_rights(
                admin=bool(body.get("admin")), **body.get("rights", {})
            ),
            "remove_bot": lambda group, _body: group.remove_bot(),
            "upgrade": lambda group, _body: group.upgrade(),
            "open_topic": lambda group, body: group.open_topic(str(body["name"])),
            "close_topic": lambda group, body: group.close_topic(int(body["topic"])),
            "delete_topic": lambda group, body: group.delete_topic(int(body["topic"])),
        }

    def _person(self, body: Body) -> Person:
        return self._house.show.server.world.people[int(body["person"])]

    def group(self, chat_id: int) -> Group:
        """Return a group by its present id; raises KeyError when there is none."""
        return {one.id: one for one in self._house.show.server.world.groups}[chat_id]


class AccidentDesk:
    """Lets things go wrong, one at a click."""

    def __init__(self, house: Playhouse) -> None:
        self._house = house
        self.deeds: dict[str, Callable[[Body], Any]] = {
            "offline": self._offline,
            "rate_limit": lambda body: self._faults.rate_limit(
                body.get("method"), int(body.get("retry_after", 3)), int(body.get("times", 1))
            ),
            "bad_gateway": lambda body: self._faults.bad_gateway(
                int(body.get("times", 1)), body.get("method")
            ),
            "lost_answer": lambda body: self._faults.lost_answer(
                body.get("method"), int(body.get("times", 1))
            ),
            "slow": lambda body: self._faults.slow(float(body["seconds"])),
            "clear": lambda _body: self._put_right(),
            "kill": lambda _body: self._house.kill_bot(),
            "revive": lambda _body: self._house.start_bot(),
            "copy": lambda _body: self._house.start_copy(),
            "end_copy": lambda _body: self._house.end_copy(),
        }

    @property
    def _faults(self) -> Any:
        return self._house.show.server.faults

    def _offline(self, body: Body) -> None:
        self._faults.offline(bool(body.get("on", True)))

    async def _put_right(self) -> None:
        """End every accident: the line, the copy, who has blocked the bot, its place, its death."""
        show = self._house.show
        self._faults.clear()
        await self._house.end_copy()
        for person in show.server.world.people.values():
            person.unblock()
        group = show.cast.group
        if not group.chat.member(show.server.world.bot.id).inside:
            group.add_bot(admin=True)
        group.set_bot_rights(admin=True, can_manage_topics=True)
        if not show.bot.is_running:
            await self._house.start_bot(show)

    async def do(self, name: str, body: Body) -> None:
        """Let an accident happen, and write it down."""
        deed = self.deeds[name]
        show = self._house.show
        show.diary.remark(f"an accident, {name.replace('_', ' ')}")
        show.glass.note(show.server.world.now().timestamp(), "accident", name=name, details=body)
        done = deed(body)
        if isinstance(done, Awaitable):
            await done
        self._house.pulse.beat()


class ClockDesk:
    """Lets time pass."""

    def __init__(self, house: Playhouse) -> None:
        self._house = house

    async def move(self, body: Body) -> dict[str, Any]:
        """Push the clock on by `seconds`, or to the next reminder."""
        step = self._house.until_due() if body.get("to") == "due" else None
        if body.get("to") == "due" and step is None:
            raise ValueError("no reminder is waiting")
        await self._house.later(step or timedelta(seconds=float(body["seconds"])))
        return {"now": self._house.show.server.world.now().isoformat()}


def _texts(values: Sequence[Any]) -> list[str]:
    return [str(one) for one in values]


def _told(sent: list[MessageView]) -> dict[str, Any]:
    return {"messages": [one.id for one in sent]}

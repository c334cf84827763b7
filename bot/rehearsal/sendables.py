"""What people send besides words: pictures, files, voices, places, contacts and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.rehearsal.contents import photo_field, poll_wire
from bot.rehearsal.pictures import dimensions
from bot.rehearsal.views import view_of

if TYPE_CHECKING:
    from bot.rehearsal.chats import User
    from bot.rehearsal.files import StoredFile
    from bot.rehearsal.groups import Group
    from bot.rehearsal.state import State
    from bot.rehearsal.views import MessageView

_PHOTO = (1280, 960)


class Sendables:
    """The sends of a person that are no text; bytes are kept, a number is only a size."""

    _state: State
    user: User

    def _send(
        self,
        content: dict[str, Any],
        chat: Group | int | None = None,
        reply_to: MessageView | int | None = None,
        topic: int | None = None,
        forward_origin: dict[str, Any] | None = None,
        quote: str | None = None,
    ) -> MessageView:
        raise NotImplementedError

    def send_photo(
        self,
        content: bytes | int | None = None,
        caption: str | None = None,
        chat: Group | int | None = None,
        topic: int | None = None,
    ) -> MessageView:
        """Send a picture; without content a plain grey one."""
        return self._send(self._photo(content) | _captioned(caption), chat, topic=topic)

    def _photo(self, content: bytes | int | None) -> dict[str, Any]:
        if content is None:
            return photo_field(self._state.files.add_sample_photo(*_PHOTO))
        found = dimensions(content) if isinstance(content, bytes) else None
        return photo_field(self._state.files.add_photo(content, *(found or _PHOTO)))

    def send_album(
        self,
        count: int | Sequence[bytes],
        caption: str | None = None,
        chat: Group | int | None = None,
        topic: int | None = None,
    ) -> list[MessageView]:
        """Send several pictures at once, given or plain ones: the bot gets an update for each."""
        pictures = [None] * count if isinstance(count, int) else count
        return self._send_together([self._photo(one) for one in pictures], caption, chat, topic)

    def send_documents(
        self,
        files: Sequence[tuple[str, str, bytes]],
        caption: str | None = None,
        chat: Group | int | None = None,
        topic: int | None = None,
    ) -> list[MessageView]:
        """Send several files (name, MIME type, content) at once, as an album of documents."""
        contents = [{"document": self._document(*one).wire()} for one in files]
        return self._send_together(contents, caption, chat, topic)

    def _send_together(
        self,
        contents: Sequence[dict[str, Any]],
        caption: str | None,
        chat: Group | int | None,
        topic: int | None,
    ) -> list[MessageView]:
        group = {"media_group_id": self._state.album_id()}
        captions = (_captioned(caption), *({} for _ in contents[1:]))
        return [
            self._send(group | content | words, chat, topic=topic)
            for content, words in zip(contents, captions, strict=True)
        ]

    def send_document(
        self,
        name: str,
        mime: str,
        content: bytes | int = 1000,
        caption: str | None = None,
        chat: Group | int | None = None,
        topic: int | None = None,
    ) -> MessageView:
        """Send a file."""
        stored = self._document(name, mime, content)
        return self._send({"document": stored.wire()} | _captioned(caption), chat, topic=topic)

    def _document(self, name: str, mime: str, content: bytes | int) -> StoredFile:
        return self._state.files.add("document", content, file_name=name, mime_type=mime)

    def send_voice(
        self,
        seconds: int = 5,
        content: bytes | int = 8000,
        chat: Group | int | None = None,
        topic: int | None = None,
    ) -> MessageView:
        """Send a voice message."""
        stored = self._state.files.add("voice", content, duration=seconds, mime_type="audio/ogg")
        return self._send({"voice": stored.wire()}, chat, topic=topic)

    def send_video(
        self,
        seconds: int = 10,
        content: bytes | int = 500_000,
        caption: str | None = None,
        chat: Group | int | None = None,
    ) -> MessageView:
        """Send a video."""
        stored = self._state.files.add(
            "video", content, duration=seconds, width=640, height=360, mime_type="video/mp4"
        )
        return self._send({"video": stored.wire()} | _captioned(caption), chat)

    def send_sticker(self, emoji: str = "🌻", chat: Group | int | None = None) -> MessageView:
        """Send a sticker."""
        look = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        stored = self._state.files.add("sticker", 20_000, type="regular", emoji=emoji, **look)
        return self._send({"sticker": stored.wire()}, chat)

    def send_location(
        self,
        latitude: float,
        longitude: float,
        chat: Group | int | None = None,
        topic: int | None = None,
        live_seconds: int | None = None,
    ) -> MessageView:
        """Send a place on the map; with `live_seconds` it is shared live, see `move`."""
        live = {"live_period": live_seconds} if live_seconds else {}
        return self._send({"location": _location(latitude, longitude) | live}, chat, topic=topic)

    def move(self, message: MessageView, latitude: float, longitude: float) -> MessageView:
        """Move a location that is shared live; the bot gets an edited_message."""
        chat = self._state.chats[message.chat_id]
        old = chat.messages[message.id]
        live = {"live_period": old.content["location"]["live_period"]}
        content = {"location": _location(latitude, longitude) | live}
        moved = self._state.amend(chat, old, content=content, edit_date=self._state.timestamp())
        self._state.tell(chat, moved, "edited_message")
        return view_of(self._state, moved)

    def send_poll(
        self, question: str, options: Sequence[str], chat: Group | int | None = None
    ) -> MessageView:
        """Send a poll."""
        return self._send({"poll": poll_wire(self._state, question, list(options))}, chat)

    def vote(self, message: MessageView, *options: int) -> None:
        """Vote in a poll, by the ranks of the options."""
        chat = self._state.chats[message.chat_id]
        self._state.vote(chat.messages[message.id], self.user, list(options))

    def send_venue(
        self,
        latitude: float,
        longitude: float,
        title: str,
        address: str,
        chat: Group | int | None = None,
    ) -> MessageView:
        """Send a named place; the platform adds the bare location beside it."""
        location = _location(latitude, longitude)
        venue = {"location": location, "title": title, "address": address}
        return self._send({"location": location, "venue": venue}, chat)

    def send_contact(
        self,
        phone_number: str = "+33600000000",
        first_name: str | None = None,
        user_id: int | None = None,
        chat: Group | int | None = None,
        topic: int | None = None,
    ) -> MessageView:
        """Send a contact; without a name it is one's own, as the contact button sends it."""
        contact: dict[str, Any] = {"phone_number": phone_number}
        if first_name is None:
            contact |= {"first_name": self.user.first_name, "user_id": self.user.id}
        else:
            contact |= {"first_name": first_name} | ({"user_id": user_id} if user_id else {})
        return self._send({"contact": contact}, chat, topic=topic)

    def send_dice(self, value: int = 3, chat: Group | int | None = None) -> MessageView:
        """Send a die: something no bot of this kind has a use for."""
        return self._send({"dice": {"emoji": "🎲", "value": value}}, chat)


def _captioned(caption: str | None) -> dict[str, Any]:
    return {"caption": caption} if caption else {}


def _location(latitude: float, longitude: float) -> dict[str, Any]:
    return {"latitude": latitude, "longitude": longitude}

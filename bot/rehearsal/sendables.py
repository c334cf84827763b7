"""What people send besides words: pictures, files, voices, places, contacts and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.contents import photo_field
from bot.rehearsal.pictures import dimensions

if TYPE_CHECKING:
    from bot.rehearsal.chats import User
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
        self, count: int, caption: str | None = None, chat: Group | int | None = None
    ) -> list[MessageView]:
        """Send several pictures at once: the bot gets an update for each."""
        group = {"media_group_id": self._state.album_id()}
        return [
            self._send(
                group | self._photo(None) | (_captioned(caption) if number == 0 else {}), chat
            )
            for number in range(count)
        ]

    def send_document(
        self,
        name: str,
        mime: str,
        content: bytes | int = 1000,
        caption: str | None = None,
        chat: Group | int | None = None,
    ) -> MessageView:
        """Send a file."""
        stored = self._state.files.add("document", content, file_name=name, mime_type=mime)
        return self._send({"document": stored.wire()} | _captioned(caption), chat)

    def send_voice(
        self, seconds: int = 5, content: bytes | int = 8000, chat: Group | int | None = None
    ) -> MessageView:
        """Send a voice message."""
        stored = self._state.files.add("voice", content, duration=seconds, mime_type="audio/ogg")
        return self._send({"voice": stored.wire()}, chat)

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
        self, latitude: float, longitude: float, chat: Group | int | None = None
    ) -> MessageView:
        """Send a place on the map."""
        return self._send({"location": _location(latitude, longitude)}, chat)

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
    ) -> MessageView:
        """Send a contact; without a name it is one's own, as the contact button sends it."""
        contact: dict[str, Any] = {"phone_number": phone_number}
        if first_name is None:
            contact |= {"first_name": self.user.first_name, "user_id": self.user.id}
        else:
            contact |= {"first_name": first_name} | ({"user_id": user_id} if user_id else {})
        return self._send({"contact": contact}, chat)

    def send_dice(self, value: int = 3, chat: Group | int | None = None) -> MessageView:
        """Send a die: something no bot of this kind has a use for."""
        return self._send({"dice": {"emoji": "🎲", "value": value}}, chat)


def _captioned(caption: str | None) -> dict[str, Any]:
    return {"caption": caption} if caption else {}


def _location(latitude: float, longitude: float) -> dict[str, Any]:
    return {"latitude": latitude, "longitude": longitude}

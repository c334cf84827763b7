"""Files on their way out: by the id that Telegram knows them under, or from our own disk.

An id is tried first: it costs nothing. When Telegram refuses it, our own copy is sent, as what it
is, else as a document. When there is none, the words that stand in its place are.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from bot.letters import Payload
from bot.telegram_calls import Calls
from bot.telegram_refusals import RejectedError, make
from bot.telegram_transport import Upload
from storage.files import Files

LARGEST_UPLOAD = 50 * 1024 * 1024
"""Bytes of a file that a bot may send (Bot API, "Sending files")."""

LARGEST_PHOTO = 10 * 1024 * 1024
"""Bytes of a photo that a bot may send; a larger one goes as a document."""

_REMEMBERED = 2_000

_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\\"]+")

_METHODS = {
    "photo": "sendPhoto",
    "document": "sendDocument",
    "voice": "sendVoice",
    "video": "sendVideo",
    "audio": "sendAudio",
}


class Media:
    """Sends files. What was sent from our disk once is known by its id from then on."""

    def __init__(self, calls: Calls, files: Files) -> None:
        self._calls = calls
        self._files = files
        self._ids: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def send(self, chat_id: int, payload: Payload) -> int:
        """Send one file; return the message that shows it. Raises DeliveryError."""
        refused: RejectedError | None = None
        for kind, source in await self._ways(payload):
            try:
                return await self._send(chat_id, payload, kind, source)
            except RejectedError as error:
                refused = error
        return await self._words_instead(chat_id, payload, refused)

    async def copy(self, chat_id: int, payload: Payload) -> int:
        """Send someone's message again as it is. Raises DeliveryError."""
        params = {
            "chat_id": chat_id,
            "from_chat_id": payload["from"],
            "message_id": payload["message"],
            **reply_parameters(payload),
        }
        try:
            answer = await make(self._calls, "copyMessage", params)
        except RejectedError as error:
            return await self._words_instead(chat_id, payload, error)
        return int(answer["message_id"])

    async def album(self, chat_id: int, payloads: Sequence[Payload]) -> list[int]:
        """Send files together; return their messages in order. Raises DeliveryError.

        What Telegram refuses together is sent one by one.
        """
        media, uploads = [], {}
        for rank, payload in enumerate(payloads):
            ways = await self._ways(payload)
            if not ways or ways[0][0] != payload["kind"]:
                return await self._one_by_one(chat_id, payloads)
            source = ways[0][1]
            item: dict[str, Any] = {"type": payload["kind"], "media": source}
            if isinstance(source, Upload):
                uploads[f"file{rank}"] = source
                item["media"] = f"attach://file{rank}"
            if payload["text"]:
                item |= {"caption": payload["text"], "parse_mode": "HTML"}
            media.append(item)
        params = {"chat_id": chat_id, "media": media, **reply_parameters(payloads[0])}
        try:
            answer = await make(self._calls, "sendMediaGroup", params, uploads)
        except RejectedError:
            return await self._one_by_one(chat_id, payloads)
        for payload, message in zip(payloads, answer, strict=True):
            self._learn(payload["sha256"], payload["kind"], message)
        return [int(message["message_id"]) for message in answer]

    async def _one_by_one(self, chat_id: int, payloads: Sequence[Payload]) -> list[int]:
        return [await self.send(chat_id, payload) for payload in payloads]

    async def _ways(self, payload: Payload) -> list[tuple[str, str | Upload]]:
        """How a file could be sent, the cheapest way first: (kind, id or upload)."""
        kind, sha256 = payload["kind"], payload["sha256"]
        known = [payload["file_id"], self._ids.get((sha256, kind), "")]
        ways: list[tuple[str, str | Upload]] = [(kind, file_id) for file_id in known if file_id]
        path = await asyncio.to_thread(self._files.find, sha256) if sha256 else None
        if path is None:
            return ways
        size = (await asyncio.to_thread(path.stat)).st_size
        upload = Upload(path, _file_name(payload["name"], path.name, path.suffix))
        if 0 < size <= LARGEST_UPLOAD:
            if kind != "photo" or size <= LARGEST_PHOTO:
                ways.append((kind, upload))
            if kind != "document":
                ways.append(("document", upload))
        return ways

    async def _send(self, chat_id: int, payload: Payload, kind: str, source: str | Upload) -> int:
        params = {
            "chat_id": chat_id,
            **content_of(payload, under_file=True),
            **reply_parameters(payload),
        }
        if isinstance(source, Upload):
            answer = await make(self._calls, _METHODS[kind], params, {kind: source})
            self._learn(payload["sha256"], kind, answer)
        else:
            answer = await make(self._calls, _METHODS[kind], {**params, kind: source})
        return int(answer["message_id"])

    async def _words_instead(
        self, chat_id: int, payload: Payload, refused: RejectedError | None
    ) -> int:
        words = payload["instead"] or payload.get("text", "")
        if not words:
            raise refused or RejectedError("the file is neither here nor at Telegram")
        said = {"text": words, "rows": payload["rows"]}
        params = {"chat_id": chat_id, **content_of(said), **reply_parameters(payload)}
        answer = await make(self._calls, "sendMessage", params)
        return int(answer["message_id"])

    def _learn(self, sha256: str, kind: str, message: dict[str, Any]) -> None:
        """Remember the id under which Telegram knows a file of ours now."""
        shown = message.get(kind)
        if not sha256 or not shown:
            return
        largest = shown[-1] if isinstance(shown, list) else shown
        self._ids[sha256, kind] = largest["file_id"]
        if len(self._ids) > _REMEMBERED:
            self._ids.popitem(last=False)


def _file_name(wanted: str, kept: str, ending: str) -> str:
    """What a file is called on the other side, with its own ending and no part of a path."""
    name = _UNSAFE.sub("_", wanted).strip(" ._")[:120] or kept
    return name if name.casefold().endswith(ending) else f"{name}{ending}"


def reply_parameters(payload: Payload) -> dict[str, Any]:
    """Which message a new one answers, and in which topic it stands.

    A message that is gone meanwhile does not keep it back.
    """
    where: dict[str, Any] = {}
    if payload.get("thread"):
        where["message_thread_id"] = payload["thread"]
    if payload.get("reply_to"):
        target = {"message_id": payload["reply_to"], "allow_sending_without_reply": True}
        where["reply_parameters"] = target
    return where


def content_of(payload: Payload, *, under_file: bool = False) -> dict[str, Any]:
    """The words and buttons of a message, or those under a file."""
    content: dict[str, Any] = {}
    if under_file:
        if payload["text"]:
            content = {"caption": payload["text"], "parse_mode": "HTML"}
    else:
        content = {
            "text": payload["text"],
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
    if payload["rows"]:
        content["reply_markup"] = {
            "inline_keyboard": [
                [{"text": label, "callback_data": data} for label, data in row]
                for row in payload["rows"]
            ]
        }
    return content

"""What a message contains, from the parameters of a send: checked, and in the wire's words."""

from __future__ import annotations

import json
from typing import Any

from bot.rehearsal.detection import detect
from bot.rehearsal.entities import Formatted, parse_html, tidy
from bot.rehearsal.files import StoredFile
from bot.rehearsal.markdown import parse_markdown, parse_markdown_v2
from bot.rehearsal.params import Params, Upload
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.state import State

_LONGEST_TEXT = 4096
_LONGEST_CAPTION = 1024
_MOST_BYTES = 32_768
_ALBUM = 10
FOR_EVER = 0x7FFFFFFF
"""The live period of a location that is shared until its sender stops."""

_MIMES = {
    "voice": "audio/ogg",
    "video": "video/mp4",
    "animation": "video/mp4",
    "audio": "audio/mpeg",
}


class NotModelledError(Exception):
    """The rehearsal does not know how the platform would answer this."""


def formatted(text: str, parse_mode: str, entities: Any) -> Formatted:
    """Return marked-up `text` as the platform would keep it."""
    if len(text.encode()) > _MOST_BYTES:
        raise bad_request("text is too long")
    mode = parse_mode.lower()
    if mode == "html":
        found = parse_html(text)
    elif mode == "markdownv2":
        found = parse_markdown_v2(text)
    elif mode == "markdown":
        found = parse_markdown(text)
    elif mode in {"", "none"}:
        listed = json.loads(entities) if isinstance(entities, str) and entities else entities
        found = Formatted(text, tuple(listed or ()))
    else:
        raise bad_request("unsupported parse_mode")
    return detect(tidy(found))


def text_content(params: Params) -> dict[str, Any]:
    """Return the content of a text message."""
    text = params.text("text")
    if not text:
        raise bad_request("message text is empty")
    found = formatted(text, params.text("parse_mode"), params.values.get("entities"))
    if not found.text:
        raise bad_request("message text is empty")
    if len(found.text) > _LONGEST_TEXT:
        raise bad_request("message is too long")
    return _with_entities("text", "entities", found)


def caption_content(values: dict[str, Any]) -> dict[str, Any]:
    """Return caption and caption_entities, empty when there is no caption."""
    found = formatted(
        str(values.get("caption") or ""),
        str(values.get("parse_mode") or ""),
        values.get("caption_entities"),
    )
    if len(found.text) > _LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return _with_entities("caption", "caption_entities", found) if found.text else {}


def _with_entities(name: str, entities_name: str, found: Formatted) -> dict[str, Any]:
    content: dict[str, Any] = {name: found.text}
    if found.entities:
        content[entities_name] = list(found.entities)
    return content


def media_content(state: State, params: Params, kind: str) -> dict[str, Any]:
    """Return the content of a photo, document, voice or video sent as parameter `kind`."""
    given = params.file(kind)
    if given is None:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    return file_content(state, kind, given, params.values) | caption_content(params.values)


def file_content(
    state: State, kind: str, given: Upload | str, values: dict[str, Any]
) -> dict[str, Any]:
    """Return a message's field for a file, kept anew or sent again by its id."""
    if isinstance(given, str):
        sizes = state.files.again(given, kind)
    elif kind == "photo":
        sizes = state.files.add_uploaded_photo(given.data)
    else:
        sizes = (_stored(state, kind, given, values),)
    return photo_field(sizes) if kind == "photo" else {kind: sizes[0].wire()}


def photo_field(sizes: tuple[StoredFile, ...]) -> dict[str, Any]:
    """Return a photo's field: all its sizes, smallest first."""
    return {"photo": [size.wire() for size in sizes]}


def _stored(state: State, kind: str, upload: Upload, values: dict[str, Any]) -> StoredFile:
    if not upload.data:
        raise bad_request("file must be non-empty")
    bare = kind in {"sticker", "video_note"}
    extra: dict[str, Any] = {} if bare else {"mime_type": _MIMES.get(kind, upload.mime)}
    if kind in {"document", "video", "animation", "audio"}:
        extra["file_name"] = upload.name
    if kind in {"voice", "video", "animation", "audio", "video_note"}:
        extra["duration"] = int(values.get("duration") or 0)
    if kind == "video_note":
        extra["length"] = int(values.get("length") or 240)
    if kind == "sticker":
        extra |= {"type": "regular", "width": 512, "height": 512}
        extra |= {"is_animated": False, "is_video": False}
        if values.get("emoji"):
            extra["emoji"] = str(values["emoji"])
    if kind in {"video", "animation"}:
        extra |= {name: int(values.get(name) or 320) for name in ("width", "height")}
    return state.files.add(kind, upload.data, **extra)


def location_content(params: Params) -> dict[str, Any]:
    """Return the content of a location message."""
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if not params.text("latitude"):
        raise bad_request("latitude is empty")
    if not params.text("longitude"):
        raise bad_request("longitude is empty")
    if latitude is None or longitude is None or not -90 <= latitude <= 90:
        raise bad_request("wrong latitude specified")
    place: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
    period = params.integer("live_period")
    if period and not 60 <= period <= 86_400 and period != FOR_EVER:
        raise bad_request("wrong live location period specified")
    return {"location": place | ({"live_period": period} if period else {})}


def poll_content(state: State, params: Params) -> dict[str, Any]:
    """Return the poll of a sendPoll."""
    question, options = params.text("question"), params.structure("options")
    if not question:
        raise bad_request("poll question must be non-empty")
    if len(question) > 300:
        raise bad_request("poll question length must not exceed 300")
    if not isinstance(options, list) or not options:
        raise bad_request("poll must have at least 1 option")
    if len(options) > 12:
        raise bad_request("poll can't have more than 12 options")
    texts = [str(one.get("text", "")) if isinstance(one, dict) else str(one) for one in options]
    if any(len(text) > 100 for text in texts):
        raise bad_request("poll options length must not exceed 100")
    return poll_wire(
        state,
        question,
        texts,
        anonymous="is_anonymous" not in params.values or params.flag("is_anonymous"),
        several=params.flag("allows_multiple_answers"),
    )


def poll_wire(
    state: State, question: str, texts: list[str], *, anonymous: bool = True, several: bool = False
) -> dict[str, Any]:
    """Return a new poll without votes, as the Bot API writes it."""
    number = state.album_id()
    return {
        "id": number,
        "question": question,
        "options": [
            {"persistent_id": f"{number}-{rank}", "text": text, "voter_count": 0}
            for rank, text in enumerate(texts)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": anonymous,
        "type": "regular",
        "allows_multiple_answers": several,
        "allows_revoting": True,
        "members_only": False,
    }


def contact_content(params: Params) -> dict[str, Any]:
    """Return the content of a contact message."""
    number, name = params.text("phone_number"), params.text("first_name")
    if not number:
        raise bad_request("phone number must be non-empty")
    if not name:
        raise bad_request("first name must be non-empty")
    contact = {"phone_number": number, "first_name": name}
    if params.text("last_name"):
        contact["last_name"] = params.text("last_name")
    return {"contact": contact}


def album_contents(state: State, params: Params) -> list[dict[str, Any]]:
    """Return the contents of an album's messages, which share one media_group_id."""
    media = params.structure("media")
    if not isinstance(media, list):
        raise bad_request("can't parse media JSON object")
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > _ALBUM:
        raise bad_request("too many messages to send as an album")
    kinds = {str(item.get("type")) for item in media if isinstance(item, dict)}
    for alone in ("document", "audio"):
        if alone in kinds and len(kinds) > 1:
            raise bad_request(f"{alone} can't be mixed with other media types")
    contents = [album_item(state, params, item) for item in media]
    if len(contents) > 1:
        group = state.album_id()
        contents = [{"media_group_id": group, **content} for content in contents]
    return contents


def album_item(state: State, params: Params, item: Any) -> dict[str, Any]:
    """Return the content of one InputMedia object."""
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(item.get("type", "")).lower()
    if kind not in {"photo", "video", "document", "audio", "animation"}:
        raise bad_request("can't parse InputMedia: invalid media type specified")
    given = params.attached(item.get("media"))
    if given is None:
        raise bad_request("can't parse InputMedia: media not found")
    return file_content(state, kind, given, item) | caption_content(item)

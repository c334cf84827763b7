"""The web application: the page itself, its live feed, its files, and a deed a call."""

from __future__ import annotations

import asyncio
import json
import mimetypes
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.rehearsal.bot_process import AwayError
from bot.rehearsal.files import UPLOAD_LIMIT
from bot.rehearsal.page.desk import AccidentDesk, ClockDesk, GroupDesk, PeopleDesk, Uploads
from bot.rehearsal.page.guard import Guard
from bot.rehearsal.page.playhouse import Playhouse
from bot.rehearsal.page.samples import Samples
from bot.rehearsal.page.showing import Sight, frame, press_wire
from bot.rehearsal.page.stories import STORIES
from bot.rehearsal.people import Person
from bot.rehearsal.scenes import SCENES
from bot.rehearsal.stage import LANGUAGES, GroupKind
from bot.rehearsal.theatre import StoryError

STATIC = Path(__file__).with_name("static")
_HEARTBEAT = 10.0
"""Seconds after which a silent feed shows that it lives, and the clock that it goes on."""

_GATHER = 0.03
"""Seconds in which changes are gathered into one frame."""

_SEEN_IN_THE_PAGE = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf",
                     "audio/ogg", "audio/mpeg", "audio/wav", "video/mp4", "video/webm")  # fmt: skip
"""Kinds of file that a browser shows without running anything in them; others are downloaded."""

Handler = Callable[[Request], Awaitable[Response]]


def application(house: Playhouse, key: str) -> Starlette:
    """Return the application of a playhouse; every call needs `key`."""
    page = _Page(house)
    routes: list[BaseRoute] = [
        Route("/", page.index),
        Route("/feed", page.feed),
        Route("/upload", page.upload, methods=["POST"]),
        Route("/files/{file_id}/{name:path}", page.file),
        Route("/export", page.export),
        Route("/scenes", page.scenes),
        Route("/begin", _answering(page.begin), methods=["POST"]),
        Route("/story/{deed}", _answering(page.tell_story), methods=["POST"]),
        Route("/clock", _answering(page.move_clock), methods=["POST"]),
        Route("/faults", _answering(page.switch_fault), methods=["POST"]),
        Route("/accidents/{deed}", _answering(page.have_accident), methods=["POST"]),
        Route("/people", _answering(page.people), methods=["GET"]),
        Route("/people", _answering(page.add_person), methods=["POST"]),
        Route("/people/{id:int}/chat/{chat_id}", _answering(page.chat), methods=["GET"]),
        Route("/people/{id:int}/press/{press_id}", _answering(page.press), methods=["GET"]),
        Route("/people/{id:int}/{deed}", _answering(page.act), methods=["POST"]),
        Route("/groups", _answering(page.groups), methods=["GET"]),
        Route("/groups", _answering(page.add_group), methods=["POST"]),
        Route("/groups/{chat_id}/{deed}", _answering(page.handle_group), methods=["POST"]),
        Route("/transcript", _answering(page.transcript), methods=["GET"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard, key=key)])


def _answering(act: Callable[[Request, dict[str, Any]], Awaitable[Any]]) -> Handler:
    """Make a handler of an act: JSON in, JSON out, and one kind sentence for what cannot be."""

    async def handle(request: Request) -> Response:
        try:
            done = await act(request, _object(await request.body()))
        except (AssertionError, ValueError, TypeError, AwayError, StoryError) as error:
            return JSONResponse({"error": str(error)}, 400)
        except KeyError as error:
            return JSONResponse({"error": f"there is no {error}"}, 404)
        return JSONResponse(done)

    return handle


def _object(raw: bytes) -> dict[str, Any]:
    body = json.loads(raw or b"{}")
    if not isinstance(body, dict):
        raise ValueError("a JSON object is expected")  # noqa: TRY004 - refused like any other
    return body


class _Page:
    """Answers what the page asks."""

    def __init__(self, house: Playhouse) -> None:
        self._house = house
        self._uploads = Uploads()
        self._people = PeopleDesk(house, self._uploads, Samples())
        self._groups = GroupDesk(house)
        self._accidents = AccidentDesk(house)
        self._clock = ClockDesk(house)

    # -- what is seen ------------------------------------------------------------------------------

    async def index(self, _request: Request) -> Response:
        return FileResponse(STATIC / "index.html", media_type="text/html")

    async def feed(self, _request: Request) -> Response:
        return StreamingResponse(self._frames(), media_type="text/event-stream")

    async def _frames(self) -> AsyncIterator[bytes]:
        """Yield what is new, whenever something is."""
        sight = Sight()
        while True:
            data = json.dumps(frame(self._house, sight), ensure_ascii=False, default=str)
            yield b"data: " + data.encode("utf-8", "surrogatepass") + b"\n\n"
            await self._house.pulse.wait(_HEARTBEAT)
            await asyncio.sleep(_GATHER)

    async def file(self, request: Request) -> Response:
        """Give a file of a message, as the person who opens it gets it."""
        if not self._house.is_open:
            return PlainTextResponse("the rehearsal is being prepared\n", 404)
        stored = self._house.show.server.world.files.find(request.path_params["file_id"])
        if stored is None:
            return PlainTextResponse("there is no such file\n", 404)
        name = stored.name or request.path_params["name"] or "file"
        kind = _kind_of(stored.kind, stored.extra.get("mime_type"), name)
        shown = kind in _SEEN_IN_THE_PAGE and "save" not in request.query_params
        how = "inline" if shown else "attachment"
        headers = {"content-disposition": f"{how}; filename*=UTF-8''{_quoted(name)}"}
        if kind == "application/pdf":
            # The browser's own viewer draws it, which our policy for pages would not let in.
            headers["content-security-policy"] = "default-src 'none'; object-src 'self'"
        return Response(stored.content(), media_type=kind, headers=headers)

    async def export(self, _request: Request) -> Response:
        name = f"rehearsal-{self._house.show.scene.key.replace('_', '-')}.txt"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return PlainTextResponse(self._house.show.diary.text(), headers=headers)

    async def scenes(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "scenes": [{"key": one.key, "titles": one.titles} for one in SCENES.values()],
                "stories": [{"key": one.key, "titles": one.titles} for one in STORIES.values()],
            }
        )

    # -- what is done ------------------------------------------------------------------------------

    async def upload(self, request: Request) -> Response:
        """Take a file that was dropped on the page."""
        if int(request.headers.get("content-length", 0)) > UPLOAD_LIMIT:
            return JSONResponse({"error": "a file has 50 MB at most"}, 413)
        try:
            name = request.query_params.get("name", "file")
            mime = request.headers.get("content-type", "")
            key = self._uploads.add(name, mime, await request.body())
        except ClientDisconnect:
            return JSONResponse({"error": "the file did not come whole"}, 400)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 413)
        return JSONResponse({"upload": key})

    async def begin(self, _request: Request, body: dict[str, Any]) -> Any:
        kind, language = str(body.get("kind", "supergroup")), str(body.get("language") or "")
        if kind not in get_args(GroupKind):
            raise ValueError(f"no such kind of group: {kind}")
        if language and language not in LANGUAGES:
            raise ValueError(f"no such language: {language}")
        await self._house.end_story()
        scene = str(body.get("scene", "first_idea"))
        show = await self._house.begin(scene, language, kind)  # type: ignore[arg-type]
        return {"show": show.number}

    async def tell_story(self, request: Request, body: dict[str, Any]) -> Any:
        match request.path_params["deed"]:
            case "play":
                await self._house.play(STORIES[str(body["story"])], str(body.get("language") or ""))
            case "pause":
                self._house.telling.pause()
            case "resume":
                self._house.telling.resume()
            case "step":
                self._house.telling.step()
            case "speed":
                self._house.telling.pace = min(5.0, max(0.0, float(body["seconds"])))
            case "stop":
                await self._house.end_story()
            case other:
                raise KeyError(other)
        return {}

    async def move_clock(self, _request: Request, body: dict[str, Any]) -> Any:
        return await self._clock.move(body)

    async def switch_fault(self, _request: Request, body: dict[str, Any]) -> Any:
        await self._accidents.do(str(body["fault"]), body)
        return {}

    async def have_accident(self, request: Request, body: dict[str, Any]) -> Any:
        await self._accidents.do(request.path_params["deed"], body)
        return {}

    async def people(self, _request: Request, _body: dict[str, Any]) -> Any:
        return [_person_wire(one) for one in self._house.show.server.world.people.values()]

    async def add_person(self, _request: Request, body: dict[str, Any]) -> Any:
        language, role = str(body.get("language", "fr")), str(body.get("role", "resident"))
        return _person_wire(await self._house.add_person(str(body["name"]), language, role))

    async def chat(self, request: Request, _body: dict[str, Any]) -> Any:
        person = self._person(request)
        chat_id = int(request.path_params["chat_id"])
        chats = self._house.show.server.world.chats
        if chat_id != person.id and not chats[chat_id].member(person.id).inside:
            raise ValueError(f"{person.name} is not in that chat")
        return [view.wire() for view in person.messages(chat_id)]

    async def press(self, request: Request, _body: dict[str, Any]) -> Any:
        found = press_wire(self._house.show.server.world.presses[request.path_params["press_id"]])
        words, alert = found["text"] or None, found["alert"]
        return {
            "answered": found["answered"],
            "toast": None if alert else words,
            "alert": words if alert else None,
        }

    async def act(self, request: Request, body: dict[str, Any]) -> Any:
        done = self._people.deeds[request.path_params["deed"]](self._person(request), body)
        return done if isinstance(done, dict) else {} if done is None else done.wire()

    def _person(self, request: Request) -> Person:
        return self._people.person(request.path_params["id"])

    async def groups(self, _request: Request, _body: dict[str, Any]) -> Any:
        return [self._group_wire(one.id) for one in self._house.show.server.world.groups]

    async def add_group(self, _request: Request, body: dict[str, Any]) -> Any:
        kind = str(body.get("kind", "supergroup"))
        if kind not in get_args(GroupKind):
            raise ValueError(f"no such kind of group: {kind}")
        world = self._house.show.server.world
        return self._group_wire(world.group(str(body["title"]), kind).id)  # type: ignore[arg-type]

    async def handle_group(self, request: Request, body: dict[str, Any]) -> Any:
        group = self._groups.group(int(request.path_params["chat_id"]))
        self._groups.deeds[request.path_params["deed"]](group, body)
        return self._group_wire(group.id)

    def _group_wire(self, chat_id: int) -> dict[str, Any]:
        group, world = self._groups.group(chat_id), self._house.show.server.world
        return {
            "id": group.id,
            "title": group.title,
            "kind": "forum" if group.chat.is_forum else group.chat.kind,
            "bot": group.chat.member(world.bot.id).status,
            "people": [one for one in world.people if group.chat.member(one).inside],
            "topics": {topic.id: topic.name for topic in group.topics.values()},
        }

    async def transcript(self, _request: Request, _body: dict[str, Any]) -> Any:
        return [call.wire() for call in self._house.show.server.transcript]


def _person_wire(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "language": person.user.language,
        "started": person.chat.started,
        "blocked": person.chat.blocked,
        "menu": person.menu(),
    }


def _kind_of(kind: str, mime: str | None, name: str) -> str:
    if kind == "photo":
        return "image/png" if name.endswith(".png") else "image/jpeg"
    return mime or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _quoted(name: str) -> str:
    return quote(name.replace("/", "_"), safe="")

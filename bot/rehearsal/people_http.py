"""The people's side over HTTP, for a page or a program: JSON, and a key on every call.

The key is new at each start, so that a web page from elsewhere cannot play at being people.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.rehearsal.people import Person
from bot.rehearsal.presses import CallbackPress

if TYPE_CHECKING:
    from bot.rehearsal.groups import Group
    from bot.rehearsal.server import RehearsalServer

KEY_HEADER = "X-Rehearsal-Key"
_Act = Callable[[web.Request, dict[str, Any]], Any]


def add_people_routes(app: web.Application, server: RehearsalServer) -> None:
    """Add the people's side of `server` to its application."""
    desk = _Desk(server)
    routes: list[tuple[str, str, _Act]] = [
        ("GET", "/people", desk.people),
        ("POST", "/people", desk.add_person),
        ("GET", "/people/{id}/chat/{chat_id}", desk.chat),
        ("GET", "/people/{id}/press/{press_id}", desk.press),
        ("POST", "/people/{id}/{deed}", desk.act),
        ("GET", "/groups", desk.groups),
        ("POST", "/groups", desk.add_group),
        ("POST", "/groups/{chat_id}/{deed}", desk.handle_group),
        ("POST", "/clock", desk.move_clock),
        ("POST", "/faults", desk.switch_fault),
        ("GET", "/transcript", desk.transcript),
    ]
    for verb, path, act in routes:
        app.router.add_route(verb, path, _guarded(server, act))


def _guarded(
    server: RehearsalServer, act: _Act
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        given = request.headers.get(KEY_HEADER, "")
        if not secrets.compare_digest(given.encode(), server.key.encode()):
            return web.json_response({"error": f"{KEY_HEADER} is missing or wrong"}, status=403)
        try:
            body = json.loads(await request.read() or b"{}")
            return web.json_response(act(request, body))
        except (AssertionError, ValueError, TypeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        except KeyError as error:
            return web.json_response({"error": f"there is no {error}"}, status=404)

    return handle


class _Desk:
    """Turns calls into deeds of people, group owners and the machine."""

    def __init__(self, server: RehearsalServer) -> None:
        self._server = server
        self._world = server.world

    def people(self, _request: web.Request, _body: dict[str, Any]) -> Any:
        return [_person_wire(person) for person in self._world.people.values()]

    def add_person(self, _request: web.Request, body: dict[str, Any]) -> Any:
        return _person_wire(
            self._world.person(
                str(body["name"]),
                language=str(body.get("language", "fr")),
                last_name=body.get("last_name"),
                username=body.get("username"),
            )
        )

    def chat(self, request: web.Request, _body: dict[str, Any]) -> Any:
        person = self._person(request)
        chat_id = int(request.match_info["chat_id"])
        if chat_id != person.id and not self._world.chats[chat_id].member(person.id).inside:
            raise ValueError(f"{person.name} is not in that chat")
        return [view.wire() for view in person.messages(chat_id)]

    def press(self, request: web.Request, _body: dict[str, Any]) -> Any:
        press = CallbackPress(self._world, self._world.presses[request.match_info["press_id"]])
        return {"answered": press.answered, "toast": press.toast, "alert": press.alert}

    def act(self, request: web.Request, body: dict[str, Any]) -> Any:
        person, chat = self._person(request), body.get("chat")
        deeds: dict[str, Callable[[], Any]] = {
            "start": lambda: person.start(body.get("payload")),
            "say": lambda: person.say(
                str(body["text"]), chat, body.get("reply_to"), body.get("topic")
            ),
            "press": lambda: _press(person, body),
            "photo": lambda: person.send_photo(caption=body.get("caption"), chat=chat),
            "location": lambda: person.send_location(
                float(body["latitude"]), float(body["longitude"]), chat
            ),
            "contact": lambda: person.send_contact(chat=chat),
            "voice": lambda: person.send_voice(chat=chat),
            "block": person.block,
            "unblock": person.unblock,
        }
        done = deeds[request.match_info["deed"]]()
        return {} if done is None else done if isinstance(done, dict) else done.wire()

    def _person(self, request: web.Request) -> Person:
        return self._world.people[int(request.match_info["id"])]

    def groups(self, _request: web.Request, _body: dict[str, Any]) -> Any:
        return [self._group_wire(group) for group in self._world.groups]

    def add_group(self, _request: web.Request, body: dict[str, Any]) -> Any:
        kind = body.get("kind", "supergroup")
        if kind not in ("group", "supergroup", "forum"):
            raise ValueError(f"no such kind of group: {kind}")
        return self._group_wire(self._world.group(str(body["title"]), kind))

    def handle_group(self, request: web.Request, body: dict[str, Any]) -> Any:
        chat_id = int(request.match_info["chat_id"])
        group = {group.id: group for group in self._world.groups}[chat_id]
        admin = bool(body.get("admin", False))
        deeds: dict[str, Callable[[], Any]] = {
            "add": lambda: group.add(self._world.people[int(body["person"])], admin=admin),
            "add_bot": lambda: group.add_bot(admin=admin),
            "rights": lambda: group.set_bot_rights(admin=admin, **body.get("rights", {})),
            "remove_bot": group.remove_bot,
            "upgrade": group.upgrade,
            "delete_topic": lambda: group.delete_topic(int(body["topic"])),
        }
        deeds[request.match_info["deed"]]()
        return self._group_wire(group)

    def _group_wire(self, group: Group) -> dict[str, Any]:
        return {
            "id": group.id,
            "title": group.title,
            "kind": "forum" if group.chat.is_forum else group.chat.kind,
            "bot": group.chat.member(self._world.bot.id).status,
            "people": [key for key in self._world.people if group.chat.member(key).inside],
            "topics": {topic.id: topic.name for topic in group.topics.values()},
        }

    def move_clock(self, _request: web.Request, body: dict[str, Any]) -> Any:
        self._server.advance(timedelta(seconds=float(body["seconds"])))
        return {"now": self._world.now().isoformat()}

    def switch_fault(self, _request: web.Request, body: dict[str, Any]) -> Any:
        faults, times = self._server.faults, int(body.get("times", 1))
        method = body.get("method")
        switches: dict[str, Callable[[], None]] = {
            "rate_limit": lambda: faults.rate_limit(method, int(body.get("retry_after", 3)), times),
            "bad_gateway": lambda: faults.bad_gateway(times, method),
            "lost_answer": lambda: faults.lost_answer(method, times),
            "slow": lambda: faults.slow(float(body["seconds"])),
            "offline": lambda: faults.offline(bool(body.get("on", True))),
            "clear": faults.clear,
        }
        switches[str(body["fault"])]()
        return {}

    def transcript(self, _request: web.Request, _body: dict[str, Any]) -> Any:
        return [call.wire() for call in self._server.transcript]


def _press(person: Person, body: dict[str, Any]) -> dict[str, Any]:
    wanted = str(body.get("label") or body["data"])
    return {"press": person.press(wanted, body.get("message_id"), body.get("chat")).id}


def _person_wire(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "language": person.user.language,
        "started": person.chat.started,
        "blocked": person.chat.blocked,
        "menu": person.menu(),
    }

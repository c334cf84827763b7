"""The methods about the bot itself: who it is, its commands, its files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from bot.rehearsal.chats import Chat, User
from bot.rehearsal.params import Params
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.state import State

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}


def get_me(state: State, _params: Params) -> Any:
    """Answer getMe."""
    return {**state.bot.wire(), **_ABILITIES}


def yes(_state: State, _params: Params) -> Any:
    """Answer true, where nothing a person of the rehearsal could see depends on it."""
    return True


def _place(params: Params) -> tuple[str, str]:
    scope = params.structure("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.text("language_code")


def set_commands(state: State, params: Params) -> Any:
    """Answer setMyCommands, kept for each scope and language."""
    commands = params.structure("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for command in commands:
        name = str(command.get("command", "")).removeprefix("/")
        description = str(command.get("description", ""))
        if not _COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name, "description": description})
    state.commands[_place(params)] = kept
    return True


def get_commands(state: State, params: Params) -> Any:
    """Answer getMyCommands."""
    return state.commands.get(_place(params), [])


def delete_commands(state: State, params: Params) -> Any:
    """Answer deleteMyCommands."""
    state.commands.pop(_place(params), None)
    return True


def _profile_setter(field: str, longest: int) -> Callable[[State, Params], Any]:
    def set_field(state: State, params: Params) -> Any:
        text = params.text(field)
        if len(text) > longest:
            raise bad_request(f"{field.replace('_', ' ')} is too long")
        state.profile[field, params.text("language_code")] = text
        return True

    return set_field


def _profile_getter(field: str, default: str) -> Callable[[State, Params], Any]:
    def get_field(state: State, params: Params) -> Any:
        general = state.profile.get((field, ""), default)
        return {field: state.profile.get((field, params.text("language_code")), general)}

    return get_field


def commands_for(state: State, user: User, chat: Chat | None = None) -> list[dict[str, str]]:
    """Return the menu a person sees, in private or in a group: nearest scope, own language."""
    private = chat is None or chat.kind == "private"
    scopes = _private_scopes(user) if private or chat is None else _group_scopes(user, chat)
    for scope in (*scopes, {"type": "default"}):
        for language in (user.language or "", ""):
            found = state.commands.get((json.dumps(scope, sort_keys=True), language))
            if found:
                return found
    return []


def _private_scopes(user: User) -> list[dict[str, Any]]:
    return [{"type": "chat", "chat_id": user.id}, {"type": "all_private_chats"}]


def _group_scopes(user: User, chat: Chat) -> list[dict[str, Any]]:
    leads = chat.member(user.id).status in {"administrator", "creator"}
    here: list[dict[str, Any]] = [{"type": "chat_member", "chat_id": chat.id, "user_id": user.id}]
    if leads:
        here.append({"type": "chat_administrators", "chat_id": chat.id})
    here.append({"type": "chat", "chat_id": chat.id})
    if leads:
        here.append({"type": "all_chat_administrators"})
    return [*here, {"type": "all_group_chats"}]


def get_file(state: State, params: Params) -> Any:
    """Answer getFile."""
    if not params.text("file_id"):
        raise bad_request("file_id not specified")
    return state.files.link(params.text("file_id"), state.now())


METHODS: dict[str, Callable[[State, Params], Any]] = {
    "getMe": get_me,
    "logOut": yes,
    "close": yes,
    "setMyName": _profile_setter("name", 64),
    "setMyDescription": _profile_setter("description", 512),
    "setMyShortDescription": _profile_setter("short_description", 120),
    "getMyName": _profile_getter("name", "Rehearsal"),
    "getMyDescription": _profile_getter("description", ""),
    "getMyShortDescription": _profile_getter("short_description", ""),
    "setChatMenuButton": yes,
    "getChatMenuButton": lambda _state, _params: {"type": "commands"},
    "getForumTopicIconStickers": lambda _state, _params: [],
    "getUserProfilePhotos": lambda _state, _params: {"total_count": 0, "photos": []},
    "setMyDefaultAdministratorRights": yes,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "getFile": get_file,
}
"""Each method by its official name."""

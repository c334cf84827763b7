"""Reply markup: what a keyboard may be, and the refusals of what it may not."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.chats import Chat, Keyboard
from bot.rehearsal.params import Params
from bot.rehearsal.refusals import bad_request

# Several actions in one button: the first in this order wins, and nothing is said.
_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
    "copy_text",
)
_MOST_BUTTONS = 100
_MOST_IN_ROW = 8
_URL_STARTS = ("http://", "https://", "tg://", "ton://")


def inline_keyboard(params: Params) -> Keyboard | None:
    """Return the inline keyboard of a call, None when it has none."""
    markup = _markup(params)
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = _rows(markup["inline_keyboard"], 'field "inline_keyboard" must be of type Array')
    keyboard = tuple(tuple(_inline_button(button) for button in row) for row in rows if row)
    buttons = [button for row in keyboard for button in row]
    # The platform's word for the length of one row is not published; the limit is.
    if len(buttons) > _MOST_BUTTONS or any(len(row) > _MOST_IN_ROW for row in keyboard):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return keyboard or None


def reply_keyboard(params: Params, chat: Chat) -> dict[str, Any] | None:
    """Return the reply keyboard, its removal or a forced reply, as a client would get it."""
    markup = _markup(params)
    if markup is None or "inline_keyboard" in markup:
        return None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], 'field "keyboard" must be of type Array')
        return {**markup, "keyboard": [[_reply_button(b, chat) for b in row] for row in rows]}
    if "remove_keyboard" in markup or "force_reply" in markup:
        return markup
    return None


def _markup(params: Params) -> dict[str, Any] | None:
    if not params.text("reply_markup"):
        return None
    markup = params.structure("reply_markup")
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    return markup


def _rows(rows: Any, complaint: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(complaint)
    if not all(isinstance(row, list) for row in rows):
        raise bad_request("expected an Array of Arrays of buttons")
    return rows


def _inline_button(button: Any) -> dict[str, Any]:
    problem = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(problem + "InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text:
        raise bad_request(problem + 'Can\'t find field "text"')
    action = next((name for name in _ACTIONS if name in button), None)
    if action is None:
        raise bad_request(problem + "Text buttons are unallowed in the inline keyboard")
    value = button[action]
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not _is_address(str(value)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    kept = {"text": text, action: value}
    return kept | {
        name: button[name] for name in ("style", "icon_custom_emoji_id") if name in button
    }


def _is_address(url: str) -> bool:
    if url.startswith(_URL_STARTS):
        return " " not in url and len(url) > len("tg://")
    return "." in url and " " not in url


def _reply_button(button: Any, chat: Chat) -> dict[str, Any]:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if chat.kind != "private":
        if button.get("request_contact"):
            raise bad_request("phone number can be requested in private chats only")
        if button.get("request_location"):
            raise bad_request("location can be requested in private chats only")
    return button

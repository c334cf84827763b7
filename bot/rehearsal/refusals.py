"""How the Bot API says no: an error code, its official words, sometimes parameters."""

from __future__ import annotations

from typing import Any

_PREFIXES = {400: "Bad Request: ", 401: "Unauthorized: ", 403: "Forbidden: ", 409: "Conflict: "}


class Refusal(Exception):  # noqa: N818  (it is an answer, not a failure)
    """An `ok: false` answer: `code` is also the HTTP status."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def body(self) -> dict[str, Any]:
        """Return the envelope that carries this refusal."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def _worded(code: int, words: str) -> str:
    # The first letter is lowered unless a second capital or "_" shows a constant's name.
    if words[1:2].isupper() or words[1:2] == "_":
        return _PREFIXES[code] + words
    return _PREFIXES[code] + words[:1].lower() + words[1:]


def bad_request(words: str, **parameters: Any) -> Refusal:
    """Return a 400 with the official `words`."""
    return Refusal(400, _worded(400, words), parameters)


def forbidden(words: str) -> Refusal:
    """Return a 403 with the official `words`."""
    return Refusal(403, _worded(403, words))


def conflict(words: str) -> Refusal:
    """Return a 409 with the official `words`."""
    return Refusal(409, _worded(409, words))


def too_many_requests(seconds: int) -> Refusal:
    """Return a 429 that asks to wait `seconds`."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})

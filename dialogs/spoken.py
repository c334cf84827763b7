"""Voice messages that stand for words: what a person says who does not write easily.

Such an answer is the file of the message, with `transcript`, what someone wrote down of it ("" so
far): `{"kind": "voice", "file_id", "unique_id", "size", "mime", "name", "caption", "transcript"}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from dialogs.wording import Voice

Where: TypeAlias = tuple[str | int, ...]
"""Where an answer stands in a dossier: a field, or a list's field, the item's rank, its field."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One voice message in a dossier, and where it stands."""

    where: Where
    answer: Mapping[str, Any]

    @property
    def step(self) -> str:
        """The question's id, in the form or in the form of a list's item."""
        return str(self.where[-1])


def is_voice(answer: Any) -> bool:
    """Whether an answer is a voice message."""
    return isinstance(answer, Mapping) and answer.get("kind") == "voice" and "file_id" in answer


def words_of(answer: Any) -> str:
    """The words of a text answer: as written, as written down from a voice, "" when there are none.

    Not answered, "I don't know" and a voice that nobody has written down yet have none.
    """
    if is_voice(answer):
        return str(answer.get("transcript") or "")
    return answer if isinstance(answer, str) else ""


def voice_words(answer: Mapping[str, Any], say: Voice) -> str:
    """Say a voice message: what was written down of it, and that it is one."""
    words = words_of(answer)
    mark = say.plain("(voice message)")
    return f"{words} {mark}" if words else mark


def spoken_in(answers: Mapping[str, Any]) -> Iterator[Spoken]:
    """Every voice message in a dossier, its lists included, in order."""
    for where, answer in _walk(answers, ()):
        if is_voice(answer):
            yield Spoken(where, answer)


def _walk(value: Any, where: Where) -> Iterator[tuple[Where, Any]]:
    yield where, value
    if isinstance(value, Mapping) and not is_voice(value):
        for name, inner in value.items():
            yield from _walk(inner, (*where, name))
    elif isinstance(value, list | tuple):
        for rank, inner in enumerate(value):
            yield from _walk(inner, (*where, rank))


def transcribed(answers: Mapping[str, Any], where: Where, words: str) -> Mapping[str, Any] | None:
    """The dossier with a voice message written down; None when no voice message stands there."""
    changed = _replaced(answers, where, words)
    return changed if isinstance(changed, Mapping) else None


def _replaced(value: Any, where: Where, words: str) -> Any:
    """The value with the voice at `where` written down, None when there is none."""
    if not where:
        return {**value, "transcript": words} if is_voice(value) else None
    first, *rest = where
    parts: list[tuple[Any, Any]] = []
    if isinstance(value, Mapping):
        parts = list(value.items())
    elif isinstance(value, list | tuple):
        parts = list(enumerate(value))
    inside = next((part for name, part in parts if name == first), None)
    changed = _replaced(inside, tuple(rest), words)
    if changed is None:
        return None
    if isinstance(value, Mapping):
        return {**value, first: changed}
    return [changed if name == first else part for name, part in parts]


def without_voices(answers: Mapping[str, Any], words: str) -> Mapping[str, Any]:
    """The answers of a form with `words` in place of every voice message at its top."""
    return {name: words if is_voice(answer) else answer for name, answer in answers.items()}

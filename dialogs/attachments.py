"""The files among answers: photos, documents, voices, wherever they stand in a dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dialogs.session import Answers, Frame, Session


def is_file(value: Any) -> bool:
    """Whether a value is one file, as `answers` keeps it."""
    return isinstance(value, Mapping) and "unique_id" in value


def files_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every file in these answers, lists of forms included, in order."""
    if is_file(value):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from files_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from files_in(inner)


def without(value: Any, unique_id: str) -> Any:
    """The same answers without one file: a list is shorter by it, an answer that was it is None."""
    if is_file(value):
        return None if value["unique_id"] == unique_id else value
    if isinstance(value, Mapping):
        return {name: without(inner, unique_id) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        kept = (one for one in value if not (is_file(one) and one["unique_id"] == unique_id))
        return [without(one, unique_id) for one in kept]
    return value


def taken_out(session: Session, unique_id: str) -> Session:
    """A form without one file; a question that nothing answers any more is asked again."""
    frames = tuple(_frame_without(frame, unique_id) for frame in session.frames)
    if frames == session.frames:
        return session
    return replace(session, frames=frames, rev=session.rev + 1)


def _frame_without(frame: Frame, unique_id: str) -> Frame:
    def left(answers: Answers) -> dict[str, Any]:
        pairs = ((name, given, without(given, unique_id)) for name, given in answers.items())
        return {name: kept for name, given, kept in pairs if kept or kept == given}

    return replace(
        frame,
        answers=left(frame.answers),
        drafts=left(frame.drafts),
        parked=left(frame.parked),
    )

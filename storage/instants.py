"""Instants and days as the database keeps them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@overload
def to_micros(instant: datetime) -> int: ...
@overload
def to_micros(instant: None) -> None: ...
def to_micros(instant: datetime | None) -> int | None:
    """Write an aware instant as whole microseconds since 1970."""
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


@overload
def from_micros(micros: int) -> datetime: ...
@overload
def from_micros(micros: None) -> None: ...
def from_micros(micros: int | None) -> datetime | None:
    """Read an instant back, in UTC."""
    return None if micros is None else _EPOCH + timedelta(microseconds=micros)


def to_iso(day: date | None) -> str | None:
    """Write a day as ISO text."""
    return None if day is None else day.isoformat()


def from_iso(text: str | None) -> date | None:
    """Read a day back."""
    return None if text is None else date.fromisoformat(text)

"""A country's rules, as data: how long silence may last, what it means, how to appeal."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from dateutil.easter import easter
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogs.agreement import LegalBasis

COUNTRIES_DIR = Path(__file__).parent / "countries"


class CountryError(Exception):
    """A country pack cannot be used; the message names the file and the remedy in one line."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Silence(_Frozen):
    """After how many months without an answer the law decides, and in which sense."""

    months: int = Field(ge=1, le=24)
    means: Literal["refusal", "acceptance"]
    text: str
    reached: str


class Appeal(_Frozen):
    """How many months a person has to appeal, and where."""

    months: int = Field(ge=1, le=24)
    text: str
    court_site: str


class Holidays(_Frozen):
    """The public holidays: days of the year as "MM-DD", and days counted from Easter Sunday."""

    fixed: tuple[Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")], ...]
    from_easter: tuple[int, ...] = ()

    def of_year(self, year: int) -> frozenset[date]:
        """The public holidays of one year."""
        fixed = {date.fromisoformat(f"{year}-{day}") for day in self.fixed}
        sunday = easter(year)
        return frozenset(fixed | {sunday + timedelta(days=days) for days in self.from_easter})


class Ground(_Frozen):
    """A legal basis on which the town lets people act: when it fits, and what it needs.

    Empty `categories` or `bearers` mean any.
    """

    id: LegalBasis
    when: str
    needs: str
    categories: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()

    def fits(self, dossier: Mapping[str, Any]) -> bool:
        """Whether it may be the ground for a dossier, by its category and its kind of bearer."""
        category = not self.categories or dossier.get("category") in self.categories
        return category and (not self.bearers or dossier.get("bearer_kind") in self.bearers)


class Country(_Frozen):
    """The rules of one country.

    `eligibility` says, by kind of bearer, who signs and what it needs.
    """

    name: str
    currency: str
    silence: Silence
    appeal: Appeal
    holidays: Holidays
    grounds: tuple[Ground, ...] = ()
    eligibility: Mapping[str, str] = Field(default_factory=dict)

    def is_holiday(self, day: date) -> bool:
        """Whether a day is a public holiday of the country."""
        return day in _holidays(self.holidays, day.year)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, and no public holiday."""
        return day.weekday() < 5 and not self.is_holiday(day)

    def working_days_after(self, day: date, count: int) -> date:
        """The day that is `count` working days after `day`."""
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day


@lru_cache(maxsize=64)
def _holidays(holidays: Holidays, year: int) -> frozenset[date]:
    return holidays.of_year(year)


def add_months(day: date, months: int) -> date:
    """The same day of the month some months later, or the last day of a shorter month."""
    rank = day.month - 1 + months
    first = date(day.year + rank // 12, rank % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def load_country(code: str, folder: Path = COUNTRIES_DIR) -> Country:
    """Read a country pack. Raises CountryError naming file and key."""
    path = folder / f"{code}.toml"
    try:
        return Country.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CountryError(f"{path.name}: {where}: {first['msg']}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CountryError(f"{path.name}: cannot be read: {error}") from error

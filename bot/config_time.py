"""The settings that say when: the hours and days of reminders, and how long things are kept."""

from __future__ import annotations

from pydantic import Field, ValidationInfo, field_validator

from bot.config_values import Days, Hour, Section, refuse


class Reminders(Section):
    """When residents and staff are reminded, and when nobody is disturbed."""

    draft_nudge_days: Days = Field(
        default=(3, 10, 30), description="write increasing numbers of days, such as [3, 10, 30]"
    )
    needs_info_nudge_days: Days = Field(
        default=(5, 15, 30), description="write increasing numbers of days, such as [5, 15, 30]"
    )
    staff_untaken_working_days: Days = Field(
        default=(3, 7), description="write increasing numbers of working days, such as [3, 7]"
    )
    staff_legal_clock_days: Days = Field(
        default=(45, 55), description="write increasing numbers of days, such as [45, 55]"
    )
    from_hour: Hour = Field(default=9, description="write an hour from 0 to 24")
    until_hour: Hour = Field(
        default=19, description="write an hour up to 24 and later than reminders.from_hour"
    )
    on_sundays: bool = Field(default=False, description="write true or false")
    on_holidays: bool = Field(default=False, description="write true or false")
    sweep_seconds: int = Field(
        default=30, ge=1, le=3600, description="write a whole number of seconds from 1 to 3600"
    )

    @field_validator("until_hour")
    @classmethod
    def _after_from_hour(cls, until: int, info: ValidationInfo) -> int:
        if until <= info.data.get("from_hour", -1):
            refuse("is not later than reminders.from_hour")
        return until


class Retention(Section):
    """How long what people gave is kept when nothing more comes of it."""

    draft_warning_days: int = Field(
        default=76, ge=1, le=3650, description="write a whole number of days from 1 to 3650"
    )
    draft_erase_days: int = Field(
        default=90,
        ge=2,
        le=3650,
        description="write a number of days greater than retention.draft_warning_days",
    )
    unsigned_months: int = Field(
        default=12, ge=1, le=120, description="write a whole number of months from 1 to 120"
    )
    ended_years: int = Field(
        default=5, ge=1, le=30, description="write a whole number of years from 1 to 30"
    )
    notice_days: int = Field(
        default=30, ge=1, le=180, description="write a whole number of days from 1 to 180"
    )
    trail_months: int = Field(
        default=6, ge=1, le=36, description="write a whole number of months from 1 to 36"
    )

    @field_validator("draft_erase_days")
    @classmethod
    def _after_the_warning(cls, days: int, info: ValidationInfo) -> int:
        if days <= info.data.get("draft_warning_days", 0):
            refuse("is not greater than retention.draft_warning_days")
        return days

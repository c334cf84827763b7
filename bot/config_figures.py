"""The settings of the statistics and of the open data."""

from __future__ import annotations

from pydantic import Field

from bot.config_values import Section


class Figures(Section):
    """Who the town is in open data, and what an hour is worth."""

    siret: str = Field(
        default="", pattern=r"^([0-9]{14})?$", description='write the town\'s 14 digits, or ""'
    )
    hour_value: float = Field(
        default=0, ge=0, le=1000, description="write the euros an hour of a resident is worth, or 0"
    )
    staff_hour_value: float = Field(
        default=0, ge=0, le=1000, description="write the euros an hour of the team costs, or 0"
    )

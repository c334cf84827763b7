"""The settings of carrying an idea together, of the desk, and of ideas that are alike."""

from __future__ import annotations

from pydantic import Field

from bot.config_values import Section


class Together(Section):
    """How people come to carry a project together, and how a paper dossier meets its account."""

    link_days: int = Field(default=14, ge=1, le=365, description="write a number of days to 365")
    link_uses: int = Field(default=20, ge=1, le=500, description="write a number of people to 500")
    group_least: int = Field(default=2, ge=1, le=50, description="write a number of people to 50")
    code_days: int = Field(default=90, ge=1, le=730, description="write a number of days to 730")
    wrong_codes: int = Field(default=5, ge=1, le=50, description="write a number of tries to 50")
    referent_days: int = Field(default=30, ge=1, le=365, description="write a number of days")


class Similar(Section):
    """When two ideas are said to be alike."""

    metres: int = Field(default=500, ge=0, le=50_000, description="write metres, 0 for never")
    words: int = Field(default=80, ge=0, le=100, description="write 1 to 100, 0 for never")
    most: int = Field(default=3, ge=1, le=5, description="write a whole number from 1 to 5")

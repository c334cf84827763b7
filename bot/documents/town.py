"""The documents of a town: its library and how it shows itself, from its configuration."""

from __future__ import annotations

from bot.config import Config
from bot.documents.data import Picture, Service, Town
from bot.documents.errors import LibraryError
from bot.documents.library import Library, load_library


def library_of(config: Config) -> Library:
    """Read a town's documents. Raises LibraryError."""
    town = config.town
    return load_library(tuple(town.languages), town.country, town.documents)


def town_of(config: Config) -> Town:
    """Return the town as its documents show it. Raises LibraryError when its logo is not there."""
    town = config.town
    try:
        logo = Picture(data=town.logo.read_bytes()) if town.logo else None
    except OSError as error:
        raise LibraryError(f"{town.logo}: cannot be read: {error.strerror}") from error
    service = town.service
    return Town(
        name=town.name,
        service=Service(
            name=service.name, address=service.address, phone=service.phone, email=service.email
        ),
        country=town.country,
        timezone=town.timezone.key,
        mayor=config.convention.mayor,
        dpo=town.privacy.dpo,
        court=town.court,
        insurance_policy=config.convention.insurance_policy,
        color=town.color,
        logo=logo,
    )

"""What a page shows of a town and a project: the same data with its values written as words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.documents.data import (
    Budget,
    Commitment,
    Geo,
    Picture,
    Project,
    Town,
    UpkeepTask,
)
from bot.documents.pictures import Album
from bot.documents.words import Words

MAP = "https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=18/{lat:.6f}/{lon:.6f}"
"""Where a point is seen on a map. Nothing is fetched from there: the address is printed."""

_READABLE = 4.5
"""How much a text must stand out from white paper, by WCAG 2."""


def _contrast_with_white(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def ink(color: str) -> str:
    """Return the town's colour, darkened as far as it takes to read text written in it."""
    while _contrast_with_white(color) < _READABLE:
        channels = [int(int(color[at : at + 2], 16) * 0.92) for at in (1, 3, 5)]
        color = "#" + "".join(f"{one:02x}" for one in channels)
    return color


def _degrees(value: float, letters: str) -> str:
    """Write an angle as maps do: 50°27'36.0" N."""
    letter = letters[value < 0]
    tenths = round(abs(value) * 36000)
    degrees, rest = divmod(tenths, 36000)
    minutes, seconds = divmod(rest, 600)
    return f"{degrees}°{minutes:02d}'{seconds / 10:04.1f}\" {letter}"


@dataclass(frozen=True, slots=True)
class Views:
    """Writes values in one language and gathers the pictures they name."""

    words: Words
    album: Album

    def town(self, town: Town) -> dict[str, Any]:
        """The town: its name, how to reach it, its colours and its logo."""
        alt = self.words.text("common", "logo_alt", commune=town.name)
        service = town.service
        text = self.words.text
        return {
            "name": town.name,
            "mayor": town.mayor,
            "service": service.name,
            "address": service.address,
            "phone": text("common", "phone", phone=service.phone),
            "email": text("common", "email", email=service.email),
            "color": town.color,
            "ink": ink(town.color),
            "logo": self.album.add(town.logo, alt, trusted=True),
        }

    def project(self, project: Project, *, scan: bool = False) -> dict[str, Any]:
        """The project, whole; `scan` adds a code that opens its place on a map."""
        name, words = self.words.name, self.words
        return {
            "number": project.number,
            "title": project.title,
            "language": project.language,
            "description": project.description,
            "category": name("categories", project.category),
            "place": project.place_text,
            "geo": self.geo(project.place_geo, scan=scan),
            "photos": self.photos(project.photos, project.title),
            "plan": self.album.add(
                project.plan, words.text("common", "plan_alt", title=project.title)
            ),
            "beneficiaries": words.listed(
                [name("beneficiaries", one) for one in project.beneficiaries]
            ),
            "support": project.support_proof,
            "bearer_kind": name("bearers", project.bearer_kind),
            "bearer": project.bearer_name,
            "contact_person": project.display_name,
            "contact_alt": project.contact_alt,
            "lives": name("lives", project.lives_in_commune),
            "registered": project.rna_or_siren,
            "charter": self.told(project.cer_signed),
            "no_profit": self.told(project.no_profit_declared),
            "school_signer": name("school_signers", project.school_signer),
            "director_agrees": self.told(project.director_agrees),
            "institution_signer": project.institution_signer,
            "adult_referent": project.adult_referent,
            "school_class": project.school_class,
            "summer_relay": project.summer_relay,
            "named": words.listed(project.member_names),
            "members": [{"name": one.name, "role": one.role} for one in project.members],
            "people_count": self.count(project.people_count),
            "minors": self.minors(project),
            "dates": self.dates(project),
            "steps": [
                {"what": one.what, "month": words.month(one.month) if one.month else ""}
                for one in project.work_steps
            ],
            "bearer_commitments": self.commitments(project.bearer_commitments, "bearer"),
            "town_commitments": self.commitments(project.town_commitments, "town"),
            "costs": [
                {
                    "label": one.label,
                    "amount": words.money(one.cents),
                    "paid_by": name("payers", one.paid_by),
                }
                for one in project.cost_lines
            ],
            "budget": self.budget(project.budget),
            "upkeep": self.upkeep(project.upkeep_plan),
            "standin": " · ".join(filter(None, (project.standin_name, project.standin_contact))),
            "owner": name("owners", project.land_owner or "unknown"),
            "insurance": self.said(project.insurance_declared),
            "certificate": self.told(project.certificate_declared),
            "owner_agreement": (
                ""
                if project.owner_agreement is None
                else self.said(answer=project.owner_agreement > 0)
            ),
            "honesty": self.said(project.honesty_declared),
            "published": name("publication", project.publish_level),
            "risks": [name("risks", one) for one in sorted(project.risk_flags)],
            "state": name("states", project.state),
        }

    def said(self, answer: str | bool | None) -> str:  # noqa: FBT001 - an answer may be a yes or no
        """Yes, no, not sure, or not said yet."""
        if isinstance(answer, bool):
            answer = "yes" if answer else "no"
        return self.words.text("common", answer or "unknown")

    def told(self, answer: bool | None) -> str:  # noqa: FBT001 - an answer is a yes or no
        """Yes or no; "" where it was not asked or not known."""
        return "" if answer is None else self.said(answer)

    def count(self, number: int | None) -> str:
        """A number, "" when it is not known."""
        return "" if number is None else self.words.number(number)

    def photos(self, photos: Sequence[Picture], title: str) -> list[dict[str, str]]:
        """Photos that the people joined."""
        alt = self.words.text("common", "photo_alt", title=title)
        return [self.album.add(one, alt) for one in photos]

    def geo(self, geo: Geo | None, *, scan: bool) -> dict[str, Any]:
        """A point on the map: in words, as an address, and where wanted as a code to scan."""
        if geo is None:
            return {}
        latitude, longitude = _degrees(geo.latitude, "NS"), _degrees(geo.longitude, "EW")
        text = self.words.text
        url = MAP.format(lat=geo.latitude, lon=geo.longitude)
        return {
            "alt": text("common", "map_alt", latitude=latitude, longitude=longitude),
            "words": text("common", "coordinates", latitude=latitude, longitude=longitude),
            "url": url,
            "code": self.album.add_code(url, text("common", "qr_alt")) if scan else {},
        }

    def minors(self, project: Project) -> str:
        """Whether minors take part, how many and how old."""
        if not project.minors_involved:
            return self.said(project.minors_involved)
        if project.minors_count is None and not project.age_range:
            return self.said(answer=True)
        return self.words.text(
            "dossier",
            "minors_detail",
            count=self.count(project.minors_count) or "?",
            ages=project.age_range or "?",
        )

    def dates(self, project: Project) -> str:
        """When the work is planned, "" when nothing was said."""
        parts = []
        if project.start and project.end:
            parts.append(self.between(project.start, project.end))
        if project.duration_weeks:
            weeks = self.count(project.duration_weeks)
            parts.append(self.words.text("dossier", "weeks", n=weeks))
        return ", ".join(parts)

    def between(self, start: date, end: date) -> str:
        """Write a stretch of time."""
        day = self.words.day
        return self.words.text("dossier", "from_to", start=day(start), end=day(end))

    def commitments(self, commitments: Sequence[Commitment], side: str) -> list[dict[str, str]]:
        """Promises of one side: the kind, what, and how much of it, when, worth what."""
        return [
            {
                "kind": self.words.name(f"{side}_commitments", one.kind),
                "what": one.what,
                "detail": ", ".join(filter(None, self._detail(one))),
            }
            for one in commitments
        ]

    def _detail(self, one: Commitment) -> tuple[str, str, str]:
        return (self._quantity(one.quantity, one.unit), one.when, self._worth(one.value_cents))

    def _quantity(self, quantity: Decimal | None, unit: str) -> str:
        if quantity is None:
            return ""
        number = self.words.number(quantity)
        if unit in {"hours", "days"}:
            return self.words.text("common", f"{unit}_unit", n=number)
        return f"{number} {unit}".rstrip()

    def _worth(self, cents: int | None) -> str:
        if not cents:
            return ""
        return self.words.text("common", "euros_worth", amount=self.words.money(cents))

    def upkeep(self, plan: Sequence[UpkeepTask]) -> list[dict[str, Any]]:
        """The upkeep plan, with a mark for each month."""
        return [
            {
                "task": one.task,
                "frequency": self.words.name("frequencies", one.frequency),
                "months": self._months(one.months),
                "marks": [not one.months or month in one.months for month in range(1, 13)],
                "who": one.who,
            }
            for one in plan
        ]

    def _months(self, months: Sequence[int]) -> str:
        if not months:
            return self.words.text("common", "whole_year")
        return self.words.listed([self.words.month_name(month) for month in sorted(set(months))])

    def budget(self, budget: Budget | None) -> dict[str, Any]:
        """Who brings what, in sums and in parts of a bar, and what the effort saves the town."""
        if budget is None:
            return {}
        sides = ("town_cash", "town_kind", "bearer_cash", "bearer_kind", "third")
        text, total = self.words.text, budget.total
        rows = [
            {
                "label": text("dossier", side),
                "amount": self.words.money(getattr(budget, side)),
                "share": getattr(budget, side) / total if total else 0,
            }
            for side in sides
            if getattr(budget, side)
        ]
        shown: dict[str, Any] = {"rows": rows, "total": self.words.money(total)}
        reference = budget.reference_cost
        if reference:
            shown["reference"] = text("dossier", "reference", amount=self.words.money(reference))
            if budget.town_cash < reference:
                share = self.words.percent(1 - budget.town_cash / reference)
                shown["savings"] = text("dossier", "savings", share=share)
        return shown

"""What every turn may look at: the town's book, its rules and its country. Made once, at start."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.config import Config, Convention
from bot.config_together import Together
from bot.documents.data import Town as Shown
from bot.documents.town import town_of
from bot.signing import codes
from bot.team.members import Team
from bot.throttle import Throttle
from dialogs.area import Area
from dialogs.balance import balance_lines
from dialogs.book import Book, load_dialogs
from dialogs.country import add_months, load_country
from dialogs.effort import Rates
from dialogs.rights import Actor, Role, Rules
from dialogs.setting import Delays, Setting
from dialogs.similar import Closeness
from dialogs.suggestions import Suggestion, load_suggestions
from dialogs.texts import said
from dialogs.wording import Voice, load_wording
from storage.files import Files


class StaffGroup:
    """Where staff work. Its id changes when Telegram upgrades the group; we follow.

    `is_forum` is what its latest message said: whether each project has a topic of its own.
    """

    def __init__(self, chat_id: int) -> None:
        self.id = chat_id
        self.is_forum = False


class Account:
    """The bot's own name in Telegram, without its @; known once it is connected."""

    name = ""

    def link(self, payload: str) -> str:
        """The address that opens the bot with a payload of 64 signs or fewer."""
        return f"https://t.me/{self.name}?start={payload}"


@dataclass(frozen=True)
class Town:
    """A town's settings, ready for use.

    `bell` is rung by a turn that asked for a document, `code_bell` by one that asked for a code by
    e-mail; `code_key` is the key of the digests of such codes.
    """

    book: Book
    setting: Setting
    rules: Rules
    group: StaffGroup
    team: Team
    suggestions: Mapping[str, Sequence[Suggestion]]
    open_per_person: int
    reply_days: int
    capacity: int
    digest: bool
    digest_to: tuple[str, ...]
    files: Files
    together: Together
    close: Closeness
    most_similar: int
    account: Account
    throttle: Throttle
    notice: int
    shown: Shown
    convention: Convention
    bell: asyncio.Event
    code_bell: asyncio.Event
    rates: Rates
    code_key: bytes = field(repr=False)

    @property
    def staff_voice(self) -> Voice:
        """The language of the staff group: the town's first."""
        return self.book.voice(self.book.wording.languages[0])

    def voice(self, language: str) -> Voice:
        """The voice for a person's language."""
        return self.book.voice(language)

    def actor(self, user_id: int, name: str) -> Actor:
        """A person with the roles they have in the team."""
        return Actor(user_id, name, self.team.roles_of(user_id))

    def appeal_on(self, told_at: datetime) -> date:
        """The last day to appeal against a decision that the resident learns at an instant."""
        return add_months(self.setting.local_day(told_at), self.setting.country.appeal.months)

    def people(self, role: Role) -> list[int]:
        """The user ids that hold a role."""
        return self.team.with_role(role)


def build_town(config: Config) -> Town:
    """Put a town together from its configuration."""
    country = load_country(config.town.country)
    reminders = config.reminders
    delays = Delays(
        draft_nudge_days=reminders.draft_nudge_days,
        needs_info_nudge_days=reminders.needs_info_nudge_days,
        staff_untaken_working_days=reminders.staff_untaken_working_days,
        staff_legal_clock_days=reminders.staff_legal_clock_days,
        draft_warning_days=config.retention.draft_warning_days,
        draft_erase_days=config.retention.draft_erase_days,
        unsigned_kept_months=config.retention.unsigned_months,
        ended_kept_years=config.retention.ended_years,
        erase_notice_days=config.retention.notice_days,
        from_hour=reminders.from_hour,
        until_hour=reminders.until_hour,
        on_sundays=reminders.on_sundays,
        on_holidays=reminders.on_holidays,
        referent_days=config.together.referent_days,
    )
    team = {user_id for user_ids in config.staff.roles.values() for user_id in user_ids}
    return Town(
        book=build_book(config),
        setting=Setting(delays, country, ZoneInfo(config.town.timezone.key)),
        rules=Rules(
            two_people_decide=config.staff.two_people_decide,
            deciders=frozenset(Role(role) for role in config.staff.deciders),
            quorum=config.staff.quorum,
            undo_seconds=config.staff.undo_seconds,
            group_least=config.together.group_least,
            email_code=config.convention.email_code,
            certificate_from=frozenset(config.convention.require_liability_certificate),
        ),
        group=StaffGroup(config.staff.group_id),
        team=Team(
            {
                user_id: frozenset(Role(role) for role in config.staff.roles_of(user_id))
                for user_id in sorted(team)
            }
        ),
        suggestions=load_suggestions(config.town.texts),
        open_per_person=config.dossiers.open_per_person,
        reply_days=config.staff.reply_days,
        capacity=config.staff.capacity,
        digest=config.staff.digest,
        digest_to=config.staff.digest_emails if config.email.host else (),
        files=Files(config.storage.files),
        together=config.together,
        close=Closeness(config.similar.metres, config.similar.words),
        most_similar=config.similar.most,
        account=Account(),
        notice=config.town.privacy.notice,
        shown=town_of(config),
        convention=config.convention,
        bell=asyncio.Event(),
        code_bell=asyncio.Event(),
        code_key=codes.key_of(config.telegram.token.get_secret_value()),
        rates=Rates(
            volunteer_cents=round(config.figures.hour_value * 100),
            staff_cents=round(config.figures.staff_hour_value * 100),
        ),
        throttle=Throttle(config.residents.messages_per_minute),
    )


def build_book(config: Config) -> Book:
    """The dialogs and words of a town. Raises DefinitionError or WordingError."""
    town = config.town
    wording = load_wording(tuple(town.languages), town.texts)
    dialogs = load_dialogs(overlay=town.dialogs)
    area = Area(*town.center, town.radius_km) if town.center else None
    own = said(dialogs) - said(load_dialogs())
    lines = balance_lines(config.dossiers.hour_value * 100)
    return Book(dialogs, wording, facts(config), own=own, area=area, lines=lines)


def facts(config: Config) -> Mapping[str, str]:
    """What texts may mention, by placeholder."""
    town = config.town
    return {
        "town": town.name,
        "service": town.service.name,
        "address": town.service.address,
        "phone": town.service.phone,
        "email": town.service.email,
        "court": ", ".join(
            part for part in (town.court, load_country(town.country).appeal.court_site) if part
        ),
        "dpo": town.privacy.dpo or town.service.email,
        "draft_days": str(config.retention.draft_erase_days),
        "unsigned_months": str(config.retention.unsigned_months),
        "ended_years": str(config.retention.ended_years),
    }

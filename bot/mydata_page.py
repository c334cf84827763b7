"""The page of a person's data: plain words first, then every row as it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from markupsafe import Markup

from bot import dossier_text, journal_words
from bot.home import LANGUAGE_NAMES
from bot.town import Town
from dialogs.project import STATE_NAMES, Project
from dialogs.wording import N_, Voice
from storage.journal import Entry
from storage.personal import Held
from storage.traces import Traced

_TEMPLATE = Path(__file__).parent / "mydata.html"

TABLES = {
    "residents": N_("You"),
    "projects": N_("Your ideas"),
    "sessions": N_("The forms you began or filled in"),
    "conventions": N_("The texts of your conventions"),
    "file_checks": N_("Files that I am still to compare for you"),
    "signing_codes": N_("Where I sent you a code to sign, forgotten after a day"),
    "evidence": N_("Who signed your conventions, and when"),
    "sheets": N_("The sheets that you signed by hand, filed with your conventions"),
    "words": N_("What you and the town hall wrote to each other"),
    "media": N_("The files you sent"),
    "members": N_("Your part in ideas that you carry together"),
    "invitations": N_("The invitations you made, without their secret"),
    "wrong_codes": N_("Wrong codes that you sent in the last hour"),
    "reminders": N_("What I have still to say about your ideas, or said"),
    "outbox": N_("Messages on their way to you"),
    "messages": N_("Which messages of our chat I may still change"),
    "undelivered": N_("Messages that could not reach you"),
    "dead_letters": N_("Messages of yours that I could not handle"),
    "journal": N_("What was done, and when"),
    "journal_names": N_("Your name in the journal, made at random"),
    "blocks": N_("Whether the town hall stopped our talk"),
    "exports": N_("The documents like this one that you asked for"),
    "facts": N_("Notes about reaching you"),
    "team": N_("Your place in the town's team"),
}
"""What each table is, in the words of the person it is about."""


@dataclass(frozen=True)
class Everything:
    """What is held on a person: rows as they are kept, made readable; their projects; traces.

    `beside` are the projects that they carry with someone else.
    """

    user_id: int
    made_at: datetime
    rows: Held
    projects: tuple[Project, ...]
    beside: tuple[Project, ...]
    traced: tuple[Traced, ...]


def page(town: Town, held: Everything, say: Voice) -> str:
    """Write the page as HTML: no script, nothing fetched, everything typed is escaped."""
    title = say.plain("Your data at {town} town hall", town=town.book.facts["town"])
    parts = [
        *_opening(town, held, title, say),
        *_you(town, held, say),
        *_ideas(town, held, say),
        *_forms(town, held, say),
        *_journal(town, held, say),
        *_traces(held, say),
        *_as_kept(held, say),
        *_rights(town, say),
    ]
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        language=escape(say.language), title=escape(title), body="\n".join(parts)
    )


def _tag(name: str, words: str | Markup) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(name), words)  # noqa: S704 - a tag of ours


def _pairs(pairs: Iterable[tuple[str, str | Markup]]) -> Markup:
    rows = (Markup("<dt>{}</dt><dd>{}</dd>").format(name, words) for name, words in pairs)
    return _tag("dl", Markup("\n").join(rows))


def _moment(town: Town, instant: datetime, say: Voice) -> str:
    return say.moment(instant.astimezone(town.setting.zone))


def _told(town: Town, value: str | None, say: Voice) -> str:
    """An instant of a row, in the town's time."""
    return _moment(town, datetime.fromisoformat(value), say) if value else say.plain("none")


def _opening(town: Town, held: Everything, title: str, say: Voice) -> Iterator[Markup]:
    yield _tag("h1", title)
    yield _tag(
        "p",
        say(
            "This page was made on {moment}. It holds everything that the town hall keeps on you "
            "through its robot. Your Telegram number is {user}.",
            moment=_moment(town, held.made_at, say),
            user=held.user_id,
        ),
    )
    yield _tag(
        "p",
        say(
            "Photos and files that you sent are in our chat. Here you read which ones I keep. "
            "Telegram holds our chat too, under its own rules."
        ),
    )


def _you(town: Town, held: Everything, say: Voice) -> Iterator[Markup]:
    yield _tag("h2", say(TABLES["residents"]))
    for row in held.rows["residents"]:
        yield _pairs(
            (
                (say.plain("First word"), _told(town, row["created_at"], say)),
                (
                    say.plain("Language"),
                    LANGUAGE_NAMES.get(row["language"]) or str(row["language"] or ""),
                ),
                (say.plain("18 or over"), say.plain("Yes") if row["adult"] else say.plain("No")),
                (say.plain("Notice on data read"), _told(town, row["privacy_seen_at"], say)),
                (say.plain("Reminders"), _reminders(held, row["paused_until"], say)),
            )
        )


def _reminders(held: Everything, paused_until: str | None, say: Voice) -> str:
    if paused_until is None or date.fromisoformat(paused_until) < held.made_at.date():
        return say.plain("as usual")
    return say.plain("none until {date}", date=say.date(date.fromisoformat(paused_until)))


def _ideas(town: Town, held: Everything, say: Voice) -> Iterator[Markup]:
    yield _tag("h2", say(TABLES["projects"]))
    if not held.projects:
        yield _tag("p", say("You have not presented an idea yet."))
    for project in held.projects:
        yield from _idea(town, project, say)
    for project in held.beside:
        yield _tag("h3", _name(project, say))
        yield _tag("p", say("You carry this idea with others."))
    if held.rows["words"]:
        yield _tag("h3", say(TABLES["words"]))
        for row in held.rows["words"]:
            yield from _written(town, row, held, say)


def _written(town: Town, row: dict[str, Any], held: Everything, say: Voice) -> Iterator[Markup]:
    """One word of the exchange, with the names of its files."""
    who = row["author_name"] or say.plain("You")
    yield _tag("p", f"{who} · {_told(town, row['at'], say)}")
    files = [one for one in held.rows["media"] if one["word_id"] == row["id"]]
    named = [one["name"] or say.plain("(file)") for one in files]
    parts = [row["body"], row["transcript"], *named]
    yield _tag("blockquote", " · ".join(part for part in parts if part))


def _name(project: Project, say: Voice) -> str:
    title = project.title or say.plain("an idea without a name")
    return f"{project.number} · {title}" if project.number else title


def _idea(town: Town, project: Project, say: Voice) -> Iterator[Markup]:
    yield _tag("h3", _name(project, say))
    days = {
        N_("Begun"): town.setting.local_day(project.created_at),
        N_("Sent"): project.submitted_at and town.setting.local_day(project.submitted_at),
        N_("Answer before"): project.reply_on,
        N_("The law decides on"): project.silence_on,
        N_("Decided"): project.decided_at and town.setting.local_day(project.decided_at),
        N_("Ended"): project.closed_at and town.setting.local_day(project.closed_at),
    }
    facts: list[tuple[str, str | Markup]] = [
        (say.plain("Where it stands"), say.plain(STATE_NAMES[project.state]))
    ]
    facts += [(say.plain(name), say.date(day)) for name, day in days.items() if day]
    if project.assigned_name:
        facts.append((say.plain("In charge at the town hall"), project.assigned_name))
    facts += dossier_text.answers(town, "idea", project.dossier, say)
    if project.reason:
        facts.append((say.plain("Reason"), project.reason))
    yield _pairs(facts)
    if project.ack_text:
        yield _tag("p", say("Your receipt, as it was sent:"))
        yield _tag("blockquote", Markup(project.ack_text))  # noqa: S704 - our own words, kept


def _forms(town: Town, held: Everything, say: Voice) -> Iterator[Markup]:
    yield _tag("h2", say(TABLES["sessions"]))
    for row in held.rows["sessions"]:
        dialog = town.book.dialogs.get(row["dialog"])
        title = str(town.book.tell(say, dialog.title)) if dialog else row["dialog"]
        yield _tag("h3", Markup("{} · {}").format(title, _told(town, row["updated_at"], say)))
        for frame in row["data"]["frames"]:
            given = {**frame.get("parked", {}), **frame.get("drafts", {}), **frame["answers"]}
            if frame["dialog"] in town.book.dialogs and given:
                yield _pairs(dossier_text.answers(town, frame["dialog"], given, say))


def _journal(town: Town, held: Everything, say: Voice) -> Iterator[Markup]:
    yield _tag("h2", say(TABLES["journal"]))
    yield _tag(
        "p",
        say("Each line says who did what and when. Forget me, and nothing tells that it was you."),
    )
    yield _pairs((_told(town, row["at"], say), _deed(row, say)) for row in held.rows["journal"])


def _deed(row: Mapping[str, Any], say: Voice) -> str:
    entry = Entry(
        datetime.fromisoformat(row["at"]),
        row["actor"],
        row["action"],
        row["project_id"],
        row["before"],
        row["after"],
        row["reason"],
    )
    done = say.plain("Your account: {deed}", deed=journal_words.deed(entry, say))
    return " · ".join(filter(None, (done, journal_words.reason(entry, say))))


def _traces(held: Everything, say: Voice) -> Iterator[Markup]:
    yield _tag("h2", say("Where people stop in the forms"))
    yield _tag(
        "p",
        say(
            "To mend questions that are hard to answer, I count where people stop. These notes "
            "hold no word and no name. Each form has a code made from its number. It leads to you "
            "only as long as your form is kept. Notes about your forms: {n}.",
            n=len(held.traced),
        ),
    )


def _as_kept(held: Everything, say: Voice) -> Iterator[Markup]:
    yield _tag("h2", say("Every line, as it is kept"))
    yield _tag("p", say("The names are those of the database. Here nothing is left out."))
    for table, rows in held.rows.items():
        name = TABLES.get(table)
        heading = Markup("{} ({})").format(say(name), table) if name else table
        yield _tag("h3", heading)
        if not rows:
            yield _tag("p", say.plain("none"))
        for row in rows:
            yield _tag("pre", _raw(row))


def _raw(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, indent=1)


def _rights(town: Town, say: Voice) -> Iterator[Markup]:
    yield _tag("h2", say("Your rights"))
    yield _tag(
        "p",
        town.book.tell(
            say,
            "You can have this corrected or erased. Write /forget to the robot, or write to the "
            "data-protection officer: {dpo}. You can also write to the national authority (in "
            "France, the CNIL: cnil.fr).",
        ),
    )

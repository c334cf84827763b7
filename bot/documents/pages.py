"""Turns a paper into the data of its page: what the templates lay out, all of it words by now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from bot.documents.convention_page import Clauses, convention_page, signers
from bot.documents.data import Acceptance
from bot.documents.facts import facts
from bot.documents.legible import legible_throughout
from bot.documents.papers import (
    Amendment,
    Certificate,
    Change,
    Convention,
    DeskReceipt,
    Dossier,
    Ending,
    Evidence,
    LateUpkeep,
    Letter,
    Paper,
    ProjectPoster,
    Renewal,
    TownPoster,
    YearLine,
    YearPage,
)
from bot.documents.pictures import Album
from bot.documents.views import Views
from bot.documents.words import Words


def page(paper: Paper, words: Words, clauses: Clauses, album: Album) -> dict[str, Any]:
    """Return the data of a paper's page; its pictures go into the album.

    Every page has `kind`, `lang`, `title`, `author`, `keywords`, `date`, `town` and `t`, the texts
    of its kind; the rest depends on the kind.
    """
    views = Views(words, album)
    known = facts(paper, words)
    day = paper.issued_at.astimezone(paper.town.zone).date()
    common: dict[str, Any] = {
        "kind": paper.kind,
        "lang": words.language,
        "author": paper.town.name,
        "keywords": [keyword(paper)],
        "date": [day.year, day.month, day.day],
        "town": views.town(paper.town),
        "t": {
            **words.sections["common"],
            **words.filled("common", known),
            **words.filled(paper.kind, known),
        },
    }
    common["title"] = _title(paper, words.sections[paper.kind]["name"], known)
    return dict(legible_throughout(common | _own(paper, views, known, clauses)))


def keyword(paper: Paper) -> str:
    """Return what a file says about itself in its metadata, such as "convention C-2026-003 v2"."""
    number = getattr(paper, "number", "") or getattr(getattr(paper, "project", None), "number", "")
    version = getattr(paper, "version", None)
    return " ".join(filter(None, (paper.kind, number, f"v{version}" if version else "")))


def _title(paper: Paper, name: str, known: dict[str, str]) -> str:
    """The title a reader's window shows."""
    subject = known.get("subject") or known.get("title") or paper.town.name
    return f"{name} · {subject}"


def _own(paper: Paper, views: Views, known: dict[str, str], clauses: Clauses) -> dict[str, Any]:
    words, album = views.words, views.album
    match paper:
        case Dossier(project=project):
            submitted = project.submitted_at
            return {
                "project": views.project(project, scan=True),
                "submitted": words.local(submitted, paper.town.timezone) if submitted else "",
            }
        case Convention():
            return convention_page(paper, views, known, clauses)
        case Evidence():
            return _evidence(paper, views)
        case Certificate(project=project):
            return {"project": views.project(project), "person": paper.person}
        case TownPoster(url=url):
            return {"url": url, "code": _code(album, words, url)}
        case ProjectPoster(project=project, url=url):
            return {
                "project": views.project(project),
                "url": url,
                "code": _code(album, words, url),
            }
        case Amendment():
            return {"changes": _changes(paper.changes), "reason": paper.reason} | _act(paper, views)
        case Renewal():
            return {"changes": _changes(paper.changes)} | _act(paper, views)
        case Ending():
            return _ending(paper, views) | _act(paper, views)
        case Letter():
            return _letter(paper, words)
        case LateUpkeep():
            return {
                "recipient": list(paper.recipient),
                "tasks": views.upkeep(paper.tasks),
                "signatory": paper.signatory,
                "signatory_role": paper.signatory_role,
                "language": paper.project.language,
            }
        case YearPage():
            return {
                "count": _count_of_projects(words, len(paper.projects)),
                "projects": [_year_line(one, views) for one in paper.projects],
            }
        case DeskReceipt(project=project):
            return {
                "project": views.project(project),
                "received": words.full_day(paper.received_on),
                "reply": words.full_day(paper.reply_on),
                "url": paper.url,
                "link": _code(album, words, paper.url),
                "secret": paper.code,
            }


def _code(album: Album, words: Words, url: str) -> dict[str, str]:
    return album.add_code(url, words.text("common", "qr_alt"))


def _act(paper: Amendment | Renewal | Ending, views: Views) -> dict[str, Any]:
    """What acts that join a convention share: the project, and who signs."""
    return {
        "project": views.project(paper.project),
        "signers": signers(paper.project, paper.town, views.words),
    }


def _changes(changes: Sequence[Change]) -> list[dict[str, str]]:
    return [{"what": one.what, "before": one.before, "after": one.after} for one in changes]


def _evidence(paper: Evidence, views: Views) -> dict[str, Any]:
    return {
        "sha256": paper.sha256,
        "number": paper.number,
        "version": str(paper.version),
        "made": views.words.local(paper.made_at, paper.town.timezone),
        "acceptances": [_acceptance(one, paper, views.words) for one in paper.acceptances],
    }


def _acceptance(one: Acceptance, paper: Evidence, words: Words) -> dict[str, Any]:
    return {
        "name": one.name,
        "role": one.role,
        "typed": one.typed_name,
        "side": words.name("sides", one.side),
        "means": words.name("means", one.means),
        "utc": one.accepted_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        "local": words.local(one.accepted_at, paper.town.timezone),
        "account": "" if one.user_id is None else str(one.user_id),
        "messages": ", ".join(map(str, one.message_ids)),
        "code": words.text("common", "yes") if one.email_code else "",
        "scans": list(one.scans),
        "sha256": one.sha256,
        "same": one.sha256 == paper.sha256,
        "note": one.note,
    }


def _ending(paper: Ending, views: Views) -> dict[str, Any]:
    return {
        "outcome": views.words.name("outcomes", paper.outcome),
        "reason": paper.reason,
        "state_of_place": [
            {"what": one.what, "state": one.state, "todo": one.todo} for one in paper.state_of_place
        ],
        "photos": views.photos(paper.photos, paper.project.title),
    }


def _letter(paper: Letter, words: Words) -> dict[str, Any]:
    appeal = ""
    if paper.with_appeal:
        court, until = paper.town.court, paper.appeal_until
        text = words.text
        appeal = text(
            "letter",
            "appeal",
            court=text("letter", "appeal_court", court=court) if court else "",
            until=text("letter", "appeal_until", until=words.full_day(until)) if until else "",
        )
    return {
        "recipient": list(paper.recipient),
        "subject": paper.subject,
        "paragraphs": list(paper.paragraphs),
        "signatory": paper.signatory,
        "signatory_role": paper.signatory_role,
        "appeal": appeal,
    }


def _count_of_projects(words: Words, n: int) -> str:
    if n == 0:
        return ""
    return words.text("year_page", "count_one" if n == 1 else "count_many", n=words.number(n))


def _people(words: Words, n: int) -> str:
    return words.text("year_page", "people", people=words.number(n))


def _year_line(one: YearLine, views: Views) -> dict[str, Any]:
    alt = views.words.text("year_page", "photo_alt", title=one.title)
    return {
        "number": one.number,
        "title": one.title,
        "place": one.place,
        "state": views.words.name("states", one.state),
        "people": "" if one.people is None else _people(views.words, one.people),
        "photo": views.album.add(one.photo, alt),
    }

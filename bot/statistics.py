"""The figures as words, as a table for a spreadsheet, and as a picture with bars for shares."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from markupsafe import Markup

from bot import letters
from bot.card import option_label
from bot.incoming import Told
from bot.statistics_png import png
from bot.team.group import answer
from bot.town import Town
from dialogs.project import Project, State
from dialogs.statistics import (
    GROUPS,
    NAMES,
    Counting,
    Figure,
    before_year,
    concealed,
    figures,
    grouped,
    of_year,
)
from dialogs.wording import N_, Voice
from storage.work import Work

_LEFT, _BAR, _RIGHT, _ROW = 420, 260, 130, 30
_STYLE = "text{font:14px 'DejaVu Sans',Verdana,sans-serif;fill:#14191d}"
_FEW = "<5"

Table = Mapping[str, Sequence[Figure]]

OUTCOMES: Mapping[str, str] = {
    "not_signed": N_("never signed"),
    "not_done": N_("not carried out"),
    "bearer_ended": N_("ended by the bearer"),
    "town_ended": N_("ended by the town"),
    "term_ended": N_("the term was over"),
    "handed_over": N_("handed over"),
    "merged": N_("merged with another idea"),
}
"""How a project ended, as a table says it."""


async def command(town: Town, work: Work, message: Told, argument: str) -> str:
    """Answer /stats, or /stats 2026, with the year's figures in words and in a picture."""
    say = town.staff_voice
    word = argument.strip()
    today = town.setting.local_day(work.now)
    sound = word.isascii() and word.isdecimal() and len(word) == len("2026")
    if word and not sound:
        words_only = say("Write the year in four digits, such as /stats {year}.", year=today.year)
        answer(town, work, message, words_only)
        return "unknown_year"
    year = int(word) if word else today.year
    projects = await work.projects_in(frozenset(State) - {State.DRAFT})
    chosen = of_year(projects, year, town.setting)
    if not chosen:
        answer(town, work, message, say("No idea was filed in {year}.", year=str(year)))
        return "command_stats"
    found = figures(chosen, counting(town, projects, year, work))
    answer(town, work, message, words(found, year, say))
    drawn = await asyncio.to_thread(png, picture(found, year, say, public=False))
    sha256 = await asyncio.to_thread(town.files.keep, drawn, ".png")
    caption = say("The year {year} in figures", year=str(year))
    payload = letters.file("photo", sha256=sha256, caption=caption, instead=caption)
    if message.thread is not None and message.chat_id == town.group.id:
        payload["topic"] = letters.topic("", message.thread, "")
    work.send(message.chat_id, payload)
    return "command_stats"


def counting(town: Town, projects: Iterable[Project], year: int, work: Work) -> Counting:
    """What the figures of a year need, today."""
    today = town.setting.local_day(work.now)
    earlier = before_year(projects, year, town.setting)
    return Counting(today, town.setting, town.rates, tuple(earlier))


def words(found: Iterable[Figure], year: int, say: Voice) -> Markup:
    """The figures a line each; what is not known is left out."""
    head = say("<b>The year {year}</b>, ideas filed in it", year=str(year))
    lines = [
        Markup("• {}: <b>{}</b>").format(say.plain(NAMES[one.id]), say.number(one.value))
        for one in found
        if one.value is not None
    ]
    return Markup("\n").join((head, *lines))


def tables(projects: Sequence[Project], counting: Counting) -> dict[str, Table]:
    """The tables of a year: all together, and told apart in each way."""
    return {by: grouped(projects, by, counting) for by in GROUPS}


def as_csv(town: Town, found: Mapping[str, Table], say: Voice, *, public: bool = True) -> str:
    """A row a figure. In a public table what is about fewer than five is "<5"."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["by", "group", "figure", "name", "value", "of"])
    for by, table in found.items():
        hidden = concealed(table) if public else frozenset()
        for group, row in table.items():
            for one in row:
                value = "" if one.value is None else f"{one.value:.10g}"
                away = (group, one.id) in hidden
                told = (_FEW, _FEW) if away else (value, one.of)
                name = say.plain(NAMES[one.id])
                writer.writerow([by, _group(town, by, group, say), one.id, name, *told])
    return out.getvalue()


def _group(town: Town, by: str, group: str, say: Voice) -> str:
    if by == "outcome":
        return say.plain(OUTCOMES[group]) if group in OUTCOMES else group
    return option_label(town, by, group, say) if group else ""


def told(one: Figure, say: Voice, *, public: bool) -> str:
    """A figure's value in words."""
    if public and one.guarded:
        return _FEW
    return "-" if one.value is None else say.number(one.value)


def picture(found: Sequence[Figure], year: int, say: Voice, *, public: bool = True) -> str:
    """An SVG: each figure in words and digits, with a bar where it is a share."""
    shown = [one for one in found if one.value is not None]
    height = 60 + _ROW * max(len(shown), 1)
    width = _LEFT + _BAR + _RIGHT
    title = escape(str(say.plain("The year {year} in figures", year=str(year))))
    rows = [
        part
        for rank, one in enumerate(shown)
        for part in _row(one, 50 + rank * _ROW, say, public=public)
    ]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
            f' width="{width}" height="{height}" role="img" aria-labelledby="what">',
            f'<title id="what">{title}</title>',
            f"<style>{_STYLE}</style>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            f'<text x="12" y="28" font-weight="bold">{title}</text>',
            *rows,
            "</svg>\n",
        )
    )


def _row(one: Figure, top: int, say: Voice, *, public: bool) -> Iterable[str]:
    yield f'<text x="12" y="{top + 18}">{escape(say.plain(NAMES[one.id]))}</text>'
    if NAMES[one.id].endswith("(%)") and one.value is not None and not (public and one.guarded):
        share = min(max(one.value, 0), 100) / 100
        yield (
            f'<rect x="{_LEFT}" y="{top + 4}" width="{_BAR}" height="18" rx="2" fill="#dce7f2"/>'
        )
        yield (
            f'<rect x="{_LEFT}" y="{top + 4}" width="{_BAR * share:.0f}" height="18" rx="2" '
            'fill="#0a4f93"/>'
        )
    text = escape(told(one, say, public=public))
    yield f'<text x="{_LEFT + _BAR + 12}" y="{top + 18}">{text}</text>'

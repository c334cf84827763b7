"""The funnel as a plain SVG: one bar a question, those who saw it and those who answered it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from bot.funnel import FEWEST, Count, Funnel, told

_LEFT, _BAR, _RIGHT = 190, 420, 150
_ROW, _HEAD = 26, 44
_WIDTH = _LEFT + _BAR + _RIGHT

_STYLE = (
    "text{font:14px 'DejaVu Sans',Verdana,sans-serif;fill:#14191d}"
    ".title{font-weight:bold}.seen{fill:#b9cfe4}.answered{fill:#0a4f93}"
)


def picture(funnels: Iterable[Funnel]) -> str:
    """Draw one bar chart a form, below each other. Numbers under five have a bar of one length."""
    drawn: list[str] = []
    top = 10
    for funnel in funnels:
        drawn += _chart(funnel, top)
        top += _HEAD + _ROW * len(funnel.steps) + 14
    height = max(top, 40)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"',
            f' width="{_WIDTH}" height="{height}" role="img" aria-labelledby="what how">',
            '<title id="what">Where people stop in the forms</title>',
            '<desc id="how">For each question: how many people saw it (light bar),',
            "how many answered it (dark bar).</desc>",
            f"<style>{_STYLE}</style>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            *(drawn or ['<text x="12" y="26">Nothing yet.</text>']),
            "</svg>\n",
        )
    )


def _chart(funnel: Funnel, top: int) -> Iterator[str]:
    most = max(len(found.seen) for found in funnel.steps.values())
    yield f'<text class="title" x="12" y="{top + 18}">{escape(funnel.title)}</text>'
    yield f'<text x="{_LEFT}" y="{top + 38}">answered / saw it</text>'
    for rank, (step, found) in enumerate(funnel.steps.items()):
        yield from _bar(step, found, most, top + _HEAD + _ROW * rank)


def _bar(step: str, found: Count, most: int, top: int) -> Iterator[str]:
    yield f'<text x="12" y="{top + 15}">{escape(step)}</text>'
    for name, people in (("seen", found.seen), ("answered", found.answered)):
        if people:
            width = _BAR * max(len(people), FEWEST) / max(most, FEWEST)
            yield (
                f'<rect class="{name}" x="{_LEFT}" y="{top}" width="{width:.0f}" '
                f'height="{_ROW - 8}" rx="2"/>'
            )
    figures = f"{told(len(found.answered))} / {told(len(found.seen))}"
    yield f'<text x="{_LEFT + _BAR + 10}" y="{top + 15}">{escape(figures)}</text>'

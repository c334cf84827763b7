"""The figures' picture as PNG: Typst, which makes our documents, draws the SVG."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import typst

_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("figures.svg", width: 640pt)\n'
_PPI = 144


def png(svg: str) -> bytes:
    """Draw an SVG as PNG."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "figures.svg").write_text(svg, encoding="utf-8")
        page = Path(folder) / "figures.typ"
        page.write_text(_PAGE, encoding="utf-8")
        drawn = typst.compile(page, format="png", ppi=_PPI)
    return bytes(drawn)

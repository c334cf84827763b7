"""Mermaid as an SVG or PNG picture, by `mmdr`, without network or browser.

The package is heavy and only a developer or a webmaster wants pictures, so it is an extra:
`pip install 'fifty-fifty[pictures]'`.
"""

from __future__ import annotations

import re
from importlib import import_module

_LOOK = '%%{init: {"theme": "default", "fontFamily": "DejaVu Sans, Verdana, sans-serif"}}%%\n'
"""Dark on light, in a wide font: what is measured with it has room in any other."""


class PictureError(Exception):
    """A picture cannot be drawn; the message says why and what to do, in one line."""


def _shortened(mermaid: str) -> str:
    """Give short names to the nodes: what the drawer may hold of a picture is counted with them."""
    names: dict[str, str] = {}

    def short(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"n{len(names)}")

    words_and_rest = re.split(r'("[^"]*")', mermaid)
    rest = (re.sub(r"\bD_\w+", short, one) for one in words_and_rest[::2])
    words_and_rest[::2] = list(rest)
    return "".join(words_and_rest)


def render(mermaid: str, kind: str) -> bytes:
    """Draw a Mermaid diagram on white, as "svg" or "png". Raises PictureError."""
    try:
        mmdr = import_module("mmdr")
    except ImportError as error:
        remedy = "pip install 'fifty-fifty[pictures]', or draw with --format mermaid"
        raise PictureError(f"pictures need one more package: {remedy}") from error
    try:
        drawn = mmdr.render(_LOOK + _shortened(mermaid))
        if kind == "png":
            return bytes(drawn.png(background="#ffffff"))
        svg = str(drawn.svg())
    except (ValueError, RuntimeError) as error:
        remedy = "if it is too large, draw one dialog by its name"
        raise PictureError(f"the picture cannot be drawn: {error}; {remedy}") from error
    return svg.replace('style="', 'style="background:#ffffff;', 1).encode()

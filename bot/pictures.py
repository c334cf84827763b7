"""Mermaid as an SVG or PNG picture, by `mmdr`, without network or browser.

The package is heavy and only a developer or a webmaster wants pictures, so it is an extra:
`pip install 'fifty-fifty[pictures]'`.
"""

from __future__ import annotations

from importlib import import_module

_LOOK = '%%{init: {"theme": "default", "fontFamily": "DejaVu Sans, Verdana, sans-serif"}}%%\n'
"""Dark on light, in a wide font: what is measured with it has room in any other."""


class PictureError(Exception):
    """A picture cannot be drawn; the message says why and what to do, in one line."""


def render(mermaid: str, kind: str) -> bytes:
    """Draw a Mermaid diagram on white, as "svg" or "png". Raises PictureError."""
    try:
        mmdr = import_module("mmdr")
    except ImportError as error:
        remedy = "pip install 'fifty-fifty[pictures]', or draw with --format mermaid"
        raise PictureError(f"pictures need one more package: {remedy}") from error
    try:
        drawn = mmdr.render(_LOOK + mermaid)
        if kind == "png":
            return bytes(drawn.png(background="#ffffff"))
        svg = str(drawn.svg())
    except (ValueError, RuntimeError) as error:
        raise PictureError(f"the picture cannot be drawn: {error}") from error
    return svg.replace('style="', 'style="background:#ffffff;', 1).encode()

"""Draws pictures that phones read."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

# One of eight equally good patterns; trying them all takes longer than drawing.
QR_MASK = 3


def qr_code(content: str, *, title: str | None = None) -> Markup:
    """A drawing that takes the size its surroundings give it; what it says stands beside it in words.

    `title` is what is read out instead of it in a document; on a page its surroundings say that.
    """
    out = io.BytesIO()
    made = segno.make(content, error="m", micro=False, mask=QR_MASK)
    plain = {"xmldecl": False, "svgns": False, "svgclass": None, "lineclass": None}
    made.save(out, kind="svg", border=4, omitsize=True, title=title, **plain)
    return Markup(out.getvalue().decode())  # noqa: S704  # made by the library

"""Draws the document of one certificate from its snapshot, the picture that it names, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Mapping

import segno
from markupsafe import Markup

from portal.kernel import pdf
from portal.kernel.text import listed, long_day, plural
from training.certificates.domain import Snapshot, code_in_groups

# Template version: template and style sheet. Certificates keep theirs, so a line here is never changed
# once it has been used: a new layout is a new line.
LAYOUTS: Mapping[int, tuple[str, str]] = {
    1: ("pdf/certificate.html", "certificate"),
    2: ("pdf/certificate_2.html", "certificate_2"),
}
# One of eight equally good patterns; trying them all took longer than drawing.
QR_MASK = 3
MINUTES_AN_HOUR = 60


def draw(snapshot: Snapshot, template_version: int) -> bytes:
    """A tagged PDF/UA-1 file. The same snapshot and version give the same bytes on any day."""
    template, style = LAYOUTS[template_version]
    return pdf.from_template(
        template,
        style=style,
        snapshot=snapshot,
        code=code_in_groups(snapshot.code),
        dates=listed([long_day(day) for day in snapshot.dates]),
        length=length_in_words(snapshot.minutes),
        address=snapshot.check_url.partition("://")[2],
        qr=qr_code(snapshot.check_url),
        logo=pdf.logo_picture(snapshot.logo, snapshot.logo_alt),
    )


def length_in_words(minutes: int) -> str:
    """As in “6 hours”, “1 hour 30 minutes”, “45 minutes”."""
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    words = [plural(hours, "hour")] if hours else []
    return " ".join([*words, plural(rest, "minute")] if rest or not hours else words)


def qr_code(address: str) -> Markup:
    """A drawing whose `<title>` becomes the alternative text of the figure in the PDF."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=QR_MASK).save(
        out,
        kind="svg",
        xmldecl=False,
        border=2,
        omitsize=True,
        svgclass=None,
        lineclass=None,
        title=f"QR code that leads to {address}",
    )
    return Markup(out.getvalue().decode())  # noqa: S704  # made by the library from an address of ours

"""Draws the document of one certificate from its snapshot, the picture that it names, and nothing else."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import segno
from markupsafe import Markup

from portal.kernel import pdf
from portal.kernel.text import listed, long_day, plural
from training.certificates.bulk import casting, qr
from training.certificates.bulk.mould import Mould, Person
from training.certificates.domain import ALPHABET, Snapshot, code_in_groups


@dataclass(frozen=True, slots=True)
class Layout:
    template: str
    style: str
    # Whether it is laid out once for everybody whose words it can set.
    in_bulk: bool = False


# Certificates keep their layout, so a line here is never changed once it has been used: a new layout is a
# new line.
LAYOUTS: Mapping[int, Layout] = {
    1: Layout("pdf/certificate.html", "certificate"),
    2: Layout("pdf/certificate_2.html", "certificate_2"),
    3: Layout("pdf/certificate_3.html", "certificate_3", in_bulk=True),
}
MINUTES_AN_HOUR = 60
# A longer name is set in smaller letters.
LONGEST_NAME = 34
# Nobody's name or code: they stand where those of each person will stand.
SAMPLE_NAME, SAMPLE_CODE = "Xylophone Sample-Quartz", ALPHABET[:12]
# What names are written with in Latin letters: of western and central Europe, Wales, Ireland and Vietnam.
_RANGES: Sequence[tuple[int, int]] = (
    *((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x17F), (0x218, 0x21B), (0x1E02, 0x1E03), (0x1E0A, 0x1E0B)),
    *((0x1E1E, 0x1E1F), (0x1E40, 0x1E41), (0x1E56, 0x1E57), (0x1E60, 0x1E61), (0x1E6A, 0x1E6B)),
    *((0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9), (0x2013, 0x2014), (0x2018, 0x201D)),
)
REPERTOIRE = "".join(chr(code) for first, last in _RANGES for code in range(first, last + 1))


def draw_with_care(snapshot: Snapshot, template_version: int) -> bytes:
    """A tagged PDF/UA-1 file, laid out for this one person, whatever their name is.

    The same snapshot and version give the same bytes on any day.
    """
    layout = LAYOUTS[template_version]
    return pdf.from_template(layout.template, style=layout.style, **_facts(snapshot))


def digest_of(snapshot: Snapshot, template_version: int) -> str:
    """The same for all certificates that differ in name and code alone; "" for one made by itself."""
    if not LAYOUTS[template_version].in_bulk or not snapshot.check_url.endswith(snapshot.code):
        return ""
    common = json.dumps([template_version, sample_of(snapshot).to_json()], sort_keys=True)
    return hashlib.sha256(common.encode()).hexdigest()


def cast(snapshot: Snapshot, template_version: int) -> Mould | None:
    """What all certificates with this one's digest are made of; None when they cannot be."""
    layout, sample = LAYOUTS[template_version], sample_of(snapshot)
    repertoire = {"repertoire": REPERTOIRE, "code_repertoire": code_in_groups(ALPHABET)}
    laid_out = pdf.lay_out(layout.template, style=layout.style, **_facts(sample), **repertoire)
    try:
        return casting.cast(laid_out, person_of(sample))
    except ValueError:
        # Such as a course with the sample's name in its title.
        return None


def sample_of(snapshot: Snapshot) -> Snapshot:
    """What certificates have in common that are made of one mould."""
    beginning = snapshot.check_url.removesuffix(snapshot.code)
    return replace(snapshot, person_name=SAMPLE_NAME, code=SAMPLE_CODE, check_url=beginning + SAMPLE_CODE)


def is_long(snapshot: Snapshot) -> bool:
    """Whether the name is set in smaller letters."""
    return len(snapshot.person_name) > LONGEST_NAME


def person_of(snapshot: Snapshot) -> Person:
    return Person(snapshot.person_name, snapshot.code, code_in_groups(snapshot.code), snapshot.check_url)


def _facts(snapshot: Snapshot) -> Mapping[str, object]:
    address = snapshot.check_url.partition("://")[2]
    return {
        "snapshot": snapshot,
        "code": code_in_groups(snapshot.code),
        "dates": listed([long_day(day) for day in snapshot.dates]),
        "length": length_in_words(snapshot.minutes),
        "address": address,
        "address_of_page": address.removesuffix(snapshot.code),
        "qr": qr_code(snapshot.check_url),
        "logo": pdf.logo_picture(snapshot.logo, snapshot.logo_alt),
        "longest_name": LONGEST_NAME,
    }


def length_in_words(minutes: int) -> str:
    """As in “6 hours”, “1 hour 30 minutes”, “45 minutes”."""
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    words = [plural(hours, "hour")] if hours else []
    return " ".join([*words, plural(rest, "minute")] if rest or not hours else words)


def qr_code(address: str) -> Markup:
    """A drawing whose `<title>` becomes the alternative text of the figure in the PDF."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=qr.MASK).save(
        out,
        kind="svg",
        xmldecl=False,
        border=qr.BORDER,
        omitsize=True,
        svgclass=None,
        lineclass=None,
        title=f"QR code that leads to {address}",
    )
    return Markup(out.getvalue().decode())  # noqa: S704  # made by the library from an address of ours

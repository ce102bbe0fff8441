"""A logo as it is kept: a small PNG of our own making, whatever was sent. Plain Python.

What was sent is read by its content, never by its name, and only its pixels are kept: no text, no
profile, no second picture and no script can come along.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.partnership.domain import NotALogo

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 5 * 1024 * 1024
# As many pixels as a good camera takes; a small file may claim far more.
MOST_PIXELS = 25_000_000
SMALLEST_SIDE = 16
# Twice as high as a page shows it, for screens that show twice as much, and for paper.
HIGHEST, WIDEST = 120, 480
# Every first visit loads it.
LARGEST_KEPT = 12_000
COLOURS = (256, 128, 64, 32, 16)
SHRINK = 0.8
STARTS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that is kept, under a name that follows from what is in it."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def as_logo(content: bytes) -> Drawn:
    """Raise `NotALogo`, saying why, for anything that is no sound PNG or JPEG picture of a sensible size."""
    if len(content) > LARGEST_FILE:
        raise NotALogo("The picture must be smaller than 5 MB")
    kind = next((kind for start, kind in STARTS.items() if content.startswith(start)), None)
    if kind is None:
        raise NotALogo("Choose a picture in PNG or JPEG format")
    picture = _read(content, kind)
    picture.thumbnail((WIDEST, HIGHEST))
    made = _small_enough(picture)
    return Drawn(made, picture.width, picture.height)


def _read(content: bytes, kind: str) -> Image:
    """Its pixels alone, in colour and with what is see-through."""
    from PIL import Image, ImageFile, ImageOps  # noqa: PLC0415  # only where somebody sends a logo

    # The PDF library tells Pillow, for the whole process, to fill up whatever a picture lacks.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as sent:
            _refuse_size(*sent.size)
            seen = ImageOps.exif_transpose(sent).convert("RGBA")
    except NotALogo:
        raise
    except Exception as error:  # the decoders raise whatever they stumble over
        raise NotALogo("The picture could not be read. It may be damaged") from error
    plain = Image.new("RGBA", seen.size)
    plain.paste(seen)
    return plain


def _refuse_size(width: int, height: int) -> None:
    if min(width, height) < SMALLEST_SIDE:
        raise NotALogo(f"The picture must be at least {SMALLEST_SIDE} pixels wide and high")
    if width * height > MOST_PIXELS:
        raise NotALogo("The picture has too many pixels. Make it smaller")


def _small_enough(picture: Image) -> bytes:
    """As a PNG; with fewer colours, and at last fewer pixels, where it would be too much."""
    made = _as_png(picture)
    for colours in COLOURS:
        if len(made) <= LARGEST_KEPT:
            return made
        made = _as_png(picture.quantize(colours))
    while len(made) > LARGEST_KEPT:
        width, height = (max(1, int(side * SHRINK)) for side in picture.size)
        picture.thumbnail((width, height))
        made = _as_png(picture.quantize(COLOURS[-1]))
    return made


def _as_png(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()

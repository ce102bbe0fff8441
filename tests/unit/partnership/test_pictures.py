"""What becomes a logo, and what does not: only pixels are kept, and few of them."""

from __future__ import annotations

import importlib
import io
import random

import pytest
from PIL import Image, PngImagePlugin

from portal.partnership.domain import NotALogo
from portal.partnership.pictures import HIGHEST, LARGEST_FILE, LARGEST_KEPT, WIDEST, as_logo


def picture(width=300, height=100, *, kind="PNG", mode="RGB", colour=(15, 95, 107), **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), colour).save(out, format=kind, **options)
    return out.getvalue()


def noise(width=600, height=600) -> bytes:
    out = io.BytesIO()
    drawn = random.Random(1).randbytes(width * height * 3)  # noqa: S311  # a picture, no secret
    Image.frombytes("RGB", (width, height), drawn).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_kept_small_as_a_png(kind):
    made = as_logo(picture(2000, 500, kind=kind))
    assert (made.width, made.height) == (WIDEST, 120)
    assert made.content.startswith(b"\x89PNG")
    with Image.open(io.BytesIO(made.content)) as kept:
        assert kept.size == (made.width, made.height)


def test_a_small_one_is_not_blown_up():
    assert (as_logo(picture(64, 32)).width, as_logo(picture(64, 32)).height) == (64, 32)


def test_what_is_see_through_stays_so():
    made = as_logo(picture(mode="RGBA", colour=(0, 0, 0, 0)))
    with Image.open(io.BytesIO(made.content)) as kept:
        assert kept.convert("RGBA").getpixel((5, 5))[3] == 0


def test_nothing_but_pixels_comes_along():
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "<script>alert(1)</script>")
    made = as_logo(picture(pnginfo=said, icc_profile=b"x" * 500))
    assert b"script" not in made.content
    assert b"iCCP" not in made.content
    exif = Image.Exif()
    exif[0x9286] = "Taken at home"
    assert b"home" not in as_logo(picture(kind="JPEG", exif=exif)).content


def test_a_tail_behind_the_picture_is_cut_off():
    assert b"<html>" not in as_logo(picture() + b"<html>").content


def test_a_turned_photograph_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    made = as_logo(picture(200, 100, kind="JPEG", exif=exif))
    assert (made.width, made.height) == (60, 120)


def test_however_busy_it_stays_within_the_budget():
    made = as_logo(noise())
    assert len(made.content) <= LARGEST_KEPT
    assert made.height <= HIGHEST


def test_the_same_picture_has_the_same_name():
    assert as_logo(picture()).digest == as_logo(picture()).digest
    assert as_logo(picture()).digest != as_logo(picture(colour=(0, 0, 0))).digest


def test_half_a_picture_is_refused_even_once_a_pdf_was_made():
    importlib.import_module("weasyprint")
    with pytest.raises(NotALogo, match="could not be read"):
        as_logo(picture()[:200])


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", "PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "PNG or JPEG"),
        (b"GIF89a" + b"\0" * 40, "PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n<script>", "could not be read"),
        (b"\xff\xd8\xff\xe0 no picture", "could not be read"),
        (picture()[:200], "could not be read"),
        (picture(8, 300), "at least 16 pixels"),
        (picture(6000, 6000, mode="1", colour=0), "too many pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * LARGEST_FILE, "smaller than 5 MB"),
    ],
)
def test_anything_else_is_refused_with_a_reason(sent, why):
    with pytest.raises(NotALogo, match=why) as refusal:
        as_logo(sent)
    assert refusal.value.field == "file"

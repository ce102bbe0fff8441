"""Tagged PDF/UA documents by WeasyPrint, imported only where a PDF is made.

Fonts, sheets and images are found once and shared: a fresh font configuration for every document
doubled the time and never gave its memory back.
"""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app

from portal.kernel import margins
from portal.kernel.errors import Unavailable
from portal.kernel.slice import registry

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

STYLES = Path(__file__).parent.parent / "static" / "src" / "pdf"

# Pango's caches are not safe to share between threads at the same moment.
_one_at_a_time = threading.Lock()
_images: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its bytes in it, as a document needs it: it fetches nothing."""

    source: str
    alt: str


def logo_picture(digest: str, alt: str) -> Picture | None:
    """The logo of this fingerprint; None for no fingerprint, or for one that nobody keeps."""
    for find in registry().providers("logo_content") if digest else ():
        content: bytes | None = find(digest)
        if content is not None:
            return Picture(f"data:image/png;base64,{b64encode(content).decode()}", alt)
    return None


def from_template(template: str, *, style: str, **facts: object) -> bytes:
    """The document that a template in `templates/` makes of these facts.

    The template sees nothing else: no request, no settings, no signed-in person. The same facts give the
    same bytes, on whichever page or in whichever task the document is made.
    """
    return render(current_app.jinja_env.get_template(template).render(facts), style=style)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A document as its objects (pydyf's), and the fonts in which it is set (WeasyPrint's), by short name."""

    pdf: Any
    fonts: Mapping[str, Sequence[Any]]

    @staticmethod
    def content_of(font: Any) -> bytes:  # noqa: ANN401  # weasyprint's own type
        """The whole file of a font, of which the document holds a part."""
        from weasyprint.text.fonts import get_hb_object_data  # noqa: PLC0415  # see below

        content: bytes = get_hb_object_data(font.hb_face)
        return content


def lay_out(template: str, *, style: str, **facts: object) -> LaidOut:
    """What `from_template` makes, before it is a file: for whoever makes many files of one layout."""
    kept: list[LaidOut] = []

    def keep(document: Any, made: Any) -> None:  # noqa: ANN401  # weasyprint's own types
        fonts: dict[str, list[Any]] = {}
        for font in document.fonts.values():
            fonts.setdefault(font.hash, []).append(font)
        for one in made.objects:
            if hasattr(one, "stream"):  # pictures are forgotten with the document: read them now
                one.stream = [getattr(part, "data", part) for part in one.stream]
        kept.append(LaidOut(made, fonts))

    render(current_app.jinja_env.get_template(template).render(facts), style=style, finisher=keep)
    return kept[0]


def render(html: str, *, style: str, finisher: Callable[[Any, Any], None] | None = None) -> bytes:
    """The document as a tagged PDF/UA-1 file. `style` names a sheet in `static/src/pdf`.

    `finisher` sees the document and its objects when they are complete. Raises `Unavailable` when this
    machine lacks the libraries that WeasyPrint draws with, and `ValueError` when the document asks for
    anything that is not in it.
    """

    def finish(document: Any, made: Any) -> None:  # noqa: ANN401  # weasyprint's own types
        margins.set_apart(made)
        if finisher is not None:
            finisher(document, made)

    with _one_at_a_time:
        weasyprint = _weasyprint()
        document = weasyprint.HTML(string=html, base_url=str(STYLES), url_fetcher=_fetcher())
        try:
            made: bytes = document.write_pdf(
                stylesheets=[_sheet(style)],
                font_config=_fonts(),
                cache=_images,
                pdf_variant="pdf/ua-1",
                # A fixed identifier: the same words give the same bytes.
                pdf_identifier=b"good-help-portal",
                finisher=finish,
            )
        except weasyprint.urls.FatalURLFetchingError as error:
            # WeasyPrint's own is no `Exception`, and would take a whole worker with it.
            raise ValueError(str(error)) from None
        finally:
            # Pictures of one document, such as its QR code, are of no use to the next.
            _images.clear()
    return made


@cache
def _weasyprint() -> Any:  # noqa: ANN401  # an optional module, imported late
    try:
        import weasyprint  # noqa: PLC0415  # 1.5 s and system libraries: only where a PDF is made
    except OSError as error:
        raise Unavailable(
            "PDFs cannot be made on this machine yet. Ask your administrator to run “make setup”"
        ) from error
    return weasyprint


@cache
def _fetcher() -> Any:  # noqa: ANN401  # weasyprint's own type
    """Documents are made from their own words and drawings: whatever else one asks for is a mistake."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415  # see above

    class OnlyEmbedded(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ANN401  # weasyprint's own type
            if not url.startswith("data:"):
                raise FatalURLFetchingError(f"A document may not fetch {url}")
            return super().fetch(url, headers)

    return OnlyEmbedded()


@cache
def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # see above

    return FontConfiguration()


@cache
def _sheet(name: str) -> Any:  # noqa: ANN401  # weasyprint's own type
    return _weasyprint().CSS(filename=str(STYLES / f"{name}.css"), font_config=_fonts())

"""Tagged PDF/UA documents by WeasyPrint, imported only where a PDF is made.

Fonts and images are found once and shared: a fresh font configuration for every document
doubled the time and never gave its memory back.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.kernel.errors import Unavailable

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

STYLES = Path(__file__).parent.parent / "static" / "src" / "pdf"

# Pango's caches are not safe to share between threads at the same moment.
_one_at_a_time = threading.Lock()
_images: dict[str, Any] = {}


def render(html: str, *, style: str) -> bytes:
    """The document as a tagged PDF/UA-1 file. `style` names a sheet in `static/src/pdf`.

    Raises `Unavailable` when this machine lacks the libraries that WeasyPrint draws with.
    """
    with _one_at_a_time:
        weasyprint = _weasyprint()
        document = weasyprint.HTML(string=html, base_url=str(STYLES), url_fetcher=_only_embedded)
        made: bytes = document.write_pdf(
            stylesheets=[_sheet(style)],
            font_config=_fonts(),
            cache=_images,
            pdf_variant="pdf/ua-1",
            # A fixed identifier: the same snapshot gives the same bytes.
            pdf_identifier=b"good-help-portal",
        )
    return made


def _only_embedded(url: str, *_: object, **__: object) -> dict[str, Any]:
    """Documents are made from their own text and drawings; nothing is fetched for them."""
    raise ValueError(f"A document may not fetch {url}")


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
def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # see above

    return FontConfiguration()


@cache
def _sheet(name: str) -> Any:  # noqa: ANN401  # weasyprint's own type
    return _weasyprint().CSS(filename=str(STYLES / f"{name}.css"), font_config=_fonts())

"""Letters on paper: each on a page of its own, with the address where an envelope has its window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.kernel import pdf
from portal.kernel.text import day


@dataclass(frozen=True, slots=True)
class OnPaper:
    name: str
    address: tuple[str, ...]
    written_on: str
    subject: str
    body: str


def draw_letters(rows: Sequence[Any], issuer: str) -> bytes:
    """One tagged PDF/UA-1 file with a letter on a page."""
    return pdf.from_template(
        "pdf/letters.html", style="letters", issuer=issuer, letters=[_on_paper(row) for row in rows]
    )


def _on_paper(row: Any) -> OnPaper:  # noqa: ANN401  # a row of `queries.select_letters`
    name = f"{row.given_name} {row.family_name}" if row.given_name else ""
    lines = (line.strip().rstrip(",") for line in row.recipient.replace(", ", "\n").splitlines())
    address = tuple(line for line in lines if line)
    return OnPaper(name, address, day(row.written_at), row.subject, row.body.strip())

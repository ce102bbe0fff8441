"""A passport as a PDF and as data, of the same facts as its page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from portal.kernel import pdf
from training.passport.domain import Passport

SCHEMA = Path(__file__).with_name("schema.json")


def as_pdf(passport: Passport) -> bytes:
    """A tagged PDF/UA-1 file."""
    return pdf.from_template("pdf/passport.html", style="passport", passport=passport)


def as_json(passport: Passport, schema: str) -> str:
    return json.dumps(passport.to_json(schema), ensure_ascii=False, indent=1)


def read_schema() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return content

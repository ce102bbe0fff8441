"""A copy of what is held about a person: the same facts as a page, a PDF and data, in one ZIP file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from flask import current_app

from portal.kernel import clock, pdf, text
from portal.kernel.db import db
from portal.kernel.held import Held, LeftOut
from portal.kernel.slice import registry
from portal.kernel.words import worded
from portal.trail.models import SubjectAccess

Report = Callable[[int, int], None]


def declared() -> tuple[list[Held], list[LeftOut]]:
    """What every room says it holds, and what it does not hand out."""
    offered = [one for offer in registry().providers("held") for one in offer()]
    return (
        [one for one in offered if isinstance(one, Held)],
        [one for one in offered if isinstance(one, LeftOut)],
    )


def make_copy(copy: SubjectAccess, report: Report) -> bytes:
    """Read section by section, so that nobody waits for it; `report` says how far it is."""
    held, left_out = declared()
    shown = [one for one in held if copy.with_cases or not one.of_cases]
    person_id, name, with_cases = copy.person_id, copy.person.name, copy.with_cases
    sections = []
    for done, one in enumerate(shown, start=1):
        sections.append({"title": worded(one.title), "records": _records(one, person_id)})
        db.session.rollback()
        report(done, len(shown))
    why = sorted({one.why for one in left_out})
    if not with_cases:
        why.append("Audits and feedback: whoever administers the portal does not see them")
    return _zipped({"person": name, "made_at": clock.now(), "sections": sections, "left_out": why})


def _records(one: Held, person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(one.select(person_id))
    labels = [key.replace("_", " ").strip().capitalize() for key in rows.keys()]  # noqa: SIM118  # a result's own
    return [dict(zip(labels, row, strict=True)) for row in rows]


def _zipped(facts: dict[str, Any]) -> bytes:
    page = current_app.jinja_env.get_template("pdf/held.html").render(**facts, shown=_in_words)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("what-is-held.html", page)
        archive.writestr("what-is-held.pdf", pdf.render(page, style="held"))
        archive.writestr("what-is-held.json", json.dumps(facts, default=_plain, indent=2, ensure_ascii=False))
    return file.getvalue()


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _in_words(value: object) -> str:
    if value is None or value == "":
        return "Not recorded"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return text.moment(value) if isinstance(value, datetime) else text.day(value)
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    return _nested(value)


def _nested(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_in_words(one)}" for key, one in value.items()) or "Not recorded"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_in_words, value)) or "Not recorded"
    return str(value)

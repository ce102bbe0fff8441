"""What people do with a file, as tests say it: upload, name the columns, look, apply."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO

from flask import current_app
from sqlalchemy import select

from portal.imports.models import FileImport
from portal.kernel import work
from portal.kernel.db import db
from tests.support.pages import parse, words_of


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]], encoding: str = "utf-8") -> bytes:
    text = StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode(encoding)


def do_work() -> None:
    """What the worker does beside the web server."""
    db.session.commit()
    work.drain(current_app.extensions["slices"].tasks)
    db.session.expire_all()
    failures = db.session.scalars(select(work.Work.failure).where(work.Work.failure != "")).all()
    assert not failures, failures


def upload(client, kind: str, data: bytes, name: str = "list.csv", **answers):
    """The answer to an upload. A source that is not known yet is given a name."""
    said = {"source_name": "A list", **answers}
    return client.submit(f"/imports/{kind}/upload", file=(BytesIO(data), name), **said)


def look_at(client, kind: str, data: bytes, columns: Mapping[str, str] | None = None, **answers) -> str:
    """Upload, take the columns as proposed (or as given), have it read; the address of its page."""
    sent = upload(client, kind, data, **answers)
    assert sent.status_code == 302, sent.text
    shown = client.submit(sent.location, answers=dict(columns or {})).location
    do_work()
    return shown


def apply(client, shown: str, **answers) -> FileImport:
    """Press Import and wait; the file as it is then."""
    client.submit(shown, form="form[action$='/apply']", **answers)
    do_work()
    return the_import(shown)


def bring_in(
    client, kind: str, data: bytes, columns: Mapping[str, str] | None = None, **answers
) -> FileImport:
    return apply(client, look_at(client, kind, data, columns, **answers))


def the_import(shown: str) -> FileImport:
    return db.session.get_one(FileImport, int(shown.rsplit("/", 1)[1].partition("?")[0]))


def tally(text: str) -> dict[str, int]:
    """How many rows do what, as the page says it; without those that are none."""
    items = (words_of(item).split(" ", 1) for item in parse(text).select(".portal-tally__item"))
    return {words: int(count.replace(",", "")) for count, words in items if count != "0"}


def listed(text: str) -> list[list[str]]:
    """The rows of the page's table."""
    return [[words_of(cell) for cell in row.select("th, td")] for row in parse(text).select("main tbody tr")]

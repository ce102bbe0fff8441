"""Long lists: a page at a time, in an order people choose, and as CSV without spreadsheet formulas."""

from __future__ import annotations

import csv
import io
import math
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from os import SEEK_END
from typing import IO, Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import Flask, Response, request, url_for
from sqlalchemy import ColumnElement, Select, func, select

from portal.kernel import clock
from portal.kernel.db import db

Row = TypeVar("Row")
PAGE_SIZE = 25
# Beyond this nobody leafs, and counting further would cost more the larger the partnership grows.
COUNT_LIMIT = 5_000
# A spreadsheet takes a cell that starts so for a formula (OWASP, "CSV injection"); full-width forms too.
FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
ROWS_A_CHUNK = 500
# A file that is larger waits on disk until it is sent, a piece at a time.
IN_MEMORY = 1 << 20
PIECE = 1 << 16
DESCENDING = "-"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list. `total` stops at `COUNT_LIMIT`; `is_cut` says that there are more."""

    items: Sequence[Row]
    number: int
    size: int
    total: int
    is_cut: bool = False

    @property
    def pages(self) -> int:
        return max(1, math.ceil(self.total / self.size))

    @property
    def first(self) -> int:
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last(self) -> int:
        return min(self.total, self.number * self.size)

    @property
    def numbers(self) -> list[int | None]:
        """The page numbers to offer, None for a gap: the ends, this page and its neighbours."""
        near = {1, self.number - 1, self.number, self.number + 1, self.pages}
        shown: list[int | None] = []
        for number in sorted(near & set(range(1, self.pages + 1))):
            before = shown[-1] if shown else number - 1
            if before is not None and number - before > 1:
                shown.append(None)
            shown.append(number)
        return shown


@dataclass(frozen=True, slots=True)
class Sort:
    """Which column a list is ordered by."""

    key: str
    descending: bool = False

    def by(self, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """What to order by; the statement adds a unique column behind it."""
        column = columns[self.key]
        return column.desc() if self.descending else column.asc()

    def link(self, key: str) -> str:
        """What the heading of a column asks for: the other direction when it is the current one."""
        return f"{DESCENDING}{key}" if key == self.key and not self.descending else key

    def state(self, key: str) -> str:
        """The column's `aria-sort`."""
        if key != self.key:
            return "none"
        return "descending" if self.descending else "ascending"


def read_sort(asked: Mapping[str, str], allowed: Iterable[str], default: str) -> Sort:
    """The order that `?sort=name` or `?sort=-name` asks for; the default for anything unknown."""
    for wanted in (asked.get("sort", ""), default):
        key = wanted.removeprefix(DESCENDING)
        if key in set(allowed):
            return Sort(key, wanted.startswith(DESCENDING))
    raise ValueError(f"{default} is not a column to sort by")


def read_page_number(asked: Mapping[str, str]) -> int:
    """The page that `?page=3` asks for; the first for anything unreadable."""
    wanted = asked.get("page", "")
    return max(1, int(wanted)) if re.fullmatch(r"[0-9]{1,6}", wanted) else 1


def paged(statement: Select[Any], number: int = 1, size: int = PAGE_SIZE) -> Page[Any]:
    """One page of what the statement selects, in two statements. Its order must end in a unique column."""
    cut = statement.order_by(None).limit(COUNT_LIMIT + 1).subquery()
    found = db.session.scalar(select(func.count()).select_from(cut)) or 0
    total = min(found, COUNT_LIMIT)
    number = min(max(1, number), max(1, math.ceil(total / size)))
    answer = db.session.execute(statement.limit(size).offset((number - 1) * size))
    single = len(statement.column_descriptions) == 1
    items = answer.scalars().all() if single else answer.all()
    return Page(items, number, size, total, is_cut=found > COUNT_LIMIT)


def paged_at_once(statement: Select[Any], number: int = 1, size: int = PAGE_SIZE) -> Page[Any]:
    """The same in one statement, for searches whose order needs every row: counting them apart costs as much.

    Each item has a last column more, `of_all`.
    """
    number = min(number, math.ceil(COUNT_LIMIT / size))
    counted = statement.add_columns(func.count().over().label("of_all"))
    rows = db.session.execute(counted.limit(size).offset((number - 1) * size)).all()
    if not rows:
        return Page([], 1, size, 0) if number == 1 else paged(statement, number, size)
    return Page(rows, number, size, min(rows[0].of_all, COUNT_LIMIT), is_cut=rows[0].of_all > COUNT_LIMIT)


def count_rows(statement: Select[Any]) -> int:
    """How many rows the statement selects, however many they are."""
    return db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def streamed(statement: Select[Any]) -> Iterator[Any]:
    """Rows of a long export, a few at a time, so that memory stays flat.

    Asked when the first is read and not before. Whoever breaks it off leaves nothing open.
    """
    with db.session.execute(statement.execution_options(yield_per=ROWS_A_CHUNK)) as rows:
        yield from rows


def csv_response(filename: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A download that Excel opens rightly: UTF-8 with a byte order mark, and no cell that is a formula."""
    chunks = (chunk.encode() for chunk in csv_chunks(head, rows))
    return file_response(filename, "text/csv; charset=utf-8", chunks)


def file_response(filename: str, content_type: str, chunks: Iterable[bytes]) -> Response:
    """A download that is whole or does not come: it is made before its first byte leaves.

    A fault on the way is then the page that says so. Were the rows sent as they are read, the server would
    end a broken file as it ends a whole one, and nobody could see that rows are missing. What is long lies
    on disk meanwhile; its length goes ahead, so that a connection that breaks shows as well.
    """
    made = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed with the answer
    try:
        for chunk in chunks:
            made.write(chunk)
    except BaseException:
        made.close()
        raise
    return sent(made, filename, content_type)


def sent(made: IO[bytes], filename: str, content_type: str) -> Response:
    """A finished file as a download. It is closed where it was read to its end, or with the answer."""
    length = made.seek(0, SEEK_END)
    answer = Response(_read_to_the_end(made), content_type=content_type)
    answer.call_on_close(made.close)
    answer.content_length = length
    safe = re.sub("[^A-Za-z0-9._-]", "-", filename)
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return answer


def _read_to_the_end(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        made.seek(0)
        while chunk := made.read(PIECE):
            yield chunk


def csv_chunks(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "\ufeff" + _as_csv([head])
    remaining = iter(rows)
    while chunk := list(islice(remaining, ROWS_A_CHUNK)):
        yield _as_csv(chunk)


def _as_csv(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([csv_cell(value) for value in row] for row in rows)
    return text.getvalue()


def csv_cell(value: object) -> object:
    """A value as people read it, and never as a formula."""
    if value is None or isinstance(value, bool):
        return "" if value is None else "yes" if value else "no"
    if isinstance(value, datetime):
        return clock.in_london(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        text = str(value)
        return f"'{text}" if FORMULA.match(text) else text
    return value


def url_with(**changes: object) -> str:
    """The address of the page being shown, with some words of its query changed; None takes one out."""
    words = request.args.to_dict(flat=False) | changes
    kept = {name: value for name, value in words.items() if value is not None}
    # Not through url_for's own arguments: a visitor's words must not become _scheme or endpoint.
    path = url_for(request.endpoint or "", **(request.view_args or {}))
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def url_of_all(endpoint: str, **arguments: object) -> str:
    """The address of something about the whole list being shown, by the same filters: its download."""
    words = request.args.to_dict(flat=False)
    words.pop("page", None)
    path = url_for(f"{request.blueprint}{endpoint}" if endpoint.startswith(".") else endpoint, **arguments)  # type: ignore[arg-type]  # Flask's own are typed apart
    return f"{path}?{urlencode(words, doseq=True)}" if words else path


def init_tables(app: Flask) -> None:
    """Give templates `url_with(page=2)` and `url_of_all(".export_people")`."""
    app.add_template_global(url_with, "url_with")
    app.add_template_global(url_of_all, "url_of_all")

"""The test client of the pages: it fails the test when any answer breaks the rules that every page obeys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request

from portal.accounts.models import Account
from portal.kernel.db import db
from tests.support.forms import fill, find_form, upload
from tests.support.logged import SILENT_PAGES, Units, watched_units
from tests.support.pages import check_page
from tests.support.sessions import a_session_key, signed_in_as

# How the test itself keeps transactions apart; the running portal sends none of these.
BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA", "SET ")
READS = ("SELECT", "WITH", "VALUES", "EXPLAIN")
# The one change that reading may make: the log of who opened what, written by `portal.kernel.activity`.
ACCESS_LOG = "INSERT INTO ACTIVITY "
CHANGES = ("INSERT", "UPDATE", "DELETE", "MERGE")
REDIRECTS = {301, 302, 303, 307, 308}


@contextmanager
def recorded_statements() -> Iterator[list[str]]:
    """Every statement sent to a database while the block runs."""
    statements: list[str] = []

    def record(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(BOOKKEEPING):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", record)


class PageClient(FlaskClient):
    """Counts statements, catches a GET that writes, and reads every page it is shown."""

    # Statements that a page, and a change, may take. The test of a large import may raise the second.
    query_budget = 10
    change_budget = 15

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Each request has a session of its own, as in production, and nothing in memory."""
        assert not kwargs.get("follow_redirects"), "Use follow(response), so that each answer is checked"
        db.session.commit()
        with (
            self.application.app_context(),
            recorded_statements() as statements,
            watched_units() as units,
        ):
            response = super().open(*args, **kwargs)
        self._check_statements(response.request.method, response.request.path, statements)
        self._check_told(response.request, units)
        has_page = response.mimetype == "text/html" and response.request.method != "HEAD"
        if has_page and response.status_code not in REDIRECTS:
            check_page(response.text)
        return response

    def _check_statements(self, method: str, path: str, statements: list[str]) -> None:
        reads = method in {"GET", "HEAD"}
        budget = self.query_budget if reads else self.change_budget
        listed = "\n".join(statements)
        assert len(statements) <= budget, f"{method} {path}: {len(statements)} of {budget}:\n{listed}"
        if reads:
            reading = (*READS, ACCESS_LOG)
            written = [one for one in statements if not one.lstrip("( \n").upper().startswith(reading)]
            assert not written, f"GET {path} wrote to the database: {written}"

    def _check_told(self, request: Request, units: Units) -> None:
        assert not units.bare, f"{request.method} {request.path}: no before and after of {units.bare}"
        untold = units.untold()
        if untold:
            address = self.application.url_map.bind_to_environ(request.environ)
            endpoint, _ = address.match(method=request.method)
            assert endpoint in SILENT_PAGES, (
                f"{request.method} {request.path}: nothing in the log of {untold}"
            )

    def submit(
        self,
        url: str,
        /,
        *,
        form: str = "main form[method=post]",
        press: str | None = None,
        answers: Mapping[str, object] | None = None,
        **more: object,
    ) -> TestResponse:
        """Open the page, fill in the form that it really shows, and send it.

        `form` chooses among several; `press` is the words on the button. Names that are no Python
        names go into `answers`. A date fills three fields, a list several ticks, and a file is a
        path or a pair of stream and name.
        """
        shown = self.get(url)
        assert shown.status_code == 200, f"{url} answered {shown.status_code}"
        filled = fill(find_form(shown.text, url, form), url, {**(answers or {}), **more}, press)
        if filled.method == "GET":
            return self.get(filled.url, query_string=filled.pairs)
        files = [(name, upload(file)) for name, file in filled.files]
        kind = "multipart/form-data" if filled.is_multipart else "application/x-www-form-urlencoded"
        return self.post(filled.url, data=MultiDict([*filled.pairs, *files]), content_type=kind)

    def follow(self, response: TestResponse) -> TestResponse:
        """Where a redirect leads."""
        assert response.status_code in REDIRECTS, f"Answered {response.status_code}, no redirect"
        return self.get(response.location)

    def sign_in(self, account: Account) -> None:
        """Be this account from here on, as if it had given its password."""
        key = a_session_key(account)
        with self.session_transaction() as session:
            session.clear()
            session.update(signed_in_as(key))

    def sign_out(self) -> None:
        with self.session_transaction() as session:
            session.clear()

"""What holds for every request before anything else looks at it: its number, its size, its characters."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress

from flask import Flask, Request, Response, abort, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.routing import IntegerConverter, ValidationError

# No table counts further, in either database.
LARGEST_ID = 2**63 - 1
LARGEST_ID_DIGITS = len(str(LARGEST_ID))
# Filters of a list need a tenth of it; what is longer could only wear out a database's search.
LONGEST_QUERY = 4_000
# How many times the size we accept is still read, only to say politely that it was too much.
LARGEST_BODY_READ_ON = 5
CHUNK = 64 * 1024
# A cookie may be so old before it is signed anew: it then lasts by so much less than was promised.
RENEWED_AFTER_SECONDS = 60


class IdConverter(IntegerConverter):
    """`<int:…>` in an address. A number that no row can have is an address of nothing: 404."""

    def to_python(self, value: str) -> int:
        # Python itself refuses to read numbers of thousands of digits.
        if len(value) > LARGEST_ID_DIGITS or int(value) > LARGEST_ID:
            raise ValidationError
        return int(super().to_python(value))


class Session(SecureCookieSession):
    """What the cookie holds, and when it was signed."""

    signed_at = 0.0


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, and never on an answer that a shared cache may keep.

    Flask signs the cookie of everybody who is signed in anew with each answer, so that it lasts for so
    long after the last page. A cookie younger than a minute is left as it is.
    """

    session_class = Session

    def __init__(self) -> None:
        self._kept: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The same for every request: neither the key nor anything else about it changes."""
        self._kept = self._kept or super().get_signing_serializer(app)
        return self._kept

    def open_session(self, app: Flask, request: Request) -> Session:
        cookie, signer = request.cookies.get(self.get_cookie_name(app)), self.get_signing_serializer(app)
        if not cookie or signer is None:
            return Session()
        longest = int(app.permanent_session_lifetime.total_seconds())
        try:
            content, signed_at = signer.loads(cookie, max_age=longest, return_timestamp=True)
        except BadSignature:
            return Session()
        session = Session(content)
        session.signed_at = signed_at.timestamp()
        return session

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if session.modified or not isinstance(session, Session):
            return super().should_set_cookie(app, session)
        return session.permanent and time.time() - session.signed_at >= RENEWED_AFTER_SECONDS

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not response.cache_control.public:
            super().save_session(app, session, response)


def init_requests(app: Flask) -> None:
    """Call it before anything else that looks at requests: errors show the number given here."""
    app.url_map.converters["int"] = IdConverter
    app.session_interface = Sessions()
    app.before_request(_begin)


def read_on() -> None:
    """Take in the rest of a body that is refused for its size, up to a point.

    A browser that is still sending when the connection closes shows its own error and never our page.
    """
    left = (current_app.config["MAX_CONTENT_LENGTH"] or 0) * LARGEST_BODY_READ_ON
    body = request.environ["wsgi.input"]
    with suppress(OSError):
        while left > 0 and (chunk := body.read(CHUNK)):
            left -= len(chunk)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    if len(request.query_string) > LONGEST_QUERY:
        abort(414)
    largest = getattr(current_app.view_functions.get(request.endpoint or ""), "__largest_body__", None)
    # A stranger's body is looked at too, for its token, and need not be large for that.
    if largest is not None and "_user_id" in session:
        request.max_content_length = largest
    # No address of ours holds one, and PostgreSQL cannot compare with it. Forms drop theirs by themselves.
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        abort(400)

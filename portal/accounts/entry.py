"""How a request becomes somebody: what stands between the first factor and a session.

A room above with a first factor of its own (a link by email, single sign-on, a passkey) ends it with
`enter`. A room that asks for a second one gives the provider `sign_in_step`: called with the account's
id and the way in, it answers the endpoint of a page that must be passed first, or None. That page asks
`find_pending` who is coming, counts each try with `throttle.count(attempt(), pending.key)` before it
looks at it, takes it back with `throttle.give_back` after a right one, and ends with `let_in`.
Until then the visitor is nobody: the session holds a mark that opens no page, and only for a while.

Two more providers fill the pages: `ways_in(next_page)` adds links to the sign-in page, and
`account_links(actor)` to the page about one's own account. Both answer `Link`s and ask the database nothing.

A running session may be stopped by the provider `door(actor)`: asked before each page that needs somebody
signed in, it answers None, or what is shown instead. `page_after_sign_out()` says where signing out leads.
Neither asks the database anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.domain import SignInRules, Way, browser_words
from portal.accounts.queries.accounts import find_open_account
from portal.accounts.services import sessions
from portal.accounts.services.sessions import BeginSession
from portal.accounts.throttle import Attempt
from portal.kernel import clock
from portal.kernel.db import unit_of_work
from portal.kernel.rules import in_force
from portal.kernel.slice import registry
from portal.settings import Settings

PENDING = "pending"
CAME_IN = "came_in"
# When this browser's session was last noted as used, in the cookie: asking the database would cost more.
NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody whose first factor was right, and who is nobody yet."""

    account_id: int
    person_id: int
    version: int
    way: Way
    since: datetime
    next_page: str

    @property
    def key(self) -> str:
        """What the throttle counts their tries under; no address looks like it."""
        return f"second step {self.account_id}"


@dataclass(frozen=True, slots=True)
class CameIn:
    """The first factor of a session, and when it began."""

    way: Way
    at: datetime


def enter(
    account_id: int, way: Way, next_page: str | None = None, *, is_enough: bool = False
) -> ResponseReturnValue:
    """The first factor was right: let the person in, or send them to the step that a room above asks for.

    Nothing of the session before survives. The page they wanted is read from `?next=` of this request,
    unless a room kept it. `is_enough` says that whoever vouches for them asked for a second factor too.
    """
    account = find_open_account(account_id)
    if account is None:
        abort(403)
    pending = Pending(
        account_id=account.id,
        person_id=account.person_id,
        version=account.session_version,
        way=way,
        since=clock.now(),
        next_page=next_page or wanted_page(),
    )
    step = None if is_enough else _find_step(pending)
    if step is None:
        return let_in(pending)
    session.clear()
    session[PENDING] = [pending.account_id, pending.version, way.value, _stamp(pending), pending.next_page]
    return redirect(url_for(step))


def find_pending() -> Pending | None:
    """Who has passed the first factor in this browser; None for nobody, or once it was too long ago.

    Also None when the account was closed, or signed out everywhere, since. One statement.
    """
    mark = session.get(PENDING)
    if mark is None:
        return None
    account_id, version, way, since, next_page = mark
    at = datetime.fromisoformat(since)
    if clock.now() - at > in_force(SignInRules).pending_for:
        return None
    account = find_open_account(account_id)
    if account is None or account.session_version != version:
        return None
    return Pending(account_id, account.person_id, version, Way(way), at, next_page)


def let_in(pending: Pending) -> ResponseReturnValue:
    """Start a new session and lead on; nothing from before signing in survives. Commits by itself."""
    command = BeginSession(
        account_id=pending.account_id,
        version=pending.version,
        way=pending.way,
        browser=browser_words(request.headers.get("User-Agent", "")),
        longest=timedelta(hours=_settings().session_hours),
    )
    with unit_of_work():
        key = sessions.begin_session(command)
    session.clear()
    session.permanent = True
    session[CAME_IN] = [pending.way.value, clock.now().isoformat()]
    # What Flask-Login's `login_user` would do, without loading whom the next page loads anyway.
    session["_user_id"], session["_fresh"] = key, True
    session[NOTED] = int(clock.now().timestamp())
    return redirect(pending.next_page)


def came_in() -> CameIn | None:
    """How and when this session began; None for one that did not begin here."""
    mark = session.get(CAME_IN)
    return CameIn(Way(mark[0]), datetime.fromisoformat(mark[1])) if mark else None


def wanted_page() -> str:
    """Where the person was going, if that is a page of ours; home otherwise."""
    wanted = request.args.get("next", "")
    # A browser reads "//host" and "/\host" as another site's address, and drops tabs and line breaks.
    is_ours = wanted.startswith("/") and wanted[1:2] not in {"/", "\\"} and wanted.isprintable()
    return wanted if is_ours else url_for("shell.home")


def attempt(scope: str = "") -> Attempt:
    """Where this request comes from, for the throttle; `scope` counts tries of one kind apart."""
    return Attempt(secret=_settings().secret_key, network=request.remote_addr or "", scope=scope)


def _find_step(pending: Pending) -> str | None:
    for ask in registry().providers("sign_in_step"):
        step: str | None = ask(pending.account_id, pending.way.value)
        if step is not None:
            return step
    return None


def _stamp(pending: Pending) -> str:
    return pending.since.isoformat()


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings

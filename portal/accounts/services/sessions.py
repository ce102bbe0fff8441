"""Beginning and ending sessions. Callers commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update

from portal.accounts.domain import SessionEnd, SessionRules, Way
from portal.accounts.models import Account, AccountSession
from portal.accounts.passwords import new_secret, secret_hash
from portal.accounts.queries import accounts, sessions
from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSession:
    """Command: let this account in. `version` is what it had when the first factor was right."""

    account_id: int
    version: int
    way: Way
    browser: str
    longest: timedelta


def begin_session(command: BeginSession) -> str:
    """Start a session and answer with the key for its cookie; nothing else ever knows its secret.

    Raises `Forbidden` when the account was closed, or signed out everywhere, since the first factor.
    """
    now, secret = clock.now(), new_secret()
    is_good = (
        Account.id == command.account_id,
        Account.session_version == command.version,
        Account.is_active,
    )
    # Locks the account too: closing it at the same instant ends this session or comes first.
    let_in = update(Account).where(*is_good).values(last_signed_in_at=now).returning(Account.id)
    if db.session.scalar(let_in) is None:
        raise Forbidden
    started = AccountSession(
        account_id=command.account_id,
        secret_hash=secret_hash(secret),
        way=command.way,
        browser=command.browser,
        started_at=now,
        expires_at=now + command.longest,
        seen_at=now,
    )
    db.session.add(started)
    db.session.flush()
    return f"{started.id}.{secret}"


def note_use(session_id: int) -> None:
    """Write down that the session was used just now."""
    db.session.execute(
        update(AccountSession).where(AccountSession.id == session_id).values(seen_at=clock.now())
    )


def end_session(actor: Actor, account_id: int, session_id: int, why: SessionEnd) -> None:
    """End one of one's own sessions; a copy of its cookie is worth nothing from now on. Safe to repeat."""
    found = sessions.get_own_session(account_id, session_id)
    if found.ended_at is not None:
        return
    found.ended_at, found.ended_why = clock.now(), why
    if why is SessionEnd.PICKED:
        activity.record(
            actor, "end_session", found, before={"state": "signed in"}, after={"state": "signed out"}
        )


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of the actor's account, on every device."""
    account = accounts.get_account_of(actor.person_id)
    end_all(account, SessionEnd.EVERYWHERE)
    signed_in, out = {"state": "signed in"}, {"state": "signed out on every device"}
    activity.record(actor, "sign_out_everywhere", account, before=signed_in, after=out)


def end_all(account: Account, why: SessionEnd, *, keep: int | None = None) -> None:
    """End what this account has open, sessions and half-way sign-ins, except the session `keep`."""
    account.session_version += 1
    open_ones = update(AccountSession).where(
        AccountSession.account_id == account.id, AccountSession.ended_at.is_(None)
    )
    if keep is not None:
        open_ones = open_ones.where(AccountSession.id != keep)
    db.session.execute(open_ones.values(ended_at=clock.now(), ended_why=why))


def forget_sessions(rules: SessionRules) -> None:
    """Drop sessions that ended, or ran out, long ago."""
    long_ago = clock.now() - rules.kept_for
    db.session.execute(delete(AccountSession).where(AccountSession.expires_at < long_ago))

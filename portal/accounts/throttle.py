"""How often a password may be guessed (docs/decisions/0004): counted before it is looked at.

Three counts, each with its limit: this account from this network, this account from anywhere, this
network at anything. Where an account has signed in before, only the first counts, so that a stranger
who guesses at somebody's account keeps that person out of it nowhere they usually are.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.domain import (
    ACCOUNT_LIMIT,
    KNOWN_FOR,
    NETWORK_LIMIT,
    PAIR_LIMIT,
    Limit,
    SignInPaused,
    is_paused,
    pause_after,
    remembered,
)
from portal.accounts.models import SignInThrottle
from portal.kernel import clock
from portal.kernel.db import db

LIMITS = {"pair": PAIR_LIMIT, "account": ACCOUNT_LIMIT, "network": NETWORK_LIMIT}
# Not a count: it stands for a network that the account has signed in from.
KNOWN = "known"
# One household or office holds 2^64 addresses of this kind.
IPV6_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where an attempt comes from. Only keyed hashes of it, and of the address tried, are kept."""

    secret: str
    network: str
    # Tries of different kinds are counted apart: asking for a link keeps nobody from signing in.
    scope: str = ""

    def keys(self, email: str) -> dict[str, str]:
        who, where = email.strip().casefold(), network_of(self.network)
        parts = {"pair": (who, where), "account": (who,), "network": (where,), KNOWN: (who, where)}
        return {kind: self._hash(kind, *part) for kind, part in parts.items()}

    def _hash(self, *parts: str) -> str:
        return hmac.new(
            self.secret.encode(),
            "\n".join((*parts, self.scope) if self.scope else parts).encode(),
            hashlib.sha256,
        ).hexdigest()


def network_of(address: str) -> str:
    """Whom an address speaks for: itself, or for IPv6 the whole network that one visitor is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, IPV6_NETWORK_BITS), strict=False))


def count(attempt: Attempt, email: str) -> None:
    """Count one failure in advance. Raises `SignInPaused`, and counts nothing, during a pause."""
    now = clock.now()
    keys = attempt.keys(email)
    rows = _locked(keys, now)
    is_known = (known := rows.get(keys[KNOWN])) is not None and now - known.failed_at < KNOWN_FOR
    counted = {kind: rows[keys[kind]] for kind in LIMITS if kind == "pair" or not is_known}
    if any(_is_paused(row, LIMITS[kind], now) for kind, row in counted.items()):
        raise SignInPaused
    for kind, row in counted.items():
        _add(row, LIMITS[kind], now)


def give_back(attempt: Attempt, email: str) -> None:
    """The password was right: what was counted for it is taken back, and the network is known from now on."""
    now = clock.now()
    keys = attempt.keys(email)
    rows = _locked(keys, now)
    if keys[KNOWN] not in rows:
        for kind in ("account", "network"):
            row, limit = rows[keys[kind]], LIMITS[kind]
            row.failures = max(0, row.failures - 1)
            row.paused_until = row.paused_until if row.failures >= limit.free else None
    rows[keys["pair"]].failures, rows[keys["pair"]].paused_until = 0, None
    known = rows.get(keys[KNOWN]) or SignInThrottle(key=keys[KNOWN], failures=0)
    known.failed_at = now
    db.session.add(known)


def forget() -> None:
    """Drop what no longer counts, so that a program that tries a million addresses does not stay with us."""
    now = clock.now()
    slowest = max(limit.free * limit.forgets_one_in for limit in LIMITS.values())
    old = (SignInThrottle.failures > 0) & (SignInThrottle.failed_at < now - 2 * slowest)
    unused = (SignInThrottle.failures == 0) & (SignInThrottle.failed_at < now - KNOWN_FOR)
    db.session.execute(delete(SignInThrottle).where(old | unused))


def _locked(keys: Mapping[str, str], now: datetime) -> dict[str, SignInThrottle]:
    """The rows of these keys, made where they were missing, and nobody else's until we commit.

    Always in the order of the keys: two who ask for the same rows never wait for each other in a circle.
    """
    counted = sorted(keys[kind] for kind in LIMITS)
    values = [{"key": key, "failures": 0, "failed_at": now} for key in counted]
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(insert(SignInThrottle).values(values).on_conflict_do_nothing())
    found = db.session.scalars(
        select(SignInThrottle)
        .where(SignInThrottle.key.in_(sorted(keys.values())))
        .order_by(SignInThrottle.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = {row.key: row for row in found}
    # One that was dropped between the two statements is made again.
    return rows if rows.keys() >= set(counted) else _locked(keys, now)


def _is_paused(row: SignInThrottle, limit: Limit, now: datetime) -> bool:
    """Below the limit a pause has no length: whoever asked a moment before it began must not fall into it."""
    return row.failures >= limit.free and is_paused(row.paused_until, now)


def _add(row: SignInThrottle, limit: Limit, now: datetime) -> None:
    # Of two at once the one that looked at the clock first may get the row second.
    quiet = max(now - row.failed_at, timedelta(0))
    row.failures = remembered(row.failures, quiet, limit) + 1
    row.failed_at = max(now, row.failed_at)
    row.paused_until = now + pause_after(row.failures, limit)

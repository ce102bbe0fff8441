"""Sessions as signing in would have begun them, for tests and benches that start behind that page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from portal.accounts.domain import Way
from portal.accounts.models import Account, AccountSession
from portal.accounts.passwords import secret_hash
from portal.kernel import clock
from portal.kernel.bulk import add_rows_for_ids
from portal.kernel.db import db

SECRET = "a secret that everybody knows"
# No test moves its clock so far.
NEVER = datetime(2999, 1, 1, tzinfo=UTC)


def a_session_key(account: Account) -> str:
    """What the cookie of this account holds once it is signed in. Commits."""
    key = session_keys([account.id])[0]
    db.session.commit()
    return key


def session_keys(account_ids: Sequence[int]) -> list[str]:
    """The same for a crowd; the caller commits."""
    rows = [
        {
            "account_id": account_id,
            "secret_hash": secret_hash(SECRET),
            "way": Way.PASSWORD,
            "browser": "Firefox on Linux",
            "started_at": clock.now(),
            "expires_at": NEVER,
            "seen_at": clock.now(),
        }
        for account_id in account_ids
    ]
    return [f"{number}.{SECRET}" for number in add_rows_for_ids(AccountSession, rows)]


def signed_in_as(key: str) -> dict[str, object]:
    """What the cookie holds; its use was noted, so that a test counts its own statements only."""
    return {"_user_id": key, "_fresh": True, "noted": int(NEVER.timestamp())}

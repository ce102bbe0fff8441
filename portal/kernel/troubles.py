"""What a database complains of, in the portal's own words, wherever in a request it happens."""

from __future__ import annotations

from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import DataError, OperationalError

from portal.kernel.errors import Busy, PortalError, Unavailable, Unreadable

# PostgreSQL's names for "somebody else held the lock, or won": whoever asks again may succeed.
LOCK_NOT_GIVEN = {"DeadlockDetected", "LockNotAvailable", "SerializationFailure"}
# SQLite's words for the same.
LOCKED_WORDS = ("is locked", "is busy")


def watch_errors(engine: Engine) -> None:
    """Raise `Busy`, `Unavailable` or `Unreadable` for what is nobody's mistake in the code."""
    event.listen(engine, "handle_error", _translate)


def _translate(context: ExceptionContext) -> PortalError | None:
    """The portal's error, or None to let SQLAlchemy raise its own."""
    wrapped = context.sqlalchemy_exception
    if isinstance(context.original_exception, OverflowError) or isinstance(wrapped, DataError):
        # A number that no column holds, or a character that PostgreSQL cannot store.
        return Unreadable()
    if not isinstance(wrapped, OperationalError):
        return None
    if is_lock_time_out(wrapped):
        return Busy()
    if context.is_disconnect or context.connection is None:
        return Unavailable("The portal cannot reach its database")
    return None


def is_lock_time_out(error: OperationalError) -> bool:
    return type(error.orig).__name__ in LOCK_NOT_GIVEN or is_locked(error.orig)


def is_locked(error: BaseException | None) -> bool:
    """Whether SQLite says that somebody else is in the way."""
    return any(word in str(error) for word in LOCKED_WORDS)

"""One session, one declarative base, one place that commits, and how each database opens a transaction."""

from __future__ import annotations

import enum
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Engine, Enum, Integer, MetaData, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.selectable import GenerativeSelect
from sqlalchemy.types import TypeDecorator

from portal.kernel.errors import Busy, Conflict
from portal.kernel.troubles import is_locked, watch_errors

# How long a change waits for another one to finish before the person is asked to try again.
LOCK_WAIT_SECONDS = 3
# Where a connection to SQLite keeps that it is more patient than others.
PATIENCE = "patience_seconds"
# How soon a writer looks again. SQLite itself sleeps up to 100 ms, while a change takes 4.
LOOK_AGAIN_SECONDS = 0.001
# Where a connection to SQLite remembers how many rows it had changed when it began to read.
READING_SINCE = "reading_since"

View = TypeVar("View", bound=Callable[..., object])

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)


class Moment(TypeDecorator[datetime]):
    """An instant. Stored in UTC and always read back aware, though SQLite forgets zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a zone; ask portal.kernel.clock")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def stored_words(words: type[enum.Enum]) -> list[str]:
    """What an enum looks like in the database: its words, not its member names."""
    return [member.value for member in words]


class Model(DeclarativeBase):
    """Base of every table; the naming convention keeps migrations reversible."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        # Words in a plain column: a new word then needs no ALTER TYPE.
        enum.Enum: Enum(enum.Enum, native_enum=False, length=40, values_callable=stored_words),
    }

    # SQLite only counts up by itself in a column that is exactly INTEGER.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, sort_order=-1
    )


db = SQLAlchemy(metadata=Model.metadata)


def watch_engine(engine: Engine) -> None:
    """Teach an engine how this project opens connections and transactions.

    SQLite: WAL, foreign keys on, and `BEGIN IMMEDIATE` for writers, because a deferred BEGIN
    that turns into a write later fails with "locked" at once instead of waiting its turn.
    PostgreSQL: no statement waits for a lock longer than `LOCK_WAIT_SECONDS`, and a page that only
    reads sends no BEGIN and no ROLLBACK.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "before_cursor_execute", _leave_autocommit)
    watch_errors(engine)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's own type
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={LOCK_WAIT_SECONDS * 1000}",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if _writing.get():
        connection.info[READING_SINCE] = None
        _begin_writing(connection)
    else:
        raw = _raw(connection)
        connection.info[READING_SINCE] = raw.total_changes
        # Straight to SQLite: it takes no lock yet, so there is nothing that could be in the way.
        raw.execute("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """Wait for the one place that writers have, and take it as soon as it is free. Raises `Busy`."""
    raw = _raw(connection)
    patience = connection.info.get(PATIENCE, LOCK_WAIT_SECONDS)
    waits_until = time.monotonic() + patience
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while _must_wait(raw) and time.monotonic() < waits_until:
            time.sleep(LOOK_AGAIN_SECONDS)
        if not raw.in_transaction:
            # Once more through SQLAlchemy, which says in the portal's words what is in the way.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={patience * 1000}")


def _must_wait(raw: sqlite3.Connection) -> bool:
    """Try to begin; whether somebody else is writing. Any other trouble is not waited for."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return is_locked(error)
    return False


def _prepare_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's own type
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_WAIT_SECONDS}s'")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    """Where only reading is expected each statement stands alone: two round trips less for each page.

    Nothing is lost, as each statement of a transaction here sees what is committed when it begins.
    """
    raw: Any = connection.connection.driver_connection
    raw.autocommit = _only_reading.get() and not _writing.get()


def _leave_autocommit(  # SQLAlchemy's own shape
    connection: Connection,
    _cursor: object,
    _statement: str,
    _parameters: object,
    context: Any,  # noqa: ANN401  # likewise
    _many: bool,  # noqa: FBT001  # likewise
) -> None:
    """Go on in a transaction from the first statement that needs one: a change, a lock, a long list."""
    raw: Any = connection.connection.driver_connection
    if raw.autocommit and not _stands_alone(context):
        raw.autocommit = False


def _stands_alone(context: Any) -> bool:  # noqa: ANN401  # SQLAlchemy's own
    """A SELECT whose rows are read at once. What was not built as one, such as a text, is not trusted."""
    statement = context.compiled and context.compiled.statement
    return (
        isinstance(statement, GenerativeSelect)
        and statement._for_update_arg is None  # noqa: SLF001  # SQLAlchemy says it nowhere else
        and not context.execution_options.get("stream_results")
    )


@contextmanager
def only_reading() -> Iterator[None]:
    """What is asked for inside is expected to change nothing; a unit of work may still do so."""
    token = _only_reading.set(True)
    try:
        yield
    finally:
        _only_reading.reset(token)


@contextmanager
def writing(on: bool = True) -> Iterator[None]:  # noqa: FBT001, FBT002  # reads as `with writing():`
    """Open every transaction inside as a write transaction from its first statement.

    What was read before a write can then never be stale. The app wraps requests with an unsafe
    method; jobs, tasks and commands that write wrap themselves through `unit_of_work`.
    """
    token = _writing.set(on)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Commit when the block succeeds; leave no trace when it does not. The only commit there is.

    Raises `Conflict` when a constraint refuses, and `Busy` when a lock was not given in time.
    """
    try:
        with writing():
            _end_reading()
            yield
            db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict from error
    except Busy:
        db.session.rollback()
        # What follows only shows the form again, and must not wait for the same lock.
        _writing.set(False)
        raise
    except BaseException:
        db.session.rollback()
        raise


def _end_reading() -> None:
    """Leave a transaction that has only read: on SQLite it could not turn into one that writes.

    What a job read before its unit of work is read again when it is next looked at.
    """
    session = db.session()
    if not session.in_transaction() or session.new or session.dirty or session.deleted:
        return
    connection = session.connection()
    began_at = connection.info.get(READING_SINCE)
    if began_at is not None and began_at == _raw(connection).total_changes:
        session.rollback()


def _raw(connection: Connection) -> sqlite3.Connection:
    raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # SQLite's own
    return raw


def reads_first(view: View) -> View:
    """Mark a view that answers an unsafe method with slow work before it writes.

    Its transactions open for reading; its services open their own short ones to write, so that
    nobody waits for the database while, say, a password is being hashed.
    """
    view.__reads_first__ = True  # type: ignore[attr-defined]  # how portal.security finds it again
    return view

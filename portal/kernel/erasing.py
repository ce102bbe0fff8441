"""Making sure that what was deleted is gone from the files of an embedded database as well.

Deleted rows are overwritten in the database file (`secure_delete`, in `portal/kernel/db.py`), but the log
that SQLite writes ahead of it keeps older pages until it is emptied. PostgreSQL clears up by its own vacuum.
"""

from __future__ import annotations

from sqlalchemy import Engine


def empty_log(engine: Engine) -> bool:
    """Move the log into the database file and empty it; says whether that was possible.

    Not while somebody reads what only the log holds, nor while somebody writes: whoever asks for this asks
    again. Where there is no such file there is nothing to do.
    """
    if engine.dialect.name != "sqlite" or not engine.engine.url.database:
        return True
    link = engine.engine.raw_connection()
    try:
        cursor = link.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, *_ = cursor.fetchone() or (1,)
    finally:
        link.close()
    return not is_busy

"""What is deleted from an embedded database is not found in its file."""

from __future__ import annotations

from sqlalchemy import create_engine

from portal.kernel.db import watch_engine

SECRET = "who-answered-what-" * 20


def test_what_is_deleted_is_overwritten(tmp_path):
    file = tmp_path / "portal.sqlite"
    engine = create_engine(f"sqlite:///{file}")
    watch_engine(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE note (said TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES (?)", [(SECRET,)] * 50)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        assert SECRET.encode() in file.read_bytes()
        connection.exec_driver_sql("DELETE FROM note")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert SECRET.encode() not in file.read_bytes()

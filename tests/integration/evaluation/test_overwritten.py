"""What is deleted from an embedded database is found neither in its file nor in its log."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, event

from portal.kernel.db import watch_engine
from portal.kernel.erasing import empty_log
from training.evaluation import jobs

SECRET = "who-answered-what-" * 20


@pytest.fixture
def engine(tmp_path):
    made = create_engine(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    watch_engine(made)
    with made.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE note (said TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES (?)", [(SECRET,)] * 50)
        connection.exec_driver_sql("COMMIT")
    yield made
    made.dispose()


def written(tmp_path) -> bool:
    """Whether any file of the database still says it."""
    return any(SECRET.encode() in one.read_bytes() for one in tmp_path.iterdir())


def delete(engine):
    with engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM note")
        connection.exec_driver_sql("COMMIT")


def test_what_is_deleted_is_overwritten(engine, tmp_path):
    assert empty_log(engine)
    assert SECRET.encode() in (tmp_path / "portal.sqlite").read_bytes()
    delete(engine)
    assert written(tmp_path), "The log still has it"
    assert empty_log(engine)
    assert not written(tmp_path)


def test_it_does_not_lean_on_how_sqlite_was_built():
    """Debian builds it so that it overwrites by itself; others do not."""
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA secure_delete=OFF"))
    watch_engine(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_it_waits_for_whoever_reads(engine, tmp_path):
    with engine.connect() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM note").scalar() == 50
        delete(engine)
        assert not empty_log(engine)
    assert empty_log(engine)
    assert not written(tmp_path)


def test_closing_the_forms_empties_the_log(client, monkeypatch):
    asked = []
    monkeypatch.setattr(jobs, "empty_log", asked.append)
    jobs.close_forms()
    assert len(asked) == 1

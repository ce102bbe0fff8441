"""Status entries are only ever added: the database itself refuses everything else (docs/training.md 4.1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import IntegrityError

from portal.kernel.db import Model, db, watch_engine
from portal.settings import ROOT
from tests.factories import a_booking, a_person, an_event, saved
from training.bookings.models import Booking, StatusEntry

GUARDS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, pg_get_triggerdef(pg_trigger.oid) || pg_get_functiondef(tgfoid) "
    "FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
}


@pytest.fixture
def entry():
    booking = a_booking(an_event())
    return db.session.query(StatusEntry).filter_by(booking_id=booking.id).one()


def number_of_entries():
    return db.session.scalar(sa.select(sa.func.count(StatusEntry.id)))


@pytest.mark.parametrize(
    "change",
    [{"status": "attended"}, {"reason": "Never said"}, {"at": datetime(2026, 1, 1, tzinfo=UTC)}, {"id": 77}],
    ids=str,
)
def test_no_step_is_rewritten(entry, change):
    with pytest.raises(IntegrityError, match="only ever added"), db.session.begin_nested():
        db.session.execute(sa.update(StatusEntry).values(change))
    assert number_of_entries() == 1


def test_no_step_is_given_to_another_booking(entry):
    other = a_booking(an_event())
    with pytest.raises(IntegrityError, match="only ever added"), db.session.begin_nested():
        db.session.execute(sa.update(StatusEntry).values(booking_id=other.id))


def test_no_step_is_deleted_while_its_booking_is_there(entry):
    with pytest.raises(IntegrityError, match="only ever added"), db.session.begin_nested():
        db.session.execute(sa.delete(StatusEntry))
    assert number_of_entries() == 1


def test_steps_go_with_their_booking(entry):
    other = a_booking(an_event())
    db.session.execute(sa.delete(Booking).where(Booking.id != other.id))
    assert number_of_entries() == 1


def test_who_took_a_step_may_turn_out_to_be_another(entry):
    person = saved(a_person())
    db.session.execute(sa.update(StatusEntry).values(actor_id=person.id))
    db.session.expire_all()
    assert entry.actor_id == person.id


@pytest.fixture
def connections(new_database):
    """One database made by the models, and one by the migrations."""
    engines = [sa.create_engine(new_database(name)) for name in ("modelled", "released")]
    for engine in engines:
        watch_engine(engine)
    with engines[0].connect() as modelled, engines[1].connect() as released:
        Model.metadata.create_all(modelled)
        config = Config(toml_file=str(ROOT / "pyproject.toml"))
        config.attributes["connection"] = released
        command.upgrade(config, "head")
        yield modelled, released
    for engine in engines:
        engine.dispose()


def guards(connection):
    found = connection.execute(sa.text(GUARDS[connection.dialect.name]))
    return [(name, " ".join(words.split())) for name, words in found]


def test_a_release_guards_as_the_models_say(connections):
    modelled, released = connections
    assert guards(modelled)
    assert guards(modelled) == guards(released)

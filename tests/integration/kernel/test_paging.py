"""A page of a list costs two statements, however long the list is."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event, select

from portal.kernel import tables
from portal.kernel.db import db
from portal.kernel.tables import paged, paged_at_once, streamed
from portal.people.models import LocalArea
from tests.support.client import recorded_statements


@pytest.fixture
def areas():
    db.session.add_all(LocalArea(name=f"Area {number:02}", base="Centre") for number in range(1, 61))
    db.session.flush()


def by_name():
    return select(LocalArea.id, LocalArea.name).order_by(LocalArea.name, LocalArea.id)


@pytest.mark.usefixtures("areas")
def test_gives_one_page_in_order():
    page = paged(by_name(), 3)
    assert [row.name for row in page.items] == [f"Area {n}" for n in range(51, 61)]
    assert (page.number, page.total, page.pages, page.is_cut) == (3, 60, 3, False)


@pytest.mark.parametrize("asked", [0, -1, 99, 10**6])
@pytest.mark.usefixtures("areas")
def test_a_page_that_is_not_there_becomes_the_nearest(asked):
    assert paged(by_name(), asked).number in {1, 3}


@pytest.mark.parametrize("asked", [1, 2, 3, 99])
@pytest.mark.usefixtures("areas")
def test_a_search_counts_and_shows_alike(asked):
    apart, at_once = paged(by_name(), asked), paged_at_once(by_name(), asked)
    assert [row.name for row in at_once.items] == [row.name for row in apart.items]
    assert (at_once.number, at_once.total, at_once.is_cut) == (apart.number, apart.total, apart.is_cut)


@pytest.mark.usefixtures("areas")
def test_a_search_costs_one_statement():
    with recorded_statements() as statements:
        assert paged_at_once(by_name(), 2).total == 60
    assert len(statements) == 1


def test_a_search_that_finds_nothing_has_one_page():
    page = paged_at_once(by_name(), 4)
    assert (list(page.items), page.number, page.total, page.pages) == ([], 1, 0, 1)


@pytest.mark.usefixtures("areas")
def test_whole_rows_come_as_objects():
    page = paged(select(LocalArea).order_by(LocalArea.id), size=2)
    assert [type(item) for item in page.items] == [LocalArea, LocalArea]


def test_an_empty_list_is_a_page_too():
    page = paged(by_name())
    assert (list(page.items), page.number, page.total) == ([], 1, 0)


@pytest.mark.parametrize("paging", [paged, paged_at_once])
@pytest.mark.usefixtures("areas")
def test_counts_no_further_than_people_leaf(monkeypatch, paging):
    monkeypatch.setattr(tables, "COUNT_LIMIT", 50)
    page = paging(by_name(), 99)
    assert (page.total, page.is_cut, page.number) == (50, True, 2)


def test_the_database_is_asked_to_count_no_further(monkeypatch):
    asked = []

    def record(_connection, _cursor, statement, parameters, *_rest):
        asked.append((statement, parameters))

    monkeypatch.setattr(tables, "COUNT_LIMIT", 50)
    event.listen(Engine, "before_cursor_execute", record)
    try:
        paged(by_name())
    finally:
        event.remove(Engine, "before_cursor_execute", record)
    (count,) = [parameters for statement, parameters in asked if "count(" in statement]
    assert 51 in (count.values() if isinstance(count, dict) else count)


@pytest.mark.usefixtures("areas")
def test_streams_every_row():
    assert [row.name for row in streamed(by_name())][:2] == ["Area 01", "Area 02"]


@pytest.mark.usefixtures("areas")
def test_asks_when_it_is_read_as_the_session_of_the_view_is_gone_by_then():
    with recorded_statements() as statements:
        rows = streamed(by_name())
        assert not statements
        assert next(rows).name == "Area 01"
    assert len(statements) == 1


@pytest.mark.usefixtures("areas")
def test_a_download_that_is_broken_off_leaves_nothing_open(monkeypatch):
    asked = []
    execute = db.session.execute
    monkeypatch.setattr(db.session, "execute", lambda one: asked.append(execute(one)) or asked[0])
    reading = streamed(by_name())
    next(reading)
    assert not asked[0].closed
    reading.close()
    assert asked[0].closed

from datetime import date

import pytest
from sqlalchemy import select

from audits.cycles.domain import CycleState
from audits.cycles.models import AuditCycle
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import saved
from tests.factories_audits import a_cycle, a_form_version_id
from tests.support.client import recorded_statements
from tests.support.pages import errors_on, parse, words_of

URL = "/audits/cycles/new"


@pytest.fixture
def answers(coordinator):
    assert coordinator
    return {
        "name": "Autumn 2026",
        "checklist_version": a_form_version_id(),
        "opens_on": date(2026, 3, 9),
        "due_on": date(2026, 4, 3),
        "size": 20,
    }


def planned():
    return db.session.scalars(select(AuditCycle)).one_or_none()


def test_plans_a_cycle_with_the_defaults(client, coordinator, answers):
    page = client.follow(client.submit(URL, answers=answers))
    assert "“Autumn 2026” is planned" in page.text
    cycle = planned()
    assert (cycle.state, cycle.run_by_id) == (CycleState.PLANNED, coordinator.person_id)
    assert (cycle.double_mark_percent, cycle.strata) == (20, ["locality", "agency_group"])
    assert "plan_cycle" in db.session.scalars(select(Activity.verb)).all()


def test_keeps_the_scope(client, answers):
    scope = {
        "opened_from": date(2026, 1, 1),
        "opened_to": date(2026, 2, 1),
        "levels": [3, 2],
        "strata": ["level"],
    }
    page = client.follow(client.submit(URL, answers=answers | scope))
    assert planned().scope == {"opened_from": "2026-01-01", "opened_to": "2026-02-01", "levels": [2, 3]}
    assert "Opened from 1 January 2026 to 1 February 2026, levels 2, 3" in page.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Enter a name for the cycle"),
        ({"name": "x" * 81}, "The name must be 80 characters or fewer"),
        ({"checklist_version": ""}, "Select a form version"),
        ({"size": 0}, "Number of assessments must be 1 or more"),
        ({"size": "many"}, "Number of assessments must be a whole number"),
        ({"double_mark_percent": 101}, "Share marked by two must be 100 or fewer"),
        ({"due_on": date(2026, 3, 8)}, "The due date must be the same as or after the opening date"),
        ({"opened_from": date(2026, 2, 2), "opened_to": date(2026, 2, 1)}, "The last opening date in scope"),
    ],
)
def test_refuses_and_keeps_what_was_typed(client, answers, wrong, says):
    page = client.submit(URL, answers=answers | wrong)
    (error,) = errors_on(page.text)
    assert error.startswith(says)
    assert 'value="20"' in page.text
    assert planned() is None


def test_refuses_a_name_that_is_taken(client, answers):
    saved(a_cycle(name="Autumn 2026"))
    page = client.submit(URL, answers=answers)
    assert errors_on(page.text) == ["There is a cycle with this name already"]


def test_the_list_shows_every_cycle_in_as_many_statements(client, coordinator):
    def fill(number):
        db.session.add_all(a_cycle(coordinator) for _ in range(number))
        db.session.commit()
        with recorded_statements() as statements:
            page = parse(client.get("/audits/cycles").text)
        return len(statements), len(page.select("tbody tr"))

    few, many = fill(2), fill(20)
    assert (few[1], many[1]) == (2, 22)
    assert few[0] == many[0]


def test_shows_what_a_planned_cycle_needs(client, coordinator):
    cycle = saved(a_cycle(coordinator))
    page = client.get(f"/audits/cycles/{cycle.id}")
    assert [words_of(link) for link in parse(page.text).select("main .govuk-button")] == ["Draw the sample"]


def test_a_missing_cycle_is_not_found(client, coordinator):
    assert coordinator
    for path in (
        "999",
        "999/draw",
        "999/sample",
        "999/auditors",
        "999/allocation",
        "999/cancel",
        "999/frame",
    ):
        assert client.get(f"/audits/cycles/{path}").status_code == 404

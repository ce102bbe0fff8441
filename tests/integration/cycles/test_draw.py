"""The draw page, and that anybody can run the draw again from what it publishes."""

import json
import shlex
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from audits.cycles.checks import draws_that_differ
from audits.cycles.commands import audits
from audits.cycles.domain import CycleState
from audits.cycles.models import AuditCycle, SampleItem
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_role, saved
from tests.factories_audits import a_cycle, a_drawn_cycle, a_register, an_auditor_in
from tests.support.client import recorded_statements
from tests.support.pages import errors_on, parse, words_of


@pytest.fixture
def cycle(coordinator):
    a_register(12)
    return saved(a_cycle(coordinator, strata=["locality"]))


def url_of(cycle, page="draw"):
    return f"/audits/cycles/{cycle.id}/{page}"


def table(html, number=0):
    rows = parse(html).select("main table")[number].select("tbody tr")
    return [[words_of(cell) for cell in row.select("th, td")] for row in rows]


def chosen(cycle):
    return db.session.scalars(
        select(SampleItem).where(SampleItem.cycle_id == cycle.id, SampleItem.is_reserve.is_(False))
    ).all()


def test_shows_the_shares_before_anything_is_drawn(client, cycle):
    page = client.get(url_of(cycle)).text
    assert "12 assessments are in the scope of this cycle. 12 can be drawn." in words_of(
        parse(page).select_one("main")
    )
    assert [row[1:] for row in table(page)] == [["6", "2"], ["6", "2"]]
    assert not chosen(cycle)


def test_leaves_out_what_is_on_hold_or_was_audited_and_says_why(client, coordinator):
    earlier = a_drawn_cycle(coordinator, name="Spring")
    a_register(3, on_hold=True)
    cycle = saved(a_cycle(coordinator))
    page = client.get(url_of(cycle)).text
    whys = [row[1] for row in table(page, 1)]
    assert whys.count("Under complaint or legal hold") == 3
    assert whys.count("Audited not long ago: in the sample of “Spring”") == earlier.size
    assert "8 can be drawn" in page


def test_an_audit_is_forgotten_after_a_year_and_never_counts_when_called_off(client, coordinator, at):
    a_drawn_cycle(coordinator, state=CycleState.PLANNED).state = CycleState.CANCELLED
    db.session.commit()
    cycle = saved(a_cycle(coordinator))
    assert "12 can be drawn" in client.get(url_of(cycle)).text
    db.session.scalars(select(AuditCycle)).first().state = CycleState.CLOSED
    db.session.commit()
    assert "8 can be drawn" in client.get(url_of(cycle)).text
    at(clock.now() + timedelta(days=366))
    client.sign_in(coordinator)
    assert "12 can be drawn" in client.get(url_of(cycle)).text


def test_draws_with_the_given_seed_and_freezes_the_sample(client, cycle):
    page = client.follow(client.submit(url_of(cycle), seed="cycle-2026"))
    assert "cycle-2026" in page.text
    db.session.expire_all()
    assert (cycle.state, cycle.seed, len(chosen(cycle))) == (CycleState.DRAWN, "cycle-2026", 4)
    assert [part["share"] for part in cycle.draw_facts] == [2, 2]
    total = select(func.count()).select_from(SampleItem)
    assert db.session.scalar(total.where(SampleItem.is_reserve)) == 8


def test_makes_a_seed_when_none_is_given(client, cycle):
    client.submit(url_of(cycle))
    db.session.expire_all()
    assert len(cycle.seed) == 16


def test_the_command_line_gives_the_same_sample_from_the_export(client, cycle, tmp_path, monkeypatch):
    page = client.follow(client.submit(url_of(cycle), seed="cycle-2026_1.0"))
    line = words_of(parse(page.text).select_one("main pre"))
    (tmp_path / f"frame-{cycle.id}.csv").write_bytes(client.get(url_of(cycle, "frame")).data)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(audits, shlex.split(line)[2:])
    assert result.exit_code == 0, result.output
    drawn = json.loads(result.output)
    assert set(drawn["chosen"]) == {row[0] for row in table(page.text, 1)}
    assert drawn["strata"] == cycle.draw_facts


def test_the_register_may_change_afterwards_and_the_draw_still_comes_out_the_same(client, cycle):
    client.submit(url_of(cycle))
    before = client.get(url_of(cycle, "frame")).data
    a_register(5)
    assert client.get(url_of(cycle, "frame")).data == before
    assert list(draws_that_differ()) == []
    db.session.get_one(AuditCycle, cycle.id).seed = "another"
    assert [breach.split(":")[0] for breach in draws_that_differ()] == [cycle.name]


@pytest.mark.parametrize(("percent", "twice"), [(20, 5), (50, 6), (0, 0)])
def test_at_least_five_are_marked_twice_unless_none_should_be(client, coordinator, percent, twice):
    a_register(20)
    cycle = saved(a_cycle(coordinator, size=12, double_mark_percent=percent))
    client.submit(url_of(cycle))
    assert sum(item.marks == 2 for item in chosen(cycle)) == twice


@pytest.mark.parametrize(
    ("seed", "says"),
    [
        ("a seed", "The seed must be letters, numbers, dots, hyphens and underscores"),
        ("a;b", "The seed must be letters, numbers, dots, hyphens and underscores"),
        ("x" * 65, "The seed must be 64 characters or fewer"),
    ],
)
def test_refuses_a_seed_that_no_command_line_takes(client, cycle, seed, says):
    assert says in errors_on(client.submit(url_of(cycle), seed=seed).text)
    assert not chosen(cycle)


@pytest.mark.parametrize(("size", "says"), [(1, "is too small: there are 2 strata"), (13, "is too large")])
def test_a_size_that_does_not_fit_is_refused_and_foretold(client, cycle, size, says):
    cycle.size = size
    db.session.commit()
    assert says in client.get(url_of(cycle)).text
    assert says in errors_on(client.submit(url_of(cycle)).text)[0]


def test_a_sample_is_drawn_once(client, cycle):
    client.submit(url_of(cycle), seed="one")
    shown = client.get(url_of(cycle))
    assert shown.location == url_of(cycle, "sample")


def test_a_coordinator_who_audits_here_sees_nothing_of_it(client, cycle):
    both = an_auditor_in(cycle)
    saved(a_role(db.session.get_one(Person, both.person_id), Role.COORDINATOR))
    client.sign_in(both)
    for page in ("", "draw", "frame", "sample", "auditors", "allocation", "cancel"):
        answer = client.get(url_of(cycle, page).rstrip("/"))
        assert (answer.status_code, "You audit in this cycle" in answer.text) == (403, True)


def test_nor_changes_anything_in_it(client, cycle):
    both = an_auditor_in(cycle)
    saved(a_role(db.session.get_one(Person, both.person_id), Role.COORDINATOR))
    client.sign_in(both)
    token = parse(client.get("/audits/cycles").text).select_one("input[name=csrf_token]")["value"]
    for change in ("draw", "allocation/propose", "allocation/issue", "advance"):
        sent = {"csrf_token": token, "to": "moderating"}
        assert client.post(url_of(cycle, change), data=sent).status_code == 403
    assert not chosen(cycle)


def test_as_many_statements_for_two_thousand(client, coordinator):
    def statements(number):
        a_register(number)
        cycle = saved(a_cycle(coordinator))
        with recorded_statements() as sent:
            client.get(url_of(cycle))
        client.submit(url_of(cycle))
        return len(sent)

    assert statements(20) == statements(1_980)

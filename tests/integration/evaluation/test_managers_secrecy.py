"""What managers answered leads neither to them nor to those they were asked about, database in hand."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Date, DateTime, String, cast, select, text

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import Model, db
from tests.factories import someone
from tests.integration.evaluation.cast import (
    MANAGER,
    a_learner,
    a_manager,
    a_past_event,
    link_to,
    manager_answers,
    send,
    was,
)
from tests.support.pages import parse, words_of
from training.evaluation import jobs
from training.evaluation.models import EvaluationAnswer, EvaluationManager
from training.evaluation.services import order

MANAGERS = 11


def rated(turn: int) -> dict[str, str]:
    """Each answer its own, so that its turn can be read from it: two ratings tell 25 apart."""
    return {"manager_change": str(turn // 5 + 1), "manager_room": str(turn % 5 + 1)}


def turns_by(column: str) -> list[int]:
    query = f"SELECT ratings FROM evaluation_answer WHERE form = 'manager' ORDER BY {column}"  # noqa: S608
    said = [json.loads(one) if isinstance(one, str) else one for one in db.session.scalars(text(query))]
    return [(one["manager_change"] - 1) * 5 + one["manager_room"] - 1 for one in said]


@pytest.fixture
def event():
    return a_past_event(weeks=9)


@pytest.fixture
def links(client, event):
    """The managers answered by their links, one after the other in the order of their rows."""
    bosses = [a_manager(event) for _ in range(MANAGERS)]
    jobs.ask_managers()
    links = [link_to(one) for one in bosses]
    for turn, link in enumerate(links):
        client.submit(link, answers=rated(turn))
    return links


def answered(client, event, count):
    """So many managers answered; what a coordinator then reads about the event."""
    bosses = [a_manager(event) for _ in range(count)]
    jobs.ask_managers()
    for boss in bosses:
        client.submit(link_to(boss), answers=rated(6))
    client.sign_in(someone(Role.COORDINATOR))
    return words_of(parse(client.get(f"/training/events/{event.id}/evaluation/results").text))


def all_words_of(table):
    """Every value of a table as words, without the columns that only hold the answers themselves."""
    columns = [cast(one, String) for one in table.columns]
    return " ".join(str(value) for row in db.session.execute(select(*columns)) for value in row)


class TestOpen:
    def test_the_two_tables_share_only_the_event(self):
        columns = ({one.name for one in table.__table__.columns} for table in _BOTH)
        assert set.intersection(*columns) == {"id", "event_id"}

    def test_who_was_asked_has_no_time(self):
        columns = EvaluationManager.__table__.columns
        assert not [one for one in columns if isinstance(one.type, Date | DateTime)]

    def test_no_order_of_the_rows_tells_the_turn(self, links, kind):
        orders = ["rowid"] if kind == "sqlite" else ["ctid", "xmin::text::bigint, ctid"]
        for column in ["id", "pair_key", *orders]:
            turns = turns_by(column)
            assert len(turns) == MANAGERS
            assert turns not in (sorted(turns), sorted(turns, reverse=True))

    def test_one_transaction_wrote_them_all(self, links, kind):
        if kind == "sqlite":
            pytest.skip("SQLite keeps no such thing")
        assert db.session.scalar(text("SELECT count(DISTINCT xmin::text) FROM evaluation_answer")) == 1

    def test_all_go_in_as_they_were_shuffled(self, client, event, monkeypatch):
        bosses = [a_manager(event) for _ in range(MANAGERS)]
        jobs.ask_managers()
        *links, last = [link_to(one) for one in bosses]
        for turn, link in enumerate(links):
            client.submit(link, answers=rated(turn))
        shuffled = []
        monkeypatch.setattr(order._chance, "shuffle", shuffled.extend)
        client.submit(last, answers=rated(20))
        assert len(shuffled) == MANAGERS

    def test_no_answer_shares_its_key_with_a_learners(self, client, links, event):
        send(client, event, a_learner(event))
        keys = [one.pair_key for one in db.session.scalars(select(EvaluationAnswer))]
        assert len(keys) == len(set(keys)) == MANAGERS + 1

    def test_the_log_is_not_told(self, links):
        told = db.session.scalars(select(Activity)).all()
        assert not [one for one in told if "evaluation" in f"{one.verb} {one.subject_kind}"]


class TestClosed:
    @pytest.fixture
    def words(self, event, links):
        """All that the database holds outside the answers, once the forms are closed."""
        before = {one.pair_key for one in manager_answers()} | {one.id for one in manager_answers()}
        was(event, weeks=14, hours=1)
        jobs.close_forms()
        tables = [one for one in Model.metadata.sorted_tables if one.name != "evaluation_answer"]
        return before, " ".join(all_words_of(one) for one in tables)

    def test_nobody_is_known_to_have_been_asked(self, words):
        assert not db.session.query(EvaluationManager).count()
        assert "evaluation_manager" not in words[1]
        assert "/evaluation/link/" not in words[1]

    def test_no_key_is_found_anywhere_else_nor_is_an_old_one(self, words):
        before, said = words
        now = {one.pair_key for one in manager_answers()} | {one.id for one in manager_answers()}
        assert len(now) == 2 * MANAGERS
        assert not now & before
        assert not [key for key in now | before if str(key) in said]

    def test_nothing_but_the_event_leads_to_an_answer(self, words):
        assert {one.agency_kind for one in manager_answers()} == {None}
        assert {(one.will_change, one.comments) for one in manager_answers()} == {("", "")}


class TestFew:
    def test_four_are_not_shown_beside_many_learners(self, client, event):
        for _ in range(6):
            send(client, event, a_learner(event))
        client.sign_out()
        assert "What managers say" not in answered(client, event, 4)

    def test_five_are(self, client, event):
        page = answered(client, event, 5)
        assert "What managers say" in page
        assert "(n = 5)" in page

    def test_fewer_are_deleted_when_the_forms_close(self, client, event):
        answered(client, event, 4)
        was(event, weeks=14, hours=1)
        jobs.close_forms()
        assert not manager_answers()

    def test_the_learners_of_one_manager_are_one_answer(self, client, event):
        """So that five answers are five managers, and speak of five people at the least."""
        boss = a_manager(event, learners=7)
        jobs.ask_managers()
        client.submit(link_to(boss), answers=rated(6))
        assert len(manager_answers()) == 1
        assert db.session.scalar(select(EvaluationAnswer.form)) is MANAGER


_BOTH = (EvaluationAnswer, EvaluationManager)

"""Once the keys are wiped: tries to join answers to people, with everything that the database holds."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import BigInteger, Integer, inspect, select, text

from portal.kernel.activity import Activity
from portal.kernel.db import Model, db, unit_of_work
from portal.kernel.outbox import OutgoingMessage
from portal.people.domain import AgencyKind
from portal.people.models import Agency
from tests.factories import actor_of
from tests.integration.evaluation.cast import (
    AFTER,
    BEFORE,
    LATER,
    a_coming_event,
    a_learner,
    a_past_event,
    address,
    send,
    takes_part,
    was,
)
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.evaluation import jobs, services
from training.evaluation.domain import SendEvaluation
from training.evaluation.models import (
    EvaluationAnswer,
    EvaluationClosing,
    EvaluationInvitation,
    EvaluationResponse,
)

PEOPLE = 14
# The first misses the form before, the second the one after, the third the later one.
MISSING = {0: BEFORE, 1: AFTER, 2: LATER}
POLICE = 3


def all_of(what):
    return db.session.scalars(select(what)).all()


def close(event) -> None:
    was(event, weeks=14, hours=1)
    jobs.close_forms()


def sends(event, account, form, turn) -> None:
    """Without a browser: there are many."""
    if MISSING.get(turn) is not form:
        command = SendEvaluation(event_id=event.id, form=form, ratings={"plan": 4}, will_change=f"{turn:02}")
        with unit_of_work():
            services.send_evaluation(actor_of(account), command)


def who_was_there(event):
    return db.session.execute(
        select(Booking.person_id, Agency.kind)
        .join(Agency, Agency.id == Booking.agency_id)
        .where(Booking.event_id == event.id)
    ).all()


@pytest.fixture
def event():
    return a_coming_event()


@pytest.fixture
def known(event):
    """What an attacker wrote down while the forms were open: who has which key. Then they closed."""
    kinds = [AgencyKind.POLICE if turn == POLICE else AgencyKind.HEALTH for turn in range(PEOPLE)]
    people = [a_learner(event, kind, BookingStatus.BOOKED) for kind in kinds]
    for turn, one in enumerate(people):
        sends(event, one, BEFORE, turn)
    for one in people:
        takes_part(event, one)
    for form in (AFTER, LATER):
        was(event, weeks=9 if form is LATER else 1)
        for turn, one in enumerate(people):
            sends(event, one, form, turn)
    jobs.ask_for_forms()
    keys = {one.pair_key: one.person_id for one in all_of(EvaluationInvitation)}
    close(event)
    return keys


class TestKeys:
    def test_stand_with_no_person_any_more(self, known):
        assert len(known) == PEOPLE
        assert not all_of(EvaluationInvitation)

    def test_that_somebody_copied_before_fit_nothing(self, known):
        assert not known.keys() & {one.pair_key for one in all_of(EvaluationAnswer)}

    def test_still_join_the_forms_of_one_person(self, known):
        of_pairs = Counter(one.pair_key for one in all_of(EvaluationAnswer))
        assert len(of_pairs) == PEOPLE - 1
        said = {one.pair_key: set() for one in all_of(EvaluationAnswer)}
        for one in all_of(EvaluationAnswer):
            said[one.pair_key].add(one.will_change)
        assert all(len(turns) == 1 for turns in said.values())

    def test_are_found_in_no_other_column_of_the_database(self, known):
        numbers = {one.pair_key for one in all_of(EvaluationAnswer)} | {
            one.id for one in all_of(EvaluationAnswer)
        }
        found = [
            f"{table.name}.{column.name}"
            for table in Model.metadata.sorted_tables
            if table.name != "evaluation_answer"
            for column in table.columns
            if isinstance(column.type, BigInteger | Integer)
            and numbers & set(db.session.scalars(select(column)))
        ]
        assert not found


class TestPeople:
    def test_five_or_more_could_have_given_each_answer(self, known, event):
        """By all that is known of people: who was there, from which kind of agency, and who sent the form."""
        rows = who_was_there(event)
        sent = set(db.session.scalars(select(EvaluationResponse.person_id)))
        answers = all_of(EvaluationAnswer)
        assert answers
        for one in answers:
            forms = {other.form for other in answers if other.pair_key == one.pair_key}
            could = [
                r
                for r in rows
                if (r.person_id in sent) is (AFTER in forms) and one.agency_kind in {r.kind, None}
            ]
            assert len(could) >= 5

    def test_each_look_of_the_answers_is_shared_by_five(self, known):
        looks: dict[int, list[object]] = {}
        for one in all_of(EvaluationAnswer):
            looks.setdefault(one.pair_key, [one.agency_kind]).append(one.form)
        counted = Counter(tuple(map(str, sorted(map(str, look)))) for look in looks.values())
        assert min(counted.values()) >= 5

    def test_nothing_tells_who_sent_the_forms_before_and_later(self, known):
        assert {one.form for one in all_of(EvaluationResponse)} == {AFTER}
        told = [one.kind for one in all_of(OutgoingMessage) if one.kind.startswith("evaluation")]
        assert not told

    def test_what_fewer_than_five_sent_is_deleted(self, client):
        event = a_past_event()
        for _ in range(4):
            send(client, event, a_learner(event), comments="Ours alone")
        close(event)
        assert not all_of(EvaluationAnswer)
        assert len(all_of(EvaluationResponse)) == 4


class TestTraces:
    def test_the_order_of_the_rows_tells_no_turn(self, known, kind):
        for order in ["id", "pair_key", "rowid" if kind == "sqlite" else "ctid"]:
            for form in (AFTER, LATER):
                rows = text(f"SELECT will_change FROM evaluation_answer WHERE form = :form ORDER BY {order}")  # noqa: S608
                turns = list(db.session.scalars(rows, {"form": form.value}))
                assert turns != sorted(turns)
                assert turns != sorted(turns, reverse=True)

    def test_one_transaction_wrote_them_all(self, known, kind):
        if kind == "sqlite":
            pytest.skip("SQLite keeps no such thing")
        assert db.session.scalar(text("SELECT count(DISTINCT xmin::text) FROM evaluation_answer")) == 1

    def test_the_log_knows_only_how_many_there_were(self, known):
        told = [one for one in all_of(Activity) if "evaluation" in one.verb]
        assert [one.details["after"] for one in told] == [{"answers": len(all_of(EvaluationAnswer))}]

    def test_no_table_points_at_an_answer(self):
        answers = {EvaluationAnswer.__table__}
        pointing = [
            table.name
            for table in Model.metadata.sorted_tables
            if any(key.column.table in answers for key in table.foreign_keys)
        ]
        assert not pointing
        assert not inspect(EvaluationAnswer).relationships


class TestClosing:
    def test_is_done_once(self, known):
        kept = {one.id for one in all_of(EvaluationAnswer)}
        jobs.close_forms()
        assert {one.id for one in all_of(EvaluationAnswer)} == kept
        assert len(all_of(EvaluationClosing)) == 1

    def test_waits_until_the_last_form_is_over(self, client):
        event = a_past_event()
        send(client, event, a_learner(event))
        was(event, weeks=13)
        jobs.close_forms()
        assert len(all_of(EvaluationInvitation)) == 1

    def test_nothing_can_be_added_when_the_partnership_allows_more_time(self, client, known, event):
        was(event, weeks=9)
        client.sign_in(a_learner(event))
        assert "This form is closed" in client.get(address(event, LATER)).text

"""Nothing is kept for ever: each rule blanks what is due, and only that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.accounts.models import Account, Invitation, PasswordLink, SignInThrottle
from portal.kernel import activity, clock, outbox, work
from portal.kernel.access import SYSTEM
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import Message, MessageState, OutgoingMessage
from portal.kernel.slice import Registry, registry
from portal.kernel.work import Work, WorkState
from portal.merging.models import PersonMerge
from portal.people.models import Person
from portal.records import due, purging
from portal.records.models import RetentionRun
from tests.factories import a_booking, a_person, a_post, an_agency, an_event, saved, someone
from tests.factories_merging import a_colleague, a_pair, merged, undone
from tests.integration.certificates.cast import a_certificate
from training.bookings.checks import CHECKS
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.calendars.models import CalendarEntry
from training.certificates.models import Certificate
from training.evaluation.domain import EvaluationForm
from training.evaluation.models import EvaluationAnswer
from training.office.domain import ListState
from training.office.models import OfficeList, OfficeRow

WEEK = timedelta(weeks=1)


def ago(weeks, **more):
    return clock.now() - weeks * WEEK - timedelta(**more)


def done() -> dict[str, int]:
    """What a run did, by rule, where it did anything."""
    return {one.name: one.done for one in purging.purge_all() if one.done}


def ended(weeks):
    """An event that ended so many weeks ago, to the hour."""
    return an_event(starts_at=ago(weeks, hours=3))


class TestWaysIn:
    def test_password_links_go_a_week_after_they_ran_out(self):
        account = someone()
        for hours in (1, -1):
            ends = ago(1, hours=hours)
            saved(PasswordLink(account_id=account.id, secret_hash=f"{hours}", version=1, expires_at=ends))
        assert done() == {"password-links": 1}
        assert db.session.query(PasswordLink.secret_hash).all() == [("-1",)]

    @pytest.mark.parametrize("over", ["accepted_at", "withdrawn_at", "expires_at"])
    def test_invitations_go_half_a_year_after_they_were_over(self, over):
        for weeks in (27, 25):
            times = {"sent_at": ago(30), "expires_at": ago(1)} | {over: ago(weeks)}
            person = saved(a_person())
            address = {"email": f"{weeks}@demo.example", "secret_hash": f"{weeks}"}
            saved(Invitation(person_id=person.id, **address, **times))
        assert done() == {"invitations": 1}
        assert db.session.query(Invitation.secret_hash).all() == [("25",)]

    def test_whoever_is_forgotten_keeps_the_account_and_the_log(self):
        account = someone()
        sent = {"sent_at": ago(40), "expires_at": ago(38), "accepted_at": ago(39)}
        old = Invitation(person_id=account.person_id, email=account.email, secret_hash="x", **sent)
        activity.record(SYSTEM, "accept_invitation", saved(old))
        db.session.commit()
        assert done() == {"invitations": 1}
        assert db.session.query(Account).count() == db.session.query(Activity).count() == 1


class TestBookings:
    def test_access_needs_go_after_four_weeks(self):
        old = a_booking(ended(4), status=BookingStatus.ATTENDED, access_needs="Hearing loop")
        new = a_booking(ended(3), status=BookingStatus.ATTENDED, access_needs="Step-free access")
        assert done() == {"booking-access-needs": 1}
        assert (old.access_needs, old.access_needs_purged) == ("", True)
        assert (new.access_needs, new.access_needs_purged) == ("Step-free access", False)

    def test_those_of_an_ended_booking_without_a_date_go_too(self):
        event = an_event(sittings=0)
        given = {"access_needs": "Hearing loop", "joined_at": ago(5)}
        waiting = a_booking(event, status=BookingStatus.WAITING, **given)
        withdrawn = a_booking(event, status=BookingStatus.WITHDRAWN, **given)
        assert done() == {"booking-access-needs": 1}
        assert (waiting.access_needs, withdrawn.access_needs) == ("Hearing loop", "")

    def test_turns_on_a_waiting_list_go_and_places_stay(self):
        event = ended(27)
        a_booking(event, status=BookingStatus.WAITING)
        attended = a_booking(event)
        recent = a_booking(ended(25), status=BookingStatus.WAITING)
        ids = {attended.id, recent.id}
        assert done() == {"booking-waiting-entries": 1}
        assert {one.id for one in db.session.query(Booking)} == ids
        assert not [words for check in CHECKS for words in check.find()]

    def test_what_diaries_and_lists_say_of_a_turn_holds_up_nothing(self):
        event = ended(27)
        asked_again = a_booking(event, status=BookingStatus.DECLINED)
        sitting = {"starts_at": event.starts_at, "ends_at": event.ends_at, "place": "", "stamped_at": ago(30)}
        saved(CalendarEntry(booking_id=asked_again.id, number=1, sequence=1, **sitting))
        made = {"event_id": event.id, "made_by_id": saved(a_person()).id, "made_at": ago(30)}
        chosen = saved(OfficeList(**made, state=ListState.BOOKED))
        saved(OfficeRow(list_id=chosen.id, person_id=asked_again.person_id, booking_id=asked_again.id))
        assert done() == {"booking-waiting-entries": 1, "office-lists": 1}
        assert db.session.query(CalendarEntry).count() == 0


def test_what_people_wrote_goes_and_ratings_stay():
    answer = {"form": EvaluationForm.AFTER, "ratings": {"useful": 5}, "comments": "Loud room"}
    old = saved(EvaluationAnswer(event_id=ended(26).id, **answer))
    new = saved(EvaluationAnswer(event_id=ended(25).id, **answer))
    assert done() == {"evaluation-words": 1}
    assert (old.comments, old.words_purged, dict(old.ratings)) == ("", True, {"useful": 5})
    assert new.comments == "Loud room"


class TestThePortal:
    def a_message(self, about, **given):
        outbox.queue(Message(recipient="a@b.example", kind="k", about=about, subject="s", body="Dear Ann"))
        row = db.session.query(OutgoingMessage).filter_by(about=about).one()
        for name, value in given.items():
            setattr(row, name, value)
        return saved(row)

    def test_the_text_of_old_messages_goes(self):
        old = self.a_message("one:1", state=MessageState.SENT, sent_at=ago(26), due_at=ago(27))
        new = self.a_message("one:2", state=MessageState.SENT, sent_at=ago(25), due_at=ago(27))
        unsent = self.a_message("one:3", due_at=ago(40))
        given_up = self.a_message("one:4", due_at=ago(40), state=MessageState.FAILED)
        assert done() == {"outbox-texts": 2}
        assert [one.body for one in (old, new, unsent, given_up)] == ["", "Dear Ann", "Dear Ann", ""]
        assert old.body_purged

    def test_finished_work_goes(self):
        for state in WorkState:
            row = work.defer("nothing")
            row.created_at, row.state = ago(5), state
        db.session.commit()
        assert done() == {"finished-work": 3}
        assert {one.state for one in db.session.query(Work)} == {WorkState.WAITING, WorkState.RUNNING}

    def test_details_of_the_log_go_and_the_log_stays(self):
        activity.record(SYSTEM, "change_person", saved(a_person()), reason="Told so", before="a")
        row = db.session.query(Activity).one()
        row.at = ago(312)
        db.session.commit()
        assert done() == {"activity-details": 1}
        assert (row.verb, row.reason, row.details) == ("change_person", "Told so", {})
        assert done() == {}

    def test_attempts_to_sign_in_go(self):
        for number, weeks in enumerate((13, 12)):
            saved(SignInThrottle(key=f"k{number}", failures=1, failed_at=ago(weeks)))
        assert done() == {"sign-in-attempts": 1}


class TestLeavers:
    @pytest.fixture
    def agency(self):
        return saved(an_agency())

    def a_leaver(self, agency, weeks=104, **given):
        person = saved(a_person(phone="01904 555 111", address="1 High Street", **given))
        saved(a_post(person, agency, ended_on=clock.today() - weeks * WEEK))
        return person

    def test_lose_their_contact_details_two_years_on(self, agency):
        old, new = self.a_leaver(agency), self.a_leaver(agency, 103)
        assert done() == {"leavers-contacts": 1}
        assert (old.email, old.phone, old.address, old.contact_purged) == (None, "", "", True)
        assert new.email
        assert old.family_name

    def test_not_while_they_work_elsewhere(self, agency):
        saved(a_post(self.a_leaver(agency), saved(an_agency())))
        assert done() == {}

    def test_not_while_a_certificate_has_to_be_renewed(self, agency):
        a_certificate(self.a_leaver(agency), valid_for_months=36)
        assert "leavers-contacts" not in done()

    def test_their_certificates_survive(self, client, agency):
        person = self.a_leaver(agency)
        certificate = a_certificate(person, valid_for_months=None)
        booking = db.session.query(Booking).filter_by(person_id=person.id).one()
        booking.access_needs = "Hearing loop"
        db.session.commit()
        before = dict(certificate.snapshot)
        assert done()["leavers-contacts"] == 1
        assert dict(db.session.get(Certificate, certificate.id).snapshot) == before
        assert client.get(f"/certificates/check/{certificate.code}").status_code == 200


def test_what_a_merge_kept_of_two_people_goes_and_rows_still_come_back(at):
    kept, lost = a_colleague(phone="01904 555 111"), a_colleague(phone="01904 555 222")
    merge = merged(a_pair(kept, lost))
    post = lost.id
    at(clock.now() + 53 * WEEK)
    assert done()["merge-details"] == 1
    assert (lost.phone, lost.email) == ("", None)
    assert db.session.get(PersonMerge, merge.id).kept_before == {}
    undone(merge)
    assert db.session.get(Person, post).merged_into_id is None


class TestTheRun:
    def test_may_run_twice_and_says_what_it_did(self):
        a_booking(ended(5), access_needs="Hearing loop")
        assert done() == {"booking-access-needs": 1}
        assert done() == {}
        first, second = db.session.query(RetentionRun).order_by(RetentionRun.id)
        assert first.outcome["booking-access-needs"] == {"done": 1, "failure": ""}
        assert second.outcome["booking-access-needs"] == {"done": 0, "failure": ""}
        assert first.finished_at is not None

    def test_works_in_batches_and_goes_on_where_it_was_stopped(self, monkeypatch):
        monkeypatch.setattr(purging, "BATCH", 2)
        event = ended(5)
        for _ in range(5):
            a_booking(event, access_needs="Hearing loop")
        rule = next(one for one in registry().retention if one.name == "booking-access-needs")
        assert len(purging._purge_batch(rule, clock.now(), 0)) == 2, "and then the machine stops"
        assert db.session.query(Booking).filter(Booking.access_needs != "").count() == 3
        assert done() == {"booking-access-needs": 3}

    def test_goes_past_what_a_rule_leaves_as_it_was(self, monkeypatch):
        """Rows that stay due would keep the night from ever ending."""
        monkeypatch.setattr(purging, "BATCH", 2)
        event = ended(5)
        for _ in range(5):
            a_booking(event, access_needs="Hearing loop")
        rule = next(one for one in registry().retention if one.name == "booking-access-needs")
        assert purging._purge(replace(rule, purge=lambda _ids: None), clock.now()).done == 5

    def test_one_rule_that_fails_keeps_no_other_from_its_turn(self, monkeypatch):
        a_booking(ended(5), access_needs="Hearing loop")
        saved(SignInThrottle(key="k", failures=1, failed_at=ago(14)))
        needs, *others = sorted(registry().retention, key=lambda one: one.name != "booking-access-needs")
        rules = [replace(needs, purge=lambda ids: 1 / 0), *others]
        monkeypatch.setattr(Registry, "retention", property(lambda _self: rules))
        outcomes = {one.name: one for one in purging.purge_all()}
        assert outcomes["booking-access-needs"].failure == "ZeroDivisionError"
        assert outcomes["sign-in-attempts"].done == 1


class TestOutlook:
    def test_counts_what_is_due_and_says_when_the_next_is(self):
        event = ended(3)
        a_booking(event, access_needs="Hearing loop")
        a_booking(ended(6), access_needs="Hearing loop")
        found = {one.name: one for one in due.list_outlooks(clock.now())}
        needs = found["booking-access-needs"]
        assert (needs.due, needs.period) == (1, "4 weeks")
        assert needs.next_due_at == event.ends_at + 4 * WEEK
        assert found["outbox-texts"].next_due_at is None

    def test_counts_days_as_days(self):
        person = saved(a_person())
        saved(a_post(person, saved(an_agency()), ended_on=clock.today() - 103 * WEEK))
        found = {one.name: one for one in due.list_outlooks(clock.now())}["leavers-contacts"]
        assert found.due == 0
        assert clock.in_london(found.next_due_at).date() == clock.today() + WEEK

    def test_counts_the_day_itself(self):
        person = saved(a_person())
        saved(a_post(person, saved(an_agency()), ended_on=clock.today() - 104 * WEEK))
        assert {one.name: one.due for one in due.list_outlooks(clock.now())}["leavers-contacts"] == 1
        assert done() == {"leavers-contacts": 1}

    def test_is_what_the_run_then_does(self):
        a_booking(ended(5), access_needs="Hearing loop")
        saved(SignInThrottle(key="k", failures=1, failed_at=ago(14)))
        expected = {one.name: one.due for one in due.list_outlooks(clock.now()) if one.due}
        assert done() == expected


def test_every_rule_has_a_name_of_its_own_and_a_period_that_may_be_set():
    rules = registry().retention
    assert len({rule.name for rule in rules}) == len(rules) >= 9
    assert all(rule.period() >= WEEK for rule in rules)

"""Feeds of people who left, choices among dates, and wordings that were replaced: gone in their time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from portal.messages.models import LetterText
from portal.records import purging
from tests.factories import a_person, a_post, an_agency, an_event, saved
from training.calendars.domain import FeedKind
from training.calendars.models import CalendarFeed
from training.changes.domain import ChangeAct
from training.changes.models import ChangedEvent, DateChoice, MassChange

# Longer ago than any of these is kept.
LONG = 200


@pytest.fixture(autouse=True)
def frozen(today):
    """The clock stands still."""


def ago(weeks):
    return clock.now() - timedelta(weeks=weeks)


def done() -> dict[str, int]:
    return {one.name: one.done for one in purging.purge_all() if one.done}


def a_feed(*ended_weeks_ago):
    """The feed of somebody whose posts ended so long ago; None for one they hold."""
    person, agency = saved(a_person()), saved(an_agency())
    for weeks in ended_weeks_ago:
        ended = None if weeks is None else ago(weeks).date()
        saved(a_post(person, agency, started_on=ago(500).date(), ended_on=ended))
    made = {"kind": FeedKind.LEARNER, "secret_hash": f"hash of {person.id}", "made_at": ago(300)}
    return saved(CalendarFeed(person_id=person.id, **made))


@pytest.mark.parametrize(
    ("posts", "goes"), [((5,), True), ((3,), False), ((LONG, None), False), ((LONG, 3), False), ((), False)]
)
def test_feeds_of_people_who_left_stop(posts, goes):
    a_feed(*posts)
    assert done() == ({"calendar-feeds": 1} if goes else {})
    assert db.session.query(CalendarFeed).count() == (0 if goes else 1)


def a_choice(**given):
    event, person = an_event(), saved(a_person())
    change = MassChange(
        act=ChangeAct.OFFER, reason="Snow", online_link="", asked_at=ago(LONG), asked_by_id=person.id
    )
    changed = saved(ChangedEvent(change_id=saved(change).id, event_id=event.id))
    made = {"changed_event_id": changed.id, "person_id": person.id, "until": ago(LONG)}
    return saved(DateChoice(**made | given))


@pytest.mark.parametrize(
    ("ended", "given_back", "goes"),
    [(27, 27, True), (25, 25, False), (None, None, False), (LONG, None, False)],
)
def test_choices_among_dates_go_when_nothing_hangs_on_them(ended, given_back, goes):
    times = {"ended_at": ended, "given_back_at": given_back}
    a_choice(**{name: None if weeks is None else ago(weeks) for name, weeks in times.items()})
    assert done() == ({"date-choices": 1} if goes else {})


def test_a_wording_goes_after_it_was_replaced_and_the_one_in_force_never():
    author = saved(a_person()).id
    for version, weeks in ((1, 300), (2, 105), (3, 103)):
        words = {"subject": f"Version {version}", "body": "Hello", "text": "", "written_at": ago(weeks)}
        saved(LetterText(template="booking_booked", version=version, written_by_id=author, **words))
    assert done() == {"letter-wordings": 1}
    assert [one.version for one in db.session.query(LetterText).order_by(LetterText.id)] == [2, 3]

"""Bookings a second by people who each book once, and a rush for the last places."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, insert, literal, select, update

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.db import db
from portal.people.models import Person
from tests.bench import load
from tests.bench.load import Result
from tests.bench.places import CSRF, Place
from tests.bench.report import LEAST_NOISE, OF_HELLO, Figure
from tests.bench.yardstick import ROUNDS, Yardstick
from tests.support.sessions import session_keys
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import CoursePrerequisite, TrainingEvent

PEOPLE_A_ROUND = 1500
LEAST_SHARE = 1 / 20
LEAST_BOOKED = 0.45
RUSH, PLACES = 200, 30
SLOWEST_RUSH_SECONDS = 2.0


def measure(place: Place, yardstick: Yardstick) -> Iterator[Figure]:
    crowd = open_accounts(place, ROUNDS * PEOPLE_A_ROUND + RUSH)
    wide, narrow = pick_events(place, 1_000_000, PLACES)
    batches = [visits(place, wide, crowd[n * PEOPLE_A_ROUND :][:PEOPLE_A_ROUND]) for n in range(ROUNDS)]
    compared = yardstick.compare(place.port, batches, rate=booked)
    yield Figure(
        name="bookings (form and answer)",
        database=place.database,
        people=place.people,
        value=compared.share,
        unit=OF_HELLO,
        budget=LEAST_SHARE,
        bound="at least",
        detail=compared.told,
        noise=compared.noise,
    )
    yield rush(place, narrow, crowd[-RUSH:])


def booked(result: Result) -> float:
    """Only an answer that leads on is a booking; the form itself, and a refusal, are pages.

    Half of what is sent are answers. Were many of them refused, the figure would be that of refusals.
    """
    assert result.share(302) > LEAST_BOOKED, f"refused: {result.statuses}"
    return result.rate(result.statuses.get("302", 0))


def rush(place: Place, event_id: int, crowd: list[str]) -> Figure:
    """Everybody presses the button at once; exactly the places there are, are given."""
    posts = visits(place, event_id, crowd)[1::2]
    result = load.send(place.port, posts, seconds=6, connections=RUSH)
    with place.app.app_context():
        taken = db.session.scalar(select(func.count()).where(Booking.event_id == event_id))
    assert (taken, result.statuses.get("302")) == (PLACES, PLACES), f"{taken} booked, {result.statuses}"
    return Figure(
        name=f"rush of {RUSH} for {PLACES} places, p99",
        database=place.database,
        people=place.people,
        value=result.p99_ms / 1000,
        unit="s",
        budget=SLOWEST_RUSH_SECONDS,
        bound="at most",
        noise=max(LEAST_NOISE, result.noise),
    )


def open_accounts(place: Place, number: int) -> list[str]:
    """Ways in for people who had none, signed in: what their cookies hold."""
    newcomers = (
        select(
            Person.id, literal("bench").concat(Person.reference), literal(1), literal(value=True), literal("")
        )
        .where(~select(Account).where(Account.person_id == Person.id).exists())
        .limit(number)
    )
    columns = ["person_id", "email", "session_version", "is_active", "password_hash"]
    with place.app.app_context():
        db.session.execute(insert(Account).from_select(columns, newcomers))
        found = db.session.scalars(select(Account.id).where(Account.email.startswith("bench"))).all()
        keys = session_keys(found)
        db.session.commit()
    return keys


def pick_events(place: Place, *capacities: int) -> list[int]:
    """Open events with nobody on them, far enough away, with so many places, for anybody."""
    with place.app.app_context():
        chosen = db.session.scalars(
            select(TrainingEvent.id)
            .where(TrainingEvent.state == EventState.OPEN, TrainingEvent.starts_at > clock.now())
            .where(~select(Booking).where(Booking.event_id == TrainingEvent.id).exists())
            .where(TrainingEvent.course_id.not_in(select(CoursePrerequisite.course_id)))
            .order_by(TrainingEvent.starts_at.desc(), TrainingEvent.id)
            .limit(len(capacities))
        ).all()
        for event_id, capacity in zip(chosen, capacities, strict=True):
            times = {"booking_opens_at": None, "booking_closes_at": None}
            db.session.execute(
                update(TrainingEvent).where(TrainingEvent.id == event_id).values(capacity=capacity, **times)
            )
        db.session.commit()
        return list(chosen)


def visits(place: Place, event_id: int, crowd: list[str]) -> list[bytes]:
    """For each person the form and then its answer."""
    signer = URLSafeTimedSerializer(place.settings.secret_key, salt="wtf-csrf-token")
    body = urlencode({"csrf_token": signer.dumps(CSRF), "access_needs": "", "despite_clash": "y"})
    address = f"/training/events/{event_id}/book"
    requests = []
    for key in crowd:
        cookie = place.cookie_of(key, _permanent=True, csrf_token=CSRF)
        requests += [load.get(address, cookie), load.post(address, cookie, body)]
    return requests

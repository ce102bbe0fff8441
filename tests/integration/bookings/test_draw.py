"""Lots on their page, drawn again by the command, and found out when they stand in another order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from tests.factories import a_booking, an_event, someone
from tests.integration.bookings.support import fine
from tests.support.pages import parse
from training.bookings import checks, services
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking


@pytest.fixture
def drawn(at):
    """An event whose lots were drawn, with two of five placed."""
    event = an_event(capacity=2, draw_at=clock.now() + timedelta(hours=1))
    for _ in range(5):
        a_booking(event, status=BookingStatus.WAITING)
    at(clock.now() + timedelta(hours=2))
    with unit_of_work():
        return services.draw_lots(event.id)


def lots_of(event):
    rows = db.session.query(Booking.draw_rank, Booking.id).filter_by(event_id=event.id)
    return [f"{rank}\t{number}" for rank, number in rows.order_by(Booking.draw_rank)]


def test_the_command_on_the_page_draws_them_again(app, client, drawn):
    client.sign_in(someone())
    words = parse(client.get(f"/training/events/{drawn.id}/draw").text).select_one("code.portal-command").text
    program, *args = words.split()
    answer = app.test_cli_runner().invoke(args=args)
    assert (program, answer.exit_code) == ("flask", 0)
    assert [line.rpartition("\t")[0] for line in answer.stdout.splitlines()] == lots_of(drawn)
    fine()


@pytest.mark.parametrize("args", [[], ["7"], ["--seed", "a"], ["--seed", "a", "x"], ["--seed", "a", "0"]])
def test_the_command_says_what_it_needs(app, args):
    assert app.test_cli_runner().invoke(args=["bookings", "draw", *args]).exit_code == 2


def test_before_the_draw_there_is_nothing_to_draw_again(client):
    event = an_event(draw_at=clock.now() + timedelta(hours=1))
    client.sign_in(someone())
    assert "flask bookings" not in client.get(f"/training/events/{event.id}/draw").text
    for page in ("", "/book"):
        assert (
            "Until 3 March 2026 at 11am everybody waits"
            in client.get(f"/training/events/{event.id}{page}").text
        )


def test_another_order_than_the_seeds_is_found_out(drawn):
    assert list(checks.find_other_lots()) == []
    for one in db.session.query(Booking).filter_by(event_id=drawn.id):
        one.draw_rank = 6 - one.draw_rank
    db.session.commit()
    assert list(checks.find_other_lots()) == [
        f"The lots of {drawn.code} stand in another order than its seed gives"
    ]


def test_whoever_is_deleted_since_changes_nothing(drawn):
    db.session.query(Booking).filter_by(event_id=drawn.id, draw_rank=4).delete()
    db.session.commit()
    assert list(checks.find_other_lots()) == []

"""One's own calendar feeds, and the feed that a calendar program reads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import calendars, letters
from portal.kernel.access import Actor, Open, Role, access
from portal.kernel.calendars import Entry
from portal.kernel.chosen import chosen
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound
from portal.kernel.signed_in import current_actor
from training.calendars import queries, services
from training.calendars.domain import FeedKind
from training.calendars.models import CalendarFeed
from training.catalogue.domain import Place

bp = Blueprint("calendars", __name__)
SHOWN_ONCE = "calendar_address"


@bp.get("/calendars/<string:secret>.ics")
@access(Open.PUBLIC)
def read_feed(secret: str) -> ResponseReturnValue:
    """What a calendar program reads, without signing in: the address itself is the key."""
    feed = queries.find_feed(services.fingerprint(secret))
    if feed is None:
        raise NotFound
    name = f"{chosen().name}: {feed.kind.label}"
    written = calendars.feed(name, [_entry(row, feed) for row in queries.list_of_feed(feed)])
    return Response(written, mimetype=calendars.MIME_TYPE)


def _entry(row: Any, feed: CalendarFeed) -> Entry:  # noqa: ANN401  # a row of the feed's query
    uid = row.calendar_uid if feed.kind is FeedKind.LEARNER else f"{feed.kind.value}-{row.code}"
    return Entry(
        uid=services.uid_of(uid, row.number),
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        stamped_at=feed.made_at,
        sequence=row.sequence,
        place=queries.line_of(Place(row.name or "", row.address or "", online_link=row.online_link)),
        text=services.text_of(row.code, row.online_link),
        url=letters.public_address(f"/training/events/{row.event_id}"),
    )


@bp.get("/my-calendar")
@access(Open.SIGNED_IN)
def show_own() -> ResponseReturnValue:
    actor = current_actor()
    feeds = {one.kind: one for one in queries.list_feeds(actor.person_id)}
    kinds = _kinds(actor)
    return render_template(
        "calendars/show_own.html",
        feeds=feeds,
        kinds=kinds,
        shown=session.pop(SHOWN_ONCE, None),
        ahead=queries.list_to_teach(actor.person_id) if FeedKind.TRAINER in kinds else (),
    )


def _kinds(actor: Actor) -> list[FeedKind]:
    """Everybody has a diary; who teaches has another."""
    return [FeedKind.LEARNER, FeedKind.TRAINER] if actor.holds(Role.TRAINER) else [FeedKind.LEARNER]


def _kind(actor: Actor, name: str) -> FeedKind:
    found = next((one for one in _kinds(actor) if one.value == name), None)
    if found is None:
        raise NotFound
    return found


@bp.post("/my-calendar/<string:kind>")
@access(Open.SIGNED_IN)
def make_feed(kind: str) -> ResponseReturnValue:
    """A new secret address, shown on the next page and never again."""
    actor = current_actor()
    wanted = _kind(actor, kind)
    with unit_of_work():
        secret = services.make_feed(actor, wanted)
    session[SHOWN_ONCE] = [wanted.value, secret]
    return redirect(url_for(".show_own"))


@bp.post("/my-calendar/<string:kind>/end")
@access(Open.SIGNED_IN)
def end_feed(kind: str) -> ResponseReturnValue:
    actor = current_actor()
    wanted = _kind(actor, kind)
    with unit_of_work():
        services.end_feed(actor, wanted)
    flash("The calendar address no longer works", "success")
    return redirect(url_for(".show_own"))

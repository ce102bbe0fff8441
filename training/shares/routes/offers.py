"""What this room adds to the pages of an event, of those who come to it, and of a course."""

from __future__ import annotations

from collections.abc import Iterator

from flask import render_template, url_for
from markupsafe import Markup

from portal.kernel.access import Actor, Permission, can
from training.catalogue.domain import EventAction
from training.catalogue.models import Course, TrainingEvent
from training.shares import pictures, queries
from training.shares.services import holding


def list_event_actions(actor: Actor | None, event: TrainingEvent) -> Iterator[EventAction]:
    """The ways to held places and, for those who run training, to the shares."""
    if actor is None:
        return
    if can(actor, Permission.BOOKING_OFFICE) and holding.may_hold(event):
        yield EventAction("Hold places", url_for("shares.hold_places", event_id=event.id))
    if can(actor, Permission.EVENT_MANAGE):
        yield EventAction("Places by agency", url_for("shares.list_shares", event_id=event.id))


def list_course_actions(actor: Actor | None, course: Course) -> Iterator[EventAction]:
    if actor is not None and can(actor, Permission.EVENT_MANAGE):
        yield EventAction("Places kept by agency", url_for("shares.list_course_shares", course_id=course.id))


def draw_mix(actor: Actor, event: TrainingEvent) -> Iterator[Markup]:
    """The fair mix beside the names of those who come, for those who may change it."""
    if can(actor, Permission.EVENT_MANAGE):
        rows, origins = queries.list_shares(event.id), queries.read_origins(event.id)
        found = queries.mix_of(event, rows, origins)
        if found.rows:
            chart, miss = pictures.picture(found), queries.find_miss(rows, event.starts_at, origins.holders)
            drawn = render_template("shares/_mix_of_event.html", chart=chart, event=event, miss=miss)
            yield Markup(drawn)  # noqa: S704  # our own template, autoescaped

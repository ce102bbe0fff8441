"""What the bookings room hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open, Permission
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice
from training.bookings import demo, jobs, merging, services
from training.bookings.checks import CHECKS
from training.bookings.commands import bookings_group
from training.bookings.domain import BookingRules, BookingsKept
from training.bookings.retention import RETENTION
from training.bookings.routes import bp, offers
from training.bookings.routes.lists import person_links

bookings = Slice(
    name="bookings",
    blueprint=bp,
    navigation=(
        NavEntry("My training", "bookings.list_mine", Open.SIGNED_IN, order=20, section="My record"),
        NavEntry("Events", "bookings.list_events", Permission.EVENT_MANAGE, order=14, section="Training"),
    ),
    waiting=(offers.find_next_training, offers.find_events_to_decide),
    jobs=(Job("promote-waiting", jobs.promote_waiting, at="*/5 * * * *"),),
    commands=(bookings_group,),
    checks=CHECKS,
    retention=RETENTION,
    rules=(BookingsKept, BookingRules),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={
        "event_actions": offers.list_actions,
        "event_changed": services.hear_of_change,
        "merge_rules": merging.merge_rules,
        "person_links": person_links,
    },
)

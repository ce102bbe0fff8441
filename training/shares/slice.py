"""What the room of places by agency hands to the application."""

from __future__ import annotations

from portal.kernel.slice import DemoLoader, Job, Slice
from training.shares import checks, demo, hooks, jobs
from training.shares.routes import bp, offers
from training.shares.services import sharing

shares = Slice(
    name="shares",
    blueprint=bp,
    jobs=(Job("release-shares", jobs.release_shares, at="* * * * *"),),
    checks=checks.CHECKS,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={
        "place_rules": hooks.place_rules,
        "event_added": sharing.hear_of_new_event,
        "event_changed": sharing.hear_of_change,
        "event_actions": offers.list_event_actions,
        "course_actions": offers.list_course_actions,
    },
)

"""What the room of requests to join hands to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import Counted, DemoLoader, Job, NavEntry, Slice
from portal.registrations import demo, jobs, waiting
from portal.registrations.checks import CHECKS
from portal.registrations.domain import RegistrationRules, RegistrationsKept
from portal.registrations.finding.holdings import held
from portal.registrations.retention import RETENTION
from portal.registrations.routes import bp
from portal.registrations.routes.newcomers import ways_in, welcome
from portal.registrations.services import joining

registrations = Slice(
    name="registrations",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Requests to join",
            "registrations.list_requests",
            Permission.REGISTRATION_DECIDE,
            order=85,
            section="People and places",
        ),
    ),
    counted=(
        Counted(waiting.number_to_answer, waiting.card_to_answer),
        Counted(waiting.number_overdue, waiting.card_overdue),
    ),
    jobs=(
        Job("tell-overdue-requests", jobs.tell_overdue, at="5 8 * * 1-5"),
        Job("close-unanswered-requests", jobs.close_unanswered, at="50 3 * * *"),
    ),
    tasks={joining.SORT_OUT: joining.sort_out},
    demo=(DemoLoader(demo.ORDER, demo.load),),
    checks=CHECKS,
    retention=RETENTION,
    rules=(RegistrationRules, RegistrationsKept),
    providers={"ways_in": ways_in, "newcomer": welcome, "held": held},
)

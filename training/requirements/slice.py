"""What the requirements room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Open, Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import Check, Counted, DemoLoader, Job, NavEntry, Slice
from training.requirements import checks, demo, jobs, merging
from training.requirements.domain.commands import RequirementRules, RequirementsKept
from training.requirements.models import (
    RequirementAllowance,
    RequirementCycle,
    RequirementEvidence,
    RequirementStanding,
)
from training.requirements.queries import people, reviewing
from training.requirements.retention import RETENTION
from training.requirements.routes import bp, person_links, pressing_card, reviews, waiting_card
from training.requirements.services import keeping, ranking, setting


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Required training, and how you stand with it",
            covers=("requirement_standing.person_id",),
            select=own(RequirementStanding, "person_id", leave_out=("changes_on",)),
        ),
        Held(
            title="Required training that you had",
            covers=("requirement_cycle.person_id",),
            select=own(RequirementCycle, "person_id"),
        ),
        Held(
            title="Exemptions from required training, and extensions",
            covers=("requirement_allowance.person_id",),
            select=own(RequirementAllowance, "person_id"),
        ),
        Held(
            title="Evidence of training elsewhere",
            covers=("requirement_evidence.person_id",),
            select=own(RequirementEvidence, "person_id"),
        ),
        LeftOut(("requirement_allowance.given_by_id", "requirement_allowance.ended_by_id"), OF_OTHERS),
        LeftOut(("requirement_evidence.sent_by_id", "requirement_evidence.decided_by_id"), OF_OTHERS),
    )


requirements = Slice(
    name="requirements",
    blueprint=bp,
    navigation=(
        NavEntry(
            "My required training",
            "requirements.my_requirements",
            Open.SIGNED_IN,
            order=21,
            section="My record",
        ),
        NavEntry(
            "Required training",
            "requirements.list_people",
            Permission.BOOKING_OFFICE,
            order=17,
            section="Training",
        ),
        NavEntry(
            "Requirements",
            "requirements.list_requirements",
            Permission.REQUIREMENT_MANAGE,
            order=18,
            section="Training",
            also=(
                *("requirements.show_requirement", "requirements.add_requirement"),
                *("requirements.change_requirement", "requirements.extend_many"),
                *("requirements.list_evidence", "requirements.review_evidence"),
            ),
        ),
    ),
    counted=(
        Counted(lambda actor: people.count_pressing(actor.person_id), pressing_card),
        Counted(lambda actor: reviewing.count_waiting() if reviews(actor) else None, waiting_card),
    ),
    jobs=(Job("move-requirements-on", jobs.move_on, at="0 2 * * *"),),
    tasks={setting.RECALCULATE: jobs.recalculate, keeping.LOOK_AGAIN: jobs.look_again},
    checks=(Check("requirements-noticed", checks.find_overlooked),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    retention=RETENTION,
    rules=(RequirementRules, RequirementsKept),
    providers={
        "booking_priority": ranking.read_priority,
        "certificates_changed": keeping.hear_of_people,
        "course_changed": setting.hear_of_course,
        "held": held,
        "merge_rules": merging.merge_rules,
        "person_links": person_links,
        "posts_changed": keeping.hear_of_people,
    },
)

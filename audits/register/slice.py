"""What the register hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from audits.register import demo, jobs, merging
from audits.register.domain import RegisterKept
from audits.register.models import Assessment, AssessmentLink
from audits.register.retention import RETENTION
from audits.register.routes import bp
from portal.kernel.access import Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Assessments you lead",
            covers=("assessment.lead_practitioner_id",),
            select=own(Assessment, "lead_practitioner_id"),
            of_cases=True,
        ),
        Held(
            title="Assessments you had a part in",
            covers=("assessment_link.person_id",),
            select=own(AssessmentLink, "person_id"),
            of_cases=True,
        ),
        LeftOut(("register_import.actor_id",), OF_OTHERS),
    )


register = Slice(
    name="register",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Register", "register.list_assessments", Permission.REGISTER_MANAGE, order=44, section="Audits"
        ),
    ),
    jobs=(Job("forget-register-files", jobs.forget_register_files, at="20 3 * * *"),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"held": held, "merge_rules": merging.merge_rules},
    retention=RETENTION,
    rules=(RegisterKept,),
)

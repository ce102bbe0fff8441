"""What the register hands to the application."""

from __future__ import annotations

from audits.register import demo, jobs, merging
from audits.register.domain import RegisterKept
from audits.register.retention import RETENTION
from audits.register.routes import bp
from portal.kernel.access import Permission
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice

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
    providers={"merge_rules": merging.merge_rules},
    retention=RETENTION,
    rules=(RegisterKept,),
)

"""What this room hands to the application."""

from __future__ import annotations

from portal.factors import checks, jobs
from portal.factors.domain import FactorRules
from portal.factors.retention import RETENTION
from portal.factors.routes import bp, gate, sign_on
from portal.kernel.slice import Check, Job, Slice

factors = Slice(
    name="factors",
    blueprint=bp,
    rules=(FactorRules,),
    jobs=(Job("forget-spent-challenges", jobs.forget_spent_challenges, at="25 3 * * *"),),
    retention=RETENTION,
    checks=(
        Check("factors every authenticator app can be read", checks.find_shut_apps),
        Check("factors codes belong to a second step", checks.find_stray_codes),
    ),
    providers={
        "sign_in_step": gate.sign_in_step,
        "page_after_sign_out": sign_on.page_after,
        "door": gate.close_the_door,
        "ways_in": gate.ways_in,
        "account_links": gate.account_links,
        "person_links": gate.person_links,
    },
)

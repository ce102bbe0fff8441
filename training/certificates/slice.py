"""What the certificates room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Open, Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import Check, DemoLoader, NavEntry, Slice
from training.certificates import checks, demo, hooks, jobs, letters, merging
from training.certificates.commands import certificates_group
from training.certificates.domain import GateRules
from training.certificates.models import Certificate
from training.certificates.queries import ledger
from training.certificates.routes import (
    agency_links,
    bp,
    event_actions,
    person_links,
    rests_on_result,
    waiting,
)
from training.certificates.rules import PackingRules
from training.certificates.services import keeping


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Certificates",
            covers=("certificate.person_id",),
            select=own(Certificate, "person_id", leave_out=("replaces_id",)),
        ),
        LeftOut(("certificate.issued_by_id",), OF_OTHERS),
    )


certificates = Slice(
    name="certificates",
    blueprint=bp,
    navigation=(
        NavEntry("My certificates", "certificates.list_own", Open.SIGNED_IN, order=22, section="My record"),
        NavEntry(
            "Certificates",
            "certificates.list_ledger",
            Permission.CERTIFICATE_ISSUE,
            order=16,
            section="Training",
        ),
    ),
    waiting=(waiting,),
    commands=(certificates_group,),
    tasks={keeping.RENDER: jobs.render},
    checks=(
        Check("I4 certificates", checks.find_without_gate_facts),
        Check("certificate-codes", checks.find_other_codes),
    ),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    rules=(GateRules, PackingRules),
    providers={
        "agency_links": agency_links,
        "held": held,
        "booking_obstacles": hooks.find_missing,
        "contact_needed_by": ledger.select_to_renew,
        "event_actions": event_actions,
        "merge_rules": merging.merge_rules,
        "message_kinds": letters.message_kinds,
        "needed_held": hooks.find_held,
        "person_links": person_links,
        "rests_on_result": rests_on_result,
    },
)

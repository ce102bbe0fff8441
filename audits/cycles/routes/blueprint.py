"""The blueprint that this room's pages hang on, and how each of them finds its cycle."""

from __future__ import annotations

from flask import Blueprint

from audits.cycles.models import AuditCycle
from audits.cycles.queries.cycles import get_cycle
from audits.cycles.services.guard import refuse_auditor
from portal.kernel.signed_in import current_actor

bp = Blueprint("cycles", __name__, url_prefix="/audits/cycles")


def cycle_to_show(cycle_id: int) -> AuditCycle:
    """The cycle, unless the coordinator audits in it: they must not see what is drawn and who marks it."""
    cycle = get_cycle(cycle_id)
    refuse_auditor(current_actor(), cycle)
    return cycle

"""What a coordinator chooses when feedback is released."""

from __future__ import annotations

from wtforms import BooleanField

from audits.feedback.domain import Release, ReleaseCycle
from portal.kernel.forms import CommandForm, GovCheckboxes


class ReleaseForm(CommandForm):
    shows_auditor = BooleanField(
        "Show each {lead_practitioner} who audited their work",
        description="A learning culture says yes: people can then talk to each other",
        widget=GovCheckboxes(),
    )

    def to_release(self, audit_id: int) -> Release:
        return Release(audit_id, shows_auditor=bool(self.shows_auditor.data))

    def to_release_cycle(self, cycle_id: int) -> ReleaseCycle:
        return ReleaseCycle(cycle_id, shows_auditor=bool(self.shows_auditor.data))

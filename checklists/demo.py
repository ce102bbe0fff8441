"""The checklists of the demo partnership: the ones that come with the portal."""

from __future__ import annotations

from checklists.services import publish_shipped
from portal.kernel.slice import DemoPlan


def load(plan: DemoPlan) -> None:
    published = publish_shipped()
    plan.say(f"Checklists: {len(published)} published")

"""The demo partnership speaks York's words."""

from __future__ import annotations

from portal.kernel.slice import DemoPlan
from portal.partnership import services
from portal.partnership.domain import OPERATOR, Save
from portal.partnership.profiles import get_profile

# After the people, whose loader refuses a database in use, and before whatever may hold these words.
ORDER = 11
CONTACTS = {
    "help_email": "early-help@demo.example",
    "help_phone": "01632 960 100",
    "duty_phone": "01632 960 999",
    "duty_hours": "Monday to Friday, 8:30am to 5pm",
    "out_of_hours_phone": "01632 960 998",
    "changes_phone": "01632 960 101",
    "changes_words": "Before 8am, ring the reception of the venue",
}


def load(plan: DemoPlan) -> None:
    """York's profile, with telephone numbers from the range that Ofcom keeps for fiction."""
    profile = get_profile("york")
    for part, content in profile.parts.items():
        services.save(OPERATOR, Save(part, content, 0, reason="Demo"))
    services.save(OPERATOR, Save("contacts", CONTACTS, 0, reason="Demo"))
    plan.say(f"the words of {profile.name}")

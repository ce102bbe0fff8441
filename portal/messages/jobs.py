"""What every installation does on a timetable, whatever slices it has."""

from __future__ import annotations

from flask import current_app

from portal.kernel import sending
from portal.kernel.mail import Ways
from portal.kernel.rules import in_force
from portal.kernel.slice import registry
from portal.messages.domain import MailRules
from portal.settings import ROOT, Settings


def send_messages() -> None:
    """Send what is due. A message that fails says so on its row and is tried again later."""
    settings: Settings = current_app.config["SETTINGS"]
    ways = Ways(
        mail_url=settings.mail_url,
        sender=settings.mail_sender,
        folder=ROOT / "instance" / "outbox",
        notify=settings.notify,
    )
    seals = registry().providers("seal_message")
    sending.send_due(ways.deliver, seals=seals, budget=in_force(MailRules).budget)

"""What every installation does on a timetable, whatever slices it has."""

from __future__ import annotations

from flask import current_app

from portal.kernel import mail, outbox
from portal.settings import ROOT, Settings


def send_messages() -> None:
    """Send what is due. A message that fails says so on its row and is tried again later."""
    settings: Settings = current_app.config["SETTINGS"]
    deliver = mail.deliverer(
        settings.mail_url, sender=settings.mail_sender, folder=ROOT / "instance" / "outbox"
    )
    outbox.send_due(deliver)

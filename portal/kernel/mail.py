"""How a queued message leaves the machine: embedded as a file, by SMTP, or through GOV.UK Notify."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from portal.kernel.outbox import Channel, OutgoingMessage, fill_links
from portal.notify import Notify

SMTP_PORT = 25
TIME_OUT_SECONDS = 20


class NoWayOut(RuntimeError):
    """Nothing is set up by which such a message could leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways out that an installation has. `mail_url` is `outbox:`, `notify:` or `smtp://user:password@host`."""

    mail_url: str = field(repr=False)
    sender: str
    folder: Path
    notify: Notify = field(default_factory=Notify)

    def deliver(self, message: OutgoingMessage) -> None:
        """Hand the message over. Raises whatever went wrong."""
        parts = urlsplit(self.mail_url)
        if message.channel is Channel.SMS:
            self._send_text(message, parts)
        elif parts.scheme == "smtp":
            _by_smtp(as_email(message, self.sender), parts)
        elif parts.scheme == "notify":
            _email_by_notify(self.notify, message)
        else:
            self._to_file(f"{message.id}.eml", bytes(as_email(message, self.sender)))

    def _send_text(self, message: OutgoingMessage, parts: SplitResult) -> None:
        if self.notify.sends_texts:
            _text_by_notify(self.notify, message)
        elif parts.scheme == "outbox":
            self._to_file(f"{message.id}.txt", f"To: {message.recipient}\n\n{text_of(message)}".encode())
        else:
            raise NoWayOut("Text messages need an account with GOV.UK Notify, and none is set up")

    def _to_file(self, name: str, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)


def text_of(message: OutgoingMessage) -> str:
    """What its reader sees, with the link that no page shows."""
    return fill_links(message.body, message.link)


def as_email(message: OutgoingMessage, sender: str) -> EmailMessage:
    """The message as plain text, with an identifier that stays the same when it is sent again.

    A calendar file goes twice: as a part that programs offer to put into the diary, and as a file for those
    that do not. Where there are several, each is a file, and the first is the part.
    """
    email = EmailMessage()
    email["From"], email["To"], email["Subject"] = sender, message.recipient, message.subject
    email["Message-ID"] = f"<message-{message.id}@{sender.rpartition('@')[2]}>"
    email.set_content(text_of(message))
    files = message.calendar or []
    # As bytes: a calendar file ends its lines as it does, whatever carries it.
    for one in files[:1]:
        email.add_alternative(one["text"].encode(), **_as_calendar(one))
    for number, one in enumerate(files, start=1):
        name = f"invite-{number}.ics" if len(files) > 1 else "invite.ics"
        email.add_attachment(one["text"].encode(), filename=name, **_as_calendar(one))
    return email


def _as_calendar(file: Mapping[str, str]) -> dict[str, Any]:
    parameters = {"charset": "utf-8", "method": file["method"]}
    return {"maintype": "text", "subtype": "calendar", "params": parameters}


def _by_smtp(email: EmailMessage, parts: SplitResult) -> None:
    """Whether the letter was taken is known before parting: how the server parts changes nothing about it."""
    server = smtplib.SMTP(parts.hostname or "localhost", parts.port or SMTP_PORT, timeout=TIME_OUT_SECONDS)
    try:
        if parts.username:
            # Without a context of its own it would speak to anybody who says they are the server.
            server.starttls(context=ssl.create_default_context())
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(email)
    finally:
        _part_from(server)


def _part_from(server: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _email_by_notify(account: Notify, message: OutgoingMessage) -> None:
    _client(account).send_email_notification(
        email_address=message.recipient,
        template_id=account.email_template,
        personalisation={"subject": message.subject, "body": text_of(message)},
        reference=f"message-{message.id}",
    )


def _text_by_notify(account: Notify, message: OutgoingMessage) -> None:
    _client(account).send_sms_notification(
        phone_number=message.recipient,
        template_id=account.sms_template,
        personalisation={"body": text_of(message)},
        reference=f"message-{message.id}",
    )


def _client(account: Notify) -> Any:  # noqa: ANN401  # a library without types
    # Brings `requests` along, which is slow to import.
    from notifications_python_client.notifications import NotificationsAPIClient  # noqa: PLC0415

    client: Any = NotificationsAPIClient
    return client(account.api_key, base_url=account.url, timeout=TIME_OUT_SECONDS)

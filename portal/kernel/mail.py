"""How a queued message leaves the machine: as an `.eml` file in the embedded mode, or by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from portal.kernel.outbox import ONE_TIME_LINK, OutgoingMessage

SMTP_PORT = 25
TIME_OUT_SECONDS = 20


def deliverer(mail_url: str, *, sender: str, folder: Path) -> Callable[[OutgoingMessage], None]:
    """The way out that `MAIL_URL` asks for: `outbox:` or `smtp://user:password@host:port`."""
    parts = urlsplit(mail_url)

    def to_file(message: OutgoingMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{message.id}.eml").write_bytes(bytes(as_email(message, sender)))

    def by_smtp(message: OutgoingMessage) -> None:
        host, port = parts.hostname or "localhost", parts.port or SMTP_PORT
        with smtplib.SMTP(host, port, timeout=TIME_OUT_SECONDS) as server:
            if parts.username:
                # Without a context of its own it would speak to anybody who says they are the server.
                server.starttls(context=ssl.create_default_context())
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(as_email(message, sender))

    return by_smtp if parts.scheme == "smtp" else to_file


def as_email(message: OutgoingMessage, sender: str) -> EmailMessage:
    """The message as plain text, with an identifier that stays the same when it is sent again."""
    email = EmailMessage()
    email["From"], email["To"], email["Subject"] = sender, message.recipient, message.subject
    email["Message-ID"] = f"<message-{message.id}@{sender.rpartition('@')[2]}>"
    email.set_content(message.body.replace(ONE_TIME_LINK, message.link))
    return email

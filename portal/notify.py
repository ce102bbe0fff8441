"""An account with GOV.UK Notify, read from the environment. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PUBLIC_API = "https://api.notifications.service.gov.uk"
# A key ends in two identifiers with a dash between: the service, and the secret.
_KEY = re.compile(r".*[0-9a-f-]{36}-[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Its template for e-mails takes “subject” and “body”; the one for text messages “body” alone."""

    api_key: str = field(default="", repr=False)
    url: str = PUBLIC_API
    email_template: str = ""
    sms_template: str = ""

    @property
    def sends_texts(self) -> bool:
        return bool(self.api_key and self.sms_template)


def read_notify(environ: Mapping[str, str], problems: list[str]) -> Notify:
    """The account that the environment names; what is wrong or missing is added to `problems`."""
    account = Notify(
        api_key=environ.get("NOTIFY_API_KEY", ""),
        url=environ.get("NOTIFY_URL", "").rstrip("/") or PUBLIC_API,
        email_template=environ.get("NOTIFY_EMAIL_TEMPLATE", ""),
        sms_template=environ.get("NOTIFY_SMS_TEMPLATE", ""),
    )
    if account.api_key and not _KEY.fullmatch(account.api_key):
        problems.append("NOTIFY_API_KEY must be a key of GOV.UK Notify")
    if urlsplit(account.url).scheme not in {"http", "https"}:
        problems.append("NOTIFY_URL must be a web address")
    if environ.get("MAIL_URL", "").startswith("notify:"):
        needed = {"NOTIFY_API_KEY": account.api_key, "NOTIFY_EMAIL_TEMPLATE": account.email_template}
        problems += [
            f"{name} must be set for MAIL_URL=notify:" for name, given in needed.items() if not given
        ]
    return account

"""Plain-text e-mails from templates/email. The first line of a template is its subject."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from portal.kernel.chosen import chosen

SUBJECT = "Subject: "


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def write(name: str, **facts: object) -> Letter:
    """The letter of this name with these facts in it. Needs no request, so jobs may write too."""
    settings = current_app.config["SETTINGS"]
    template = current_app.jinja_env.get_template(f"email/{name}.txt")
    text = template.render(facts, public_url=settings.public_url, partnership_name=chosen().name)
    first, _, body = text.partition("\n")
    if not first.startswith(SUBJECT):
        raise ValueError(f"email/{name}.txt must start with “{SUBJECT}”")
    return Letter(subject=first.removeprefix(SUBJECT).strip(), body=body.strip() + "\n")


def public_address(path: str) -> str:
    """A page of ours as a letter names it."""
    return f"{current_app.config['SETTINGS'].public_url}{path}"

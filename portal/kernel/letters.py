"""Plain-text letters from templates/email, and their short texts for a telephone from templates/sms.

The first line of a letter's template is its subject. A partnership may word some for itself: whoever keeps
those words offers them by the template's name (`providers={"letter_text": …}`), and they are used instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from flask import current_app
from jinja2 import TemplateNotFound

from portal.kernel.chosen import chosen
from portal.kernel.slice import registry
from portal.kernel.words import word

SUBJECT = "Subject: "


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str
    # The same in a line or two, for a telephone; empty where nobody asked for it or nobody has written one.
    text: str = ""


class Writer(Protocol):
    """Writes one letter after the other by the same template."""

    def __call__(self, facts: Mapping[str, object], *, with_text: bool = False) -> Letter: ...


# Fills one part of a letter ("subject", "body" or "text") with facts.
Fill = Callable[[str, Mapping[str, object]], str]


def write(name: str, **facts: object) -> Letter:
    """The letter of this name with these facts in it. Needs no request, so jobs may write too."""
    return writer(name)(facts)


def writer(name: str) -> Writer:
    """Whoever writes letters of this name, in the partnership's own words where it has any."""
    own = next((found for ask in registry().providers("letter_text") if (found := ask(name))), None)

    def write_one(facts: Mapping[str, object], *, with_text: bool = False) -> Letter:
        everything = {**common_facts(), **facts}
        return _own(own, everything, with_text) if own else _shipped(name, everything, with_text)

    return write_one


def common_facts() -> dict[str, object]:
    """What every letter may say."""
    settings = current_app.config["SETTINGS"]
    names = {"partnership_name": chosen().name, "help_team": word.help_team}
    return {"public_url": settings.public_url, **names}


def shipped_source(name: str) -> tuple[str, str, str]:
    """Subject, body and short text of the template that ships with the portal, as they are written."""
    loader = current_app.jinja_env
    if loader.loader is None:
        raise RuntimeError("The application has no templates")
    source, _, _ = loader.loader.get_source(loader, f"email/{name}.txt")
    subject, body = _parted(name, source)
    try:
        text, _, _ = loader.loader.get_source(loader, f"sms/{name}.txt")
    except TemplateNotFound:
        text = ""
    return subject, body, text.strip()


def _own(fill: Fill, facts: Mapping[str, object], with_text: bool) -> Letter:  # noqa: FBT001  # from one caller
    text = fill("text", facts) if with_text else ""
    return Letter(" ".join(fill("subject", facts).split()), fill("body", facts).strip() + "\n", text.strip())


def _shipped(name: str, facts: Mapping[str, object], with_text: bool) -> Letter:  # noqa: FBT001  # likewise
    whole = current_app.jinja_env.get_template(f"email/{name}.txt").render(facts)
    subject, body = _parted(name, whole)
    return Letter(subject, body.strip() + "\n", _shipped_text(name, facts) if with_text else "")


def _shipped_text(name: str, facts: Mapping[str, object]) -> str:
    try:
        template = current_app.jinja_env.get_template(f"sms/{name}.txt")
    except TemplateNotFound:
        return ""
    return template.render(facts).strip()


def _parted(name: str, whole: str) -> tuple[str, str]:
    first, _, body = whole.partition("\n")
    if not first.startswith(SUBJECT):
        raise ValueError(f"email/{name}.txt must start with “{SUBJECT}”")
    return first.removeprefix(SUBJECT).strip(), body


def public_address(path: str) -> str:
    """A page of ours as a letter names it."""
    return f"{current_app.config['SETTINGS'].public_url}{path}"

"""Fills in the form that a page really shows, as a person with a browser would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from bs4 import Tag

from tests.support.pages import parse, words_of


@dataclass
class FilledForm:
    """What a browser would send, and where."""

    method: str
    url: str
    is_multipart: bool
    pairs: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, Any]] = field(default_factory=list)


def find_form(html: str, url: str, selector: str) -> Tag:
    found = parse(html).select(selector)
    form = found[0] if found else None
    if form is not None and form.name != "form":
        form = form.find_parent("form")
    assert form is not None, f"No {selector} at {url}; the page is {words_of(parse(html).select_one('h1'))!r}"
    return form


def fill(form: Tag, url: str, answers: Mapping[str, object], press: str | None = None) -> FilledForm:
    """Answers replace what the page had filled in; a name or choice that the page does not offer fails."""
    controls = [tag for tag in form.select("input, select, textarea") if tag.get("name") and not _is_off(tag)]
    answers = _with_dates(answers, {tag["name"] for tag in controls})
    unknown = set(answers) - {tag["name"] for tag in controls}
    assert not unknown, (
        f"Not on the form: {sorted(unknown)}; there: {sorted({tag['name'] for tag in controls})}"
    )
    sent = FilledForm(
        method=str(form.get("method", "get")).upper(),
        url=urljoin(url, str(form.get("action") or url)),
        is_multipart=form.get("enctype") == "multipart/form-data",
    )
    for name in dict.fromkeys(tag["name"] for tag in controls):
        tags = [tag for tag in controls if tag["name"] == name]
        if tags[0].get("type") == "file":
            assert sent.is_multipart, f"{name} is a file, but the form cannot carry files"
            sent.files += [(name, answers[name])] if name in answers else []
        elif _is_sent(tags[0]):
            values = _choose(tags, answers[name]) if name in answers else _shown(tags)
            sent.pairs += [(name, _on_the_wire(tags[0], value)) for value in values]
    sent.pairs += _pressed(form, press)
    return sent


def _is_off(tag: Tag) -> bool:
    return tag.has_attr("disabled") or tag.find_parent("fieldset", attrs={"disabled": True}) is not None


def _is_sent(tag: Tag) -> bool:
    return tag.get("type") not in {"submit", "button", "reset", "image"}


def _with_dates(answers: Mapping[str, object], names: set[str]) -> dict[str, object]:
    """A date for `starts_on` fills in starts_on-day, -month and -year when those are what the page asks."""
    spread: dict[str, object] = {}
    for name, answer in answers.items():
        if isinstance(answer, date) and name not in names:
            parts = {f"{name}-{part}": getattr(answer, part) for part in ("day", "month", "year")}
            spread |= parts
        else:
            spread[name] = answer
    return spread


def _shown(tags: list[Tag]) -> list[str]:
    """What the page itself has filled in."""
    first = tags[0]
    if first.name == "select":
        options = (
            first.select("option[selected]")
            or first.select("option")[: 0 if first.has_attr("multiple") else 1]
        )
        return [_value(option) for option in options]
    if first.name == "textarea":
        return [first.get_text().removeprefix("\n")]
    if first.get("type") in {"radio", "checkbox"}:
        return [_value(tag) for tag in tags if tag.has_attr("checked")]
    return [str(tag.get("value", "")) for tag in tags]


def _on_the_wire(tag: Tag, value: str) -> str:
    """A browser ends each line of a text area with two characters, however the page ended it."""
    return "\r\n".join(value.splitlines()) if tag.name == "textarea" and "\n" in value else value


def _choose(tags: list[Tag], answer: object) -> list[str]:
    """The answer as sent; for choices it must be among those offered."""
    several = isinstance(answer, Iterable) and not isinstance(answer, str)
    values = [_text(part) for part in answer] if several else [_text(answer)]  # type: ignore[union-attr]
    offered = None
    if tags[0].name == "select":
        offered = {_value(option) for option in tags[0].select("option:not([disabled])")}
    elif tags[0].get("type") in {"radio", "checkbox"}:
        offered = {_value(tag) for tag in tags}
        if answer is True or answer is False:
            values = sorted(offered)[:1] if answer else []
    assert offered is None or set(values) <= offered, (
        f"{tags[0]['name']} offers {sorted(offered)}, not {values}"
    )
    return values


def _value(tag: Tag) -> str:
    default = words_of(tag) if tag.name == "option" else "on"
    return str(tag.get("value", default))


def _text(answer: object) -> str:
    return str(getattr(answer, "value", answer))


def _pressed(form: Tag, press: str | None) -> list[tuple[str, str]]:
    """What the button itself sends: the one with these words, else the first, as the Enter key does."""
    buttons = form.select("button:not([type=button]), input[type=submit]")
    words = [words_of(button) or str(button.get("value", "")) for button in buttons]
    assert press is None or press in words, f"No button {press!r}; there: {words}"
    chosen = buttons[words.index(press) if press else 0] if buttons else None
    if chosen is None or not chosen.get("name"):
        return []
    return [(str(chosen["name"]), str(chosen.get("value", "")))]


def upload(file: object) -> object:
    """A path as (stream, name); a (stream, name) pair is fit to send already."""
    return (file.open("rb"), file.name) if isinstance(file, Path) else file

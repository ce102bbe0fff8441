"""How pages are made: templates, their helpers, and what each kind of error shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, make_response, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader, Undefined
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal.kernel import text
from portal.kernel.access import Actor, Open, Permission, RoleScope, can
from portal.kernel.chosen import asking_nobody, chosen
from portal.kernel.errors import Forbidden, NotFound, RuleBroken, Unavailable, Unreadable
from portal.kernel.forms import init_forms
from portal.kernel.problems import JSON, problem
from portal.kernel.signed_in import find_actor
from portal.kernel.slice import NavEntry, Registry, registry
from portal.kernel.tables import init_tables
from portal.kernel.words import kept_in_words, word, worded
from portal.requests import read_on
from portal.settings import ROOT, Settings

Sections = list[dict[str, Any]]
# Statuses with a page of their own; any other shows the page for its family.
ERROR_PAGES = (400, 403, 404, 409, 413, 429, 500, 503)
# An address that only takes forms has no page: to whoever opens it, it is nowhere.
NO_PAGE = 405


class LoudUndefined(Undefined):
    """A misspelt name fails the page; a missing key of a dict does not, since GOV.UK macros rely on that."""

    __slots__ = ()

    def _complain(self) -> None:
        if not isinstance(self._undefined_obj, dict):
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._complain()
        return ""

    def __iter__(self) -> Iterator[object]:
        self._complain()
        return iter(())

    def __len__(self) -> int:
        self._complain()
        return 0


def init_pages(app: Flask) -> None:
    """Give templates their loader, filters and globals, and errors their pages."""
    app.jinja_env.undefined = LoudUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    for helper in (text.day, text.long_day, text.clock_time, text.moment, text.span, text.listed):
        app.add_template_filter(helper, helper.__name__)
    app.add_template_global(text.plural, "plural")
    app.add_template_global(Permission, "Permission")
    app.add_template_global(_may, "can")
    app.jinja_env.globals["word"] = word
    app.add_template_global(chosen, "partnership")
    app.add_template_filter(worded)
    app.add_template_global(address, "url_for")
    init_forms(app)
    init_tables(app)
    app.context_processor(_frame)
    _init_errors(app)


def _may(permission: Permission, subject: object | None = None) -> bool:
    actor = find_actor()
    return actor is not None and can(actor, permission, subject)


def address(endpoint: str, **values: Any) -> str:  # noqa: ANN401  # as Flask's own
    """`url_for`, which takes as long as the rest of a table's row, with the addresses it has given kept."""
    if endpoint.startswith("."):
        endpoint = f"{request.blueprint}{endpoint}"
    try:
        return _kept_address(endpoint, tuple(values.items()))
    except TypeError:  # a list among the values is no key
        return url_for(endpoint, **values)


@lru_cache(maxsize=8192)
def _kept_address(endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def _frame() -> dict[str, object]:
    """What the layout shows around every page."""
    actor = find_actor()
    settings, now = _settings(), chosen()
    navigation, menu = _menu()
    return {
        "actor": actor,
        "navigation": navigation,
        "menu": menu,
        "partnership_name": now.name,
        "is_demo": settings.is_demo,
        "contact_email": now.contacts.help_email,
        "request_id": g.get("request_id", ""),
    }


def _menu() -> tuple[Sections, Markup]:
    """The sections this person may open, each with its entries, where they are now marked; and all drawn."""
    actor = find_actor()
    return _drawn_menu(registry(), None if actor is None else actor.scopes, request.endpoint or "")


@kept_in_words(4096)
def _drawn_menu(
    slices: Registry, scopes: frozenset[RoleScope] | None, endpoint: str
) -> tuple[Sections, Markup]:
    """Kept for whoever holds the same roles: which entries are shown depends on nothing else."""
    actor = None if scopes is None else Actor(person_id=0, scopes=scopes)
    shown = [entry for entry in slices.navigation if _is_shown(entry.needs, actor)]
    current = _current_entry(shown, endpoint)
    sections: dict[str, list[NavEntry]] = {}
    for entry in shown:
        sections.setdefault(entry.section or entry.label, []).append(entry)
    listed = [_section(label, entries, current) for label, entries in sections.items()]
    template = current_app.jinja_env.get_template("layouts/_menu.html")
    return listed, Markup(template.render(navigation=listed))  # noqa: S704  # our own template, autoescaped


def _section(section: str, entries: list[NavEntry], current: NavEntry | None) -> dict[str, Any]:
    return {
        # A section of one goes by that entry's own name.
        "label": worded(section if len(entries) > 1 or entries[0].needs is Open.PUBLIC else entries[0].label),
        "url": url_for(entries[0].endpoint),
        "active": current in entries,
        "entries": [
            {"label": worded(entry.label), "url": url_for(entry.endpoint), "active": entry is current}
            for entry in entries
        ],
    }


def _current_entry(shown: Sequence[NavEntry], endpoint: str) -> NavEntry | None:
    """The entry of this page, or else the first of the room that this page belongs to.

    A page that is open to everybody, such as one's own account, belongs to no entry for a few.
    """
    room = endpoint.partition(".")[0]
    is_open = isinstance(getattr(current_app.view_functions.get(endpoint), "__access__", None), Open)
    of_page = [entry for entry in shown if endpoint in {entry.endpoint, *entry.also}]
    of_room = [
        entry
        for entry in shown
        if entry.endpoint.partition(".")[0] == room and not (is_open and isinstance(entry.needs, Permission))
    ]
    return next(iter(of_page + of_room), None)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _is_shown(needs: Permission | Open, actor: Actor | None) -> bool:
    if actor is None:
        return needs is Open.PUBLIC
    return isinstance(needs, Open) or can(actor, needs)


def _error_page(status: int) -> int:
    if status in ERROR_PAGES:
        return status
    return 404 if status == NO_PAGE else 500 if status >= 500 else 400  # noqa: PLR2004


def _show_error(status: int, message: str = "") -> ResponseReturnValue:
    if request.mimetype == JSON:
        # What a script of ours sent: it reads no pages.
        return problem(status, message)
    # No context processors: an error page asks neither the database nor who is signed in.
    template = current_app.jinja_env.get_template(f"errors/{_error_page(status)}.html")
    with asking_nobody():
        html = template.render(
            message=message,
            partnership_name=chosen().name,
            is_demo=_settings().is_demo,
            request_id=g.get("request_id", ""),
        )
    return html, status


def _init_errors(app: Flask) -> None:
    def show_http(error: HTTPException) -> ResponseReturnValue:
        if isinstance(error, RequestEntityTooLarge):
            read_on()
        answer = make_response(_show_error(error.code or 500))
        # Such as Allow on a 405; the body, and so its type and length, are ours.
        answer.headers.extend(one for one in error.get_headers() if not one[0].startswith("Content-"))
        return answer

    app.register_error_handler(NotFound, lambda _error: _show_error(404))
    app.register_error_handler(Forbidden, lambda error: _show_error(403, error.message))
    # A rule that refuses a form is shown on the form; this is for buttons that stand alone.
    app.register_error_handler(RuleBroken, lambda error: _show_error(409, error.message))
    app.register_error_handler(Unavailable, lambda error: _show_error(503, error.message))
    app.register_error_handler(Unreadable, lambda _error: _show_error(400))
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(500, lambda _error: _show_error(500))

"""What this room hangs into others: the step after a first factor, more ways in, and links to its pages."""

from __future__ import annotations

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import entry
from portal.accounts.domain import Way
from portal.factors import queries
from portal.factors.domain import (
    WAYS_THAT_ARE_ENOUGH,
    Step,
    is_recent,
    is_required_of,
    next_step,
)
from portal.factors.routes import browser
from portal.factors.routes.blueprint import rules, settings, site
from portal.kernel import clock
from portal.kernel.access import Actor, Permission, can
from portal.kernel.slice import Link

PASSED = "second_step"
PAGES = {Step.CONFIRM: "factors.confirm", Step.SET_UP: "factors.set_up"}


def sign_in_step(account_id: int, way: str) -> str | None:
    """The page that must be passed after this first factor; None lets the person in."""
    came = Way(way)
    if came in WAYS_THAT_ARE_ENOUGH:
        return None
    has_factor = queries.get_factors(account_id).any
    is_required = not has_factor and queries.needs_factor(account_id, rules())
    step = next_step(came, has_factor=has_factor, is_required=is_required)
    return PAGES[step] if step else None


def let_in(pending: entry.Pending) -> ResponseReturnValue:
    """Let somebody in whose second step was right."""
    agency = session.get(browser.AGENCY)
    answer = entry.let_in(pending)
    session[PASSED] = True
    if agency is not None:
        session[browser.AGENCY] = agency
    return answer


def close_the_door(actor: Actor) -> ResponseReturnValue | None:
    """End a session of one factor when its person has been given a role that needs two.

    Asked before every page that needs somebody signed in; it asks the database nothing.
    """
    came = entry.came_in()
    if came is None or session.get(PASSED) or came.way in WAYS_THAT_ARE_ENOUGH:
        return None
    if not is_required_of(actor.roles, rules()):
        return None
    return _sign_in_again("You now have a role that needs a second step. Sign in again to set it up")


def ask_again() -> ResponseReturnValue | None:
    """Before ways in are changed: whoever came in long ago shows again who they are. None for the others."""
    came = entry.came_in()
    if came is None or is_recent(came.at, clock.now(), rules()):
        return None
    return _sign_in_again(
        "Sign in again before you change how you sign in. It keeps others out of your account"
    )


def _sign_in_again(why: str) -> ResponseReturnValue:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    session.clear()
    flash(why)
    return redirect(url_for("accounts.sign_in", next=wanted))


def ways_in(next_page: str | None) -> list[Link]:
    links = [
        Link(f"Sign in with {one.label}", url_for("factors.go_to_agency", provider=one.name, next=next_page))
        for one in settings().sign_on_providers
    ]
    if site() is not None:
        links.append(Link("Sign in with a passkey", url_for("factors.sign_in_with_passkey", next=next_page)))
    return [*links, Link("Get a link by email", url_for("factors.ask_for_link", next=next_page))]


def account_links(_actor: Actor) -> list[Link]:
    return [Link("Second step, passkeys and recovery codes", url_for("factors.show_own"))]


def person_links(actor: Actor, person_id: int) -> list[Link]:
    if person_id == actor.person_id or not can(actor, Permission.FACTOR_RESET):
        return []
    return [Link("Reset the second step of signing in", url_for("factors.reset", person_id=person_id))]

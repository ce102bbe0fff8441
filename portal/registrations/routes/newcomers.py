"""Somebody whom their organisation's sign-in knows and the register does not: they ask to join from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from portal.factors.domain import Identity
from portal.kernel import clock
from portal.kernel.slice import Link

NEWCOMER = "newcomer"
# So long their sign-in counts while they fill in the form.
REMEMBERED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who somebody is, as their organisation's sign-in said in this browser."""

    email: str
    given_name: str
    family_name: str
    vouched_by: str


def welcome(identity: Identity, vouched_by: str) -> ResponseReturnValue:
    """Lead them to the form. Their address was checked and is one that their organisation may speak for."""
    said = [identity.email, identity.given_name, identity.family_name, vouched_by]
    session[NEWCOMER] = [*said, clock.now().isoformat()]
    return redirect(url_for("registrations.find_organisation"))


def find_newcomer() -> Newcomer | None:
    """Who came from their organisation's sign-in in this browser, and not too long ago."""
    mark = session.get(NEWCOMER)
    if mark is None or clock.now() - datetime.fromisoformat(mark[4]) > REMEMBERED_FOR:
        return None
    return Newcomer(*mark[:4])


def forget_newcomer() -> None:
    session.pop(NEWCOMER, None)


def ways_in(_next_page: str | None) -> list[Link]:
    return [Link("I have no account: ask to join", url_for("registrations.find_organisation"))]

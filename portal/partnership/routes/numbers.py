"""The adjustable numbers of every room, and how long things are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.chosen import chosen
from portal.kernel.errors import NotFound
from portal.kernel.rules import amounts, declared
from portal.kernel.slice import registry
from portal.partnership import services
from portal.partnership.forms import numbers_form
from portal.partnership.routes.blueprint import bp, edit_part


@dataclass(frozen=True, slots=True)
class Line:
    """One number as the list shows it."""

    label: str
    now: str
    default: str


@bp.get("/numbers")
@access(Permission.PARTNERSHIP_MANAGE)
def list_numbers() -> ResponseReturnValue:
    """Every number that may be changed: those of the rooms, then how long things are kept."""
    rooms = sorted(registry().rules, key=lambda rules: (declared(rules).is_retention, declared(rules).title))
    return render_template(
        "partnership/list_numbers.html", rooms=[(declared(rules), _lines(rules)) for rules in rooms]
    )


@bp.route("/numbers/<string:room>", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def edit_numbers(room: str) -> ResponseReturnValue:
    rules = _rules_of(room)
    now = {name: _number(room, name, one.default) for name, one in amounts(rules).items()}
    return edit_part(
        "partnership/edit_numbers.html",
        numbers_form(rules),
        now,
        partial(services.save_rules, rules=rules),
        declared=declared(rules),
    )


def _rules_of(room: str) -> type:
    found = next((rules for rules in registry().rules if declared(rules).key == room), None)
    if found is None:
        raise NotFound
    return found


def _number(room: str, name: str, default: int) -> int:
    return chosen().numbers.get(f"{room}.{name}", default)


def _lines(rules: type) -> list[Line]:
    room = declared(rules).key
    return [
        Line(
            one.label,
            one.said(one.within(_number(room, name, one.default))),
            one.said(one.default),
        )
        for name, one in amounts(rules).items()
    ]

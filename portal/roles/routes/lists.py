"""Who holds what: the list, its export, and the roles of one person with their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.granting import MAY_GRANT, Holder, may_grant
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import csv_response, paged, read_page_number, read_sort, streamed
from portal.people.models import RoleGrant
from portal.roles import finding, queries
from portal.roles.domain import GrantFilter, Standing, standing
from portal.roles.forms import GrantFilterForm
from portal.roles.routes.blueprint import bp

HEAD = ("Person", "Reference", "Role", "For", "From", "To", "Last reviewed", "Reason", "Post ended")


@bp.get("")
@access(Permission.ROLE_MANAGE)
def list_grants() -> ResponseReturnValue:
    form, chosen = _asked()
    sort = read_sort(request.args, finding.ORDER, "name")
    statement = finding.select_grants(current_actor(), chosen)
    page = paged(statement.order_by(sort.by(finding.ORDER), RoleGrant.id), read_page_number(request.args))
    asked = {name: value for name, value in request.args.items() if name in form.data}
    return render_template("roles/list_grants.html", page=page, sort=sort, filters=form, asked=asked)


@bp.get("/export")
@access(Permission.ROLE_MANAGE)
def export() -> ResponseReturnValue:
    """The list as it is narrowed, as a file."""
    _, chosen = _asked()
    statement = finding.select_grants(current_actor(), chosen)
    return csv_response("roles.csv", HEAD, _rows(streamed(statement.order_by(RoleGrant.id))))


def _rows(grants: Iterator[Any]) -> Iterator[list[object]]:
    for one in grants:
        yield [
            f"{one.given_name} {one.family_name}",
            one.reference,
            one.role.label,
            one.scope,
            one.starts_on,
            one.ends_on,
            one.reviewed_on,
            one.reason,
            not one.has_post,
        ]


def _asked() -> tuple[GrantFilterForm, GrantFilter]:
    """What the address asks for; the roles held today unless it says otherwise."""
    form = GrantFilterForm(request.args)
    if "standing" not in request.args:
        form.standing.data = Standing.HELD.value
    return form, form.to_filter()


@bp.get("/people/<int:person_id>")
@access(Permission.ROLE_MANAGE)
def show_person(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    person = queries.get_person(actor, person_id)
    # Whoever was merged stands for another now.
    person_id = person.id
    grants = finding.list_of_person(person_id)
    holder = Holder(person_id, queries.agencies_by_person([person_id])[person_id])
    history = defaultdict(list)
    for entry in finding.list_history([row.RoleGrant.id for row in grants]):
        history[entry.subject_id].append(entry)
    today = clock.today()
    return render_template(
        "roles/show_person.html",
        person=person,
        grants=[(row, standing(row.RoleGrant.starts_on, row.RoleGrant.ends_on, today)) for row in grants],
        history=history,
        may_change={row.RoleGrant.id for row in grants if may_grant(actor, row.RoleGrant.role, holder)},
        may_give=any(may_grant(actor, role, holder) for roles in MAY_GRANT.values() for role in roles),
        is_self=person_id == actor.person_id,
    )

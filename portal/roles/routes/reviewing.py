"""The roles that are due, and what becomes of them: first chosen, then confirmed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.granting import Holder, may_grant, may_review
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import plural
from portal.roles import finding, queries, services
from portal.roles.domain import Decision, ReviewGrants, ReviewRules, why_due
from portal.roles.forms import ReviewFilterForm, ReviewForm
from portal.roles.routes.blueprint import bp

HALF_A_YEAR = 182
LARGEST_ID = 2**63 - 1


@bp.get("/reviews")
@access(Permission.ROLE_MANAGE)
def list_reviews() -> ResponseReturnValue:
    actor = current_actor()
    form = ReviewFilterForm(request.args)
    page = paged(finding.select_due(actor, form.to_filter()), read_page_number(request.args))
    return render_template(
        "roles/list_reviews.html", page=page, rows=_rows(actor, page.items), filters=form, every=_every()
    )


def _every() -> str:
    """How often, in words."""
    days = in_force(ReviewRules).every.days
    return "six months" if days == HALF_A_YEAR else plural(days, "day")


def _rows(actor: Actor, grants: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # rows of a page
    """Each grant with why it is listed, until when, and whether the actor may decide on it."""
    agencies = queries.agencies_by_person({one.person_id for one in grants})
    today, rules = clock.today(), in_force(ReviewRules)
    return [
        {
            "grant": one,
            "why": why_due(
                one.looked_at,
                has_post=one.has_post,
                today=today,
                rules=rules,
                board_is_gone=one.board_is_gone,
            ),
            "due_on": rules.due_on(one.looked_at),
            "may_keep": may_review(actor, one.role, holder),
            "may_end": may_grant(actor, one.role, holder),
        }
        for one in grants
        for holder in [Holder(one.person_id, agencies[one.person_id])]
    ]


@bp.route("/reviews/<string:decision>", methods=["GET", "POST"])
@access(Permission.ROLE_MANAGE)
def review(decision: str) -> ResponseReturnValue:
    """Says once more which roles are kept, or end, before they are. Reached from the ticks of the list."""
    if decision not in set(Decision):
        raise NotFound
    actor, chosen = current_actor(), Decision(decision)
    ids = _ticked()
    form = ReviewForm()
    if form.validate_on_submit():
        command = ReviewGrants(grant_ids=ids, decision=chosen, reason=form.reason.data or "")
        try:
            with unit_of_work():
                done = len(services.review_grants(actor, command))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{plural(done, 'role')} {'confirmed' if chosen is Decision.KEEP else 'ended'}", "success")
            return redirect(url_for(".list_reviews"))
    return render_template(
        "roles/review.html", form=form, decision=chosen, grants=finding.list_by_id(actor, ids)
    )


def _ticked() -> tuple[int, ...]:
    given = {text for text in request.args.getlist("grant") if text.isascii() and text.isdecimal()}
    return tuple(sorted(number for number in map(int, given) if number <= LARGEST_ID))

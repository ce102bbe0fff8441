"""How somebody stands with what is required of them, and what they learned elsewhere."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import activity
from portal.kernel.access import Actor, Open, Permission, Role, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link, Waiting
from portal.kernel.text import plural
from portal.people.models import Person
from training.requirements.domain import Basis
from training.requirements.forms import EvidenceForm
from training.requirements.queries import records
from training.requirements.routes.blueprint import bp
from training.requirements.routes.cards import cards_of
from training.requirements.services import evidence
from training.requirements.services.reaching import require_near


@bp.get("/my-requirements")
@access(Open.SIGNED_IN)
def my_requirements() -> ResponseReturnValue:
    person_id = current_actor().person_id
    return render_template(
        "requirements/my_requirements.html", cards=cards_of(person_id), person_id=person_id, is_own=True
    )


@bp.get("/people/<int:person_id>/requirements")
@access(Permission.REQUIREMENT_READ)
def show_person(person_id: int) -> ResponseReturnValue:
    """The same of somebody whom one answers for."""
    actor = current_actor()
    name = require_near(actor, person_id)
    activity.record_openings(actor, "open_requirements", Person, {person_id: person_id})
    return render_template(
        "requirements/show_person.html",
        name=name,
        cards=cards_of(person_id),
        person_id=person_id,
        is_own=person_id == actor.person_id,
    )


@bp.route("/people/<int:person_id>/requirements/<int:requirement_id>/evidence/new", methods=["GET", "POST"])
@access(Permission.REQUIREMENT_READ)
def send_evidence(person_id: int, requirement_id: int) -> ResponseReturnValue:
    actor, requirement = current_actor(), records.get_requirement(requirement_id)
    name, form = requirement.name, EvidenceForm()
    if requirement.basis is not Basis.HOURS:
        del form.hours
    if form.validate_on_submit():
        try:
            with unit_of_work():
                evidence.send_evidence(actor, form.to_command(person_id, requirement_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Somebody who runs training looks at it. Until then it does not count", "success")
            return redirect(_back_to(actor, person_id))
    require_near(actor, person_id)
    if records.find_standing(person_id, requirement_id) is None:
        raise NotFound
    back = _back_to(actor, person_id)
    return render_template("requirements/send_evidence.html", form=form, name=name, back=back)


def _back_to(actor: Actor, person_id: int) -> str:
    if person_id == actor.person_id:
        return url_for(".my_requirements")
    return url_for(".show_person", person_id=person_id)


def person_links(actor: Actor, person_id: int) -> list[Link]:
    """The way from somebody's page, for those who answer for people."""
    answering = (Role.COORDINATOR, Role.TRAINING_LEAD, Role.AGENCY_LEAD, Role.LINE_MANAGER)
    if not actor.holds(*answering):
        return []
    return [Link("Required training", url_for("requirements.show_person", person_id=person_id))]


def pressing_card(count: int) -> Waiting:
    """On somebody's home page."""
    return Waiting(
        title=f"{plural(count, 'piece')} of required training to see to",
        url=url_for("requirements.my_requirements"),
    )


def waiting_card(count: int) -> Waiting:
    return Waiting(
        title=f"{plural(count, 'piece')} of evidence from elsewhere to look at",
        url=url_for("requirements.list_evidence"),
    )


def reviews(actor: Actor) -> bool:
    return can(actor, Permission.REQUIREMENT_REVIEW)

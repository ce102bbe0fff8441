"""Adding people to the workforce, and writing their details anew."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Permission, Role, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.people.finding import people as finding
from portal.people.finding import places
from portal.people.finding import posts as posts_finding
from portal.people.forms import AddPersonForm, ChangePersonForm, PostForm
from portal.people.models import Person
from portal.people.routes.blueprint import bp
from portal.people.scope import SEES_EVERYONE
from portal.people.services import people as services


@bp.route("/people/add", methods=["GET", "POST"])
@access(Permission.PERSON_MANAGE)
def add_person() -> ResponseReturnValue:
    actor = current_actor()
    form = AddPersonForm()
    offer_places(form, actor)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                person_id = services.add_person(actor, form.to_add_person()).id
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{form.given_name.data} {form.family_name.data} has been added", "success")
            return redirect(url_for(".show_person", person_id=person_id))
    return render_template("people/add_person.html", form=form)


@bp.route("/people/<int:person_id>/change", methods=["GET", "POST"])
@access(Permission.PERSON_MANAGE)
def change_person(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    person = finding.get_visible_person(actor, person_id)
    services.require_over(actor, person, posts_finding.list_held_posts(person.id))
    form, theirs = ChangePersonForm(data={**_shown(person), "seen": services.seen_of(person)}), []
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_person(actor, form.to_command(person_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The details have been saved", "success")
            return redirect(url_for(".show_person", person_id=person_id))
        person = finding.get_visible_person(actor, person_id)
        theirs = form.compare(services.seen_of(person), _shown(person))
    return render_template("people/change_person.html", form=form, person=person, theirs=theirs)


def _shown(person: Person) -> dict[str, Any]:
    kept = {name: getattr(person, name) for name in ("given_name", "family_name", "phone", "address")}
    contact = person.office_contact
    return kept | {
        "email": person.email or "",
        "contact_by": person.contact_by.value if person.contact_by else None,
        "office_contact": contact.reference if contact else "",
    }


def offer_places(form: PostForm, actor: Actor) -> None:
    """The agencies in which this actor may give posts, and every school and area."""
    offered = places.list_places()
    led = None if actor.holds(*SEES_EVERYONE) else actor.agencies_as(Role.AGENCY_LEAD)
    agencies = [one for one in offered.agencies if led is None or one[0] in led]
    form.offer(agencies, offered.schools, offered.areas)

"""One's own passport with its links, and those of people one answers for."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Open, Permission, Role, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.letters import public_address
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.people.models import Person
from portal.settings import Settings
from training.certificates.services import seeing
from training.passport import queries, services
from training.passport.domain import PassportRules
from training.passport.forms import MakeLinkForm
from training.passport.models import PassportLink
from training.passport.routes.blueprint import as_file, bp
from training.passport.sealing import token_of
from training.requirements.services.reaching import require_near


@bp.get("/my-passport")
@access(Open.SIGNED_IN)
def my_passport() -> ResponseReturnValue:
    return _own_page(MakeLinkForm())


def _own_page(form: MakeLinkForm) -> str:
    person_id = current_actor().person_id
    links = queries.list_links(person_id)
    return render_template(
        "passport/my_passport.html",
        form=form,
        passport=queries.read_passport(person_id, with_requirements=True),
        person_id=person_id,
        links=links,
        opened=queries.map_last_opened([one.id for one in links]),
        now=clock.now(),
        days=in_force(PassportRules).lasts.days,
        address_of=_address_of,
    )


def _address_of(link: PassportLink) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    token = token_of(settings.secret_key, link.reference)
    return public_address(url_for("passport.show_shared", token=token))


@bp.post("/my-passport/links")
@access(Open.SIGNED_IN)
def make_link() -> ResponseReturnValue:
    form = MakeLinkForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.make_link(current_actor(), form.to_command())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The link is ready. Send its address to whoever should see your passport", "success")
            return redirect(url_for(".my_passport"))
    return _own_page(form)


@bp.post("/my-passport/links/<int:link_id>/end")
@access(Open.SIGNED_IN)
def end_link(link_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.end_link(current_actor(), link_id)
    flash("The link no longer works", "success")
    return redirect(url_for(".my_passport"))


def _require_reader(person_id: int) -> None:
    """Whoever may read both certificates and required training; that somebody else did is written down."""
    actor = current_actor()
    seeing.refuse_strangers(actor, person_id)
    require_near(actor, person_id)
    activity.record_openings(actor, "open_passport", Person, {person_id: person_id})


@bp.get("/people/<int:person_id>/passport")
@access(Permission.CERTIFICATE_READ)
def show_person(person_id: int) -> ResponseReturnValue:
    _require_reader(person_id)
    passport = queries.read_passport(person_id, with_requirements=True)
    return render_template("passport/show_person.html", passport=passport, person_id=person_id)


@bp.get("/people/<int:person_id>/passport/<string:kind>")
@access(Permission.CERTIFICATE_READ)
def download(person_id: int, kind: str) -> ResponseReturnValue:
    _require_reader(person_id)
    return as_file(queries.read_passport(person_id, with_requirements=True), kind)


def person_links(actor: Actor, person_id: int) -> list[Link]:
    """The way from somebody's page, for those who answer for people."""
    if not actor.holds(Role.COORDINATOR, Role.TRAINING_LEAD, Role.AGENCY_LEAD, Role.LINE_MANAGER):
        return []
    return [Link("Training passport", url_for("passport.show_person", person_id=person_id))]

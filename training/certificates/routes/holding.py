"""Certificates as their holders, and those who answer for them, see them."""

from __future__ import annotations

import re

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Open, Permission, Role, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link, registry
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import folded
from portal.people.models import Person
from portal.people.queries import get_person
from training.certificates.forms import LedgerFilterForm, ReplaceForm, WithdrawForm
from training.certificates.models import Certificate
from training.certificates.queries import ledger
from training.certificates.routes.blueprint import bp, issuer, seal
from training.certificates.services import changing, keeping, seeing


@bp.get("/certificates")
@access(Open.SIGNED_IN)
def list_own() -> ResponseReturnValue:
    held = ledger.list_held(current_actor().person_id)
    return render_template("certificates/list_own.html", held=held, today=clock.today())


def person_links(actor: Actor, person_id: int) -> list[Link]:
    """The way from somebody's page to their certificates, for those who answer for people."""
    if not actor.holds(Role.COORDINATOR, Role.TRAINING_LEAD, Role.AGENCY_LEAD, Role.LINE_MANAGER):
        return []
    return [Link("Certificates", url_for("certificates.list_of_person", person_id=person_id))]


@bp.get("/people/<int:person_id>/certificates")
@access(Permission.CERTIFICATE_READ)
def list_of_person(person_id: int) -> ResponseReturnValue:
    seeing.refuse_strangers(current_actor(), person_id)
    activity.record_openings(current_actor(), "open_certificates", Person, {person_id: person_id})
    person = get_person(person_id)
    return render_template(
        "certificates/list_of_person.html",
        person=person,
        held=ledger.list_held(person_id),
        today=clock.today(),
    )


def _opened(certificate_id: int) -> Certificate:
    """The certificate, for whoever may see it; that somebody else opened it is written down."""
    actor, certificate = current_actor(), ledger.get_certificate(certificate_id)
    seeing.refuse_strangers(actor, certificate.person_id)
    whose = {certificate_id: certificate.person_id}
    if activity.record_openings(actor, "open_certificate", Certificate, whose):
        certificate = ledger.get_certificate(certificate_id)
    return certificate


@bp.get("/certificates/<int:certificate_id>")
@access(Permission.CERTIFICATE_READ)
def show_certificate(certificate_id: int) -> ResponseReturnValue:
    certificate = _opened(certificate_id)
    return render_template(
        "certificates/show_certificate.html",
        certificate=certificate,
        snapshot=certificate.read_snapshot(),
        standing=certificate.standing(clock.today()),
        successor=ledger.find_successor(certificate_id),
        seal=seal(),
        links=[one for offer in registry().providers("certificate_links") for one in offer(certificate)],
    )


@bp.get("/certificates/<int:certificate_id>/download")
@access(Permission.CERTIFICATE_READ)
def download(certificate_id: int) -> ResponseReturnValue:
    certificate, own = _opened(certificate_id), seal()
    document = keeping.document_of(certificate)
    answer = Response(own.put_on(document) if own else document, content_type="application/pdf")
    title = folded(certificate.read_snapshot().course_title)
    name = re.sub(r"[^a-z0-9]+", "-", title).strip("-")[:60]
    answer.headers["Content-Disposition"] = f'attachment; filename="certificate-{name or "training"}.pdf"'
    return answer


@bp.get("/certificates/ledger")
@access(Permission.CERTIFICATE_ISSUE)
def list_ledger() -> ResponseReturnValue:
    filters = LedgerFilterForm(request.args)
    page = paged(ledger.select_ledger(filters.search.data or ""), read_page_number(request.args))
    return render_template(
        "certificates/list_ledger.html",
        filters=filters,
        page=page,
        held=ledger.list_in_ledger(page.items),
        today=clock.today(),
    )


@bp.route("/certificates/<int:certificate_id>/replace", methods=["GET", "POST"])
@access(Permission.CERTIFICATE_ISSUE)
def replace(certificate_id: int) -> ResponseReturnValue:
    snapshot = ledger.get_certificate(certificate_id).read_snapshot()
    form = ReplaceForm(name=snapshot.person_name)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                new = changing.replace_certificate(current_actor(), form.to_command(certificate_id, issuer()))
                new_id = new.id
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The certificate has been replaced. The old code says so", "success")
            return redirect(url_for(".show_certificate", certificate_id=new_id))
    return render_template(
        "certificates/replace.html", form=form, snapshot=snapshot, certificate_id=certificate_id
    )


@bp.route("/certificates/<int:certificate_id>/withdraw", methods=["GET", "POST"])
@access(Permission.CERTIFICATE_ISSUE)
def withdraw(certificate_id: int) -> ResponseReturnValue:
    snapshot = ledger.get_certificate(certificate_id).read_snapshot()
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                changing.withdraw_certificate(current_actor(), form.to_command(certificate_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The certificate has been withdrawn. Its code says so", "success")
            return redirect(url_for(".show_certificate", certificate_id=certificate_id))
    return render_template(
        "certificates/withdraw.html", form=form, snapshot=snapshot, certificate_id=certificate_id
    )

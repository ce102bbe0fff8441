"""Many certificates as one file, for those who run training and for those who answer for an agency."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, access, can, require
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.kernel.tables import file_response, sent
from portal.kernel.zips import zip_chunks
from portal.people.queries import get_agency
from training.catalogue.queries import get_event
from training.certificates.models import Certificate
from training.certificates.queries import ledger
from training.certificates.routes.blueprint import bp, seal
from training.certificates.rules import PackingRules
from training.certificates.services import packing

DOWNLOADED = "download_certificates"


@dataclass(frozen=True, slots=True)
class AgencySubject:
    """What the permission about everybody of an agency is asked for."""

    agency_id: int


@bp.get("/training/events/<int:event_id>/certificates/download")
@access(Permission.CERTIFICATE_ISSUE)
def download_of_event(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    require(current_actor(), Permission.CERTIFICATE_ISSUE, event)
    whose = f"{event.course.title}, {event.code}"
    return packed(f"certificates-{event.code}", whose, ledger.select_current_of_event(event_id))


@bp.get("/agencies/<int:agency_id>/certificates/download")
@access(Permission.CERTIFICATE_READ)
def download_of_agency(agency_id: int) -> ResponseReturnValue:
    """Of everybody who has a post there today, from whichever post they were earned."""
    agency = get_agency(agency_id)
    require(current_actor(), Permission.CERTIFICATE_READ, AgencySubject(agency.id))
    people = ledger.select_people_of_agency(agency_id)
    return packed("certificates-of-agency", agency.name, ledger.select_current_of_people(people))


def packed(name: str, whose: str, certificates: Select[int, int]) -> ResponseReturnValue:
    """A ZIP of a PDF each, or one PDF; where they are many, the page that offers them in parts.

    That they left the portal is written down for everybody whose they are.
    """
    people = ledger.list_whose(certificates)
    parts = in_force(PackingRules).parts_of(list(people))
    asked = request.args.get("part", default=1, type=int)
    if not 0 < asked <= len(parts):
        raise NotFound
    if len(parts) > 1 and "part" not in request.args:
        return render_template("certificates/_parts.html", whose=whose, parts=parts, **packing_facts())
    ids = parts[asked - 1]
    activity.record_openings(current_actor(), DOWNLOADED, Certificate, {one: people[one] for one in ids})
    own = f"{name}-{asked}" if len(parts) > 1 else name
    if request.args.get("form") == "pdf":
        return _as_one_pdf(own, whose, ids)
    return file_response(f"{own}.zip", "application/zip", _zipped(ids))


def _zipped(ids: Sequence[int]) -> Iterator[bytes]:
    own = seal() if in_force(PackingRules).seals(len(ids)) else None
    files = packing.files_of(ids)
    return zip_chunks((name, own.put_on(content) if own else content) for name, content in files)


def _as_one_pdf(name: str, whose: str, ids: Sequence[int]) -> ResponseReturnValue:
    """The seals of its documents would not outlast being bound: it has one of its own, on the whole."""
    own = seal()
    made = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the answer
    try:
        packing.bind_into(made, ids, f"Certificates: {whose}")
        if own is not None:
            made.seek(0)
            sealed = own.put_on(made.read())
            made.seek(0)
            made.write(sealed)
    except BaseException:
        made.close()
        raise
    return sent(made, f"{name}.pdf", "application/pdf")


def packing_facts() -> Mapping[str, object]:
    """What pages that offer many certificates say about the seal on them."""
    return {"seal": seal(), "packing": in_force(PackingRules)}


def agency_links(actor: Actor, agency_id: int) -> list[Link]:
    """The ways from an agency's page to the certificates of those who work there."""
    if not can(actor, Permission.CERTIFICATE_READ, AgencySubject(agency_id)):
        return []
    if not ledger.has_any(ledger.select_current_of_people(ledger.select_people_of_agency(agency_id))):
        return []
    address = url_for("certificates.download_of_agency", agency_id=agency_id)
    return [Link("Certificates (ZIP)", address), Link("Certificates (one PDF)", f"{address}?form=pdf")]

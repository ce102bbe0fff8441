"""Many certificates as one ZIP file, for those who run training and for those who answer for an agency."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, url_for
from sqlalchemy import Select

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, access, can, require
from portal.kernel.errors import NotFound
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.kernel.tables import file_response
from portal.kernel.zips import zip_chunks
from portal.people.queries import get_agency
from training.catalogue.queries import get_event
from training.certificates.models import Certificate
from training.certificates.queries import ledger
from training.certificates.routes.blueprint import bp
from training.certificates.services import packing

DOWNLOADED = "download_certificates"


@dataclass(frozen=True, slots=True)
class AgencySubject:
    """What the permission about everybody of an agency is asked for."""

    agency_id: int


@bp.get("/training/events/<int:event_id>/certificates/download")
@access(Permission.CERTIFICATE_ISSUE)
def download_of_event(event_id: int) -> Response:
    event = get_event(event_id)
    require(current_actor(), Permission.CERTIFICATE_ISSUE, event)
    name = f"certificates-{event.code}"
    return packed(name, ledger.select_current_of_event(event_id))


@bp.get("/agencies/<int:agency_id>/certificates/download")
@access(Permission.CERTIFICATE_READ)
def download_of_agency(agency_id: int) -> Response:
    """Of everybody who has a post there today, from whichever post they were earned."""
    agency = get_agency(agency_id)
    require(current_actor(), Permission.CERTIFICATE_READ, AgencySubject(agency.id))
    people = ledger.select_people_of_agency(agency_id)
    return packed("certificates-of-agency", ledger.select_current_of_people(people))


def packed(name: str, certificates: Select[int, int]) -> Response:
    """Each a PDF of its own. That they left the portal is written down for everybody whose they are."""
    whose = ledger.list_whose(certificates)
    if not whose:
        raise NotFound
    activity.record_openings(current_actor(), DOWNLOADED, Certificate, whose)
    return file_response(f"{name}.zip", "application/zip", zip_chunks(packing.files_of(list(whose))))


def agency_links(actor: Actor, agency_id: int) -> list[Link]:
    """The way from an agency's page to the certificates of those who work there."""
    if not can(actor, Permission.CERTIFICATE_READ, AgencySubject(agency_id)):
        return []
    if not ledger.has_any(ledger.select_current_of_people(ledger.select_people_of_agency(agency_id))):
        return []
    return [Link("Certificates (ZIP)", url_for("certificates.download_of_agency", agency_id=agency_id))]

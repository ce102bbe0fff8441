"""What the records that the log speaks of are called, and the page of each; other rooms' go by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thing:
    """`endpoint` takes the record's id as `argument`; without one it has no page of its own."""

    name: str
    endpoint: str = ""
    argument: str = ""


THINGS: Mapping[str, Thing] = {
    "account": Thing("account"),
    "agency": Thing("agency", "people.show_agency", "agency_id"),
    "allocation": Thing("audit to mark"),
    "assessment": Thing("assessment", "register.show_assessment", "assessment_id"),
    "audit": Thing("audit"),
    "audit_cycle": Thing("audit cycle", "cycles.show_cycle", "cycle_id"),
    "booking": Thing("booking"),
    "certificate": Thing("certificate", "certificates.show_certificate", "certificate_id"),
    "champion_appointment": Thing("appointment to a school’s roster"),
    "briefing_school": Thing("school that passes a briefing on"),
    "champion_briefing": Thing("briefing", "champions.show_briefing", "briefing_id"),
    "consultation": Thing("consultation"),
    "consultation_theme": Thing("theme of consultations"),
    "champion_invitation": Thing("invitation to a school’s roster"),
    "champion_course": Thing("course whose certificate counts for the roster"),
    "chosen_part": Thing("partnership’s choices"),
    "booking_pass": Thing("leave to book"),
    "checklist_version": Thing("checklist"),
    "course": Thing("course", "catalogue.show_course", "course_id"),
    "evaluation_questions": Thing("questions of the evaluation forms"),
    "feedback": Thing("feedback"),
    "file_import": Thing("list that came in", "imports.show_import", "import_id"),
    "interest": Thing("wish to hear about new dates"),
    "invitation": Thing("invitation"),
    "learning_page": Thing("learning page", "learning.edit_page", "page_id"),
    "local_area": Thing("local area"),
    "logo_picture": Thing("logo"),
    "digest_choice": Thing("choice of digest"),
    "agency_approver": Thing("approver of an agency"),
    "approval_deputy": Thing("deputy who decides on bookings"),
    "approval_policy": Thing("who has to agree to bookings"),
    "lost_place": Thing("lost place", "lost_places.decide", "loss_id"),
    "passport_link": Thing("link to a training passport"),
    "office_list": Thing("list of people to book"),
    "passkey": Thing("passkey"),
    "person": Thing("person", "people.show_person", "person_id"),
    "possible_duplicate": Thing("possible duplicate"),
    "post": Thing("post"),
    "register_import": Thing("register file", "register.check_file", "import_id"),
    "registration_request": Thing("request to join", "registrations.show_request", "request_id"),
    "requirement": Thing("requirement", "requirements.show_requirement", "requirement_id"),
    "requirement_allowance": Thing("exemption or extension"),
    "requirement_evidence": Thing("evidence from elsewhere", "requirements.review_evidence", "evidence_id"),
    "role_grant": Thing("role"),
    "safeguarding_alert": Thing("safeguarding alert"),
    "sample_item": Thing("assessment in a sample"),
    "school": Thing("school", "people.show_school", "school_id"),
    "school_term": Thing("term of the schools"),
    "sitting": Thing("sitting of an event"),
    "subject_access": Thing("copy of what is held"),
    "training_event": Thing("training event", "catalogue.show_event", "event_id"),
    "venue": Thing("training venue"),
}
# Of these, whoever administers the portal sees that something was done, and not what.
OF_CASES = frozenset({"allocation", "assessment", "audit", "feedback", "safeguarding_alert", "sample_item"})


def thing_of(kind: str) -> Thing:
    return THINGS.get(kind, Thing(kind.replace("_", " ")))

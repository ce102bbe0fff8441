"""What each thing that people do is called: "Megan Priestley ended the role of trainer of Ann Lead".

One line per verb of the activity log. `{whom}` is the person whose record it is, `{thing}` the record, and
any other word comes from the details of the entry.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.kernel.words import worded

OPENED = (
    "download_copy",
    "open_certificate",
    "open_certificates",
    "open_feedback",
    "open_person",
    "open_staff_certificates",
)

SENTENCES: Mapping[str, str] = {
    "accept_allocation": "accepted an audit to mark",
    "accept_invitation": "opened their account by an invitation",
    "add_area": "added {a_local_area}, {name}",
    "add_auditor": "made {whom} an auditor of a cycle",
    "add_course": "added {thing}",
    "add_event": "added {thing}",
    "add_passkey": "added a passkey",
    "add_person": "added {whom} to the register",
    "add_post": "gave {whom} a post",
    "allocate": "proposed who marks what in {thing}",
    "apply_import": "had a list imported",
    "answer_registration": "took in the answer of somebody who asks to join",
    "appoint_champion": "appointed {whom} as {champion_short} or deputy",
    "approve_registration": "approved the request to join of {whom}",
    "ask_for_copy": "asked for a copy of everything that is held about {whom}",
    "ask_for_password_link": "asked for a link to set a password",
    "ask_registration": "asked somebody who asks to join a question",
    "booked": "booked a place for {whom}",
    "cancel_event": "called off {thing}",
    "change_area": "changed the {local_area} {name}",
    "change_assessment": "changed {thing} as a file says",
    "change_auditor": "changed how much {whom} can audit in {thing}",
    "change_partnership": "changed the partnership’s {part}",
    "change_person": "changed the record of {whom}",
    "change_post": "changed a post of {whom}",
    "change_role": "changed the dates of the role of {role} of {whom}",
    "check_register_file": "checked a file for the audit register",
    "checklist.published": "published {thing}",
    "close_account": "closed the account of {whom}",
    "close_area": "closed the {local_area} {name}",
    "compare_marks": "compared two markers’ marks",
    "confirm_result": "confirmed the result of {thing}",
    "decide_alert": "recorded the outcome of a safeguarding alert",
    "declare_tie": "noted that {whom} has a tie to an assessment",
    "decline_allocation": "handed back an audit to mark",
    "discard_import": "threw away a list",
    "discard_register_file": "threw away a file for the audit register",
    "download_copy": "downloaded a copy of everything that is held about {whom}",
    "draw_sample": "drew the sample of {thing}",
    "end_double_booking": "ended one of two bookings of {whom}",
    "end_role": "ended the role of {role} of {whom}",
    "end_session": "signed out one device",
    "event_cancelled": "ended the booking of {whom}, because the event was called off",
    "export_people": "downloaded a list of people",
    "grant_role": "gave {whom} the role of {role}",
    "hand_over": "handed a team over",
    "import": "imported a list",
    "import_add": "added {thing} from a list",
    "import_change": "changed {thing} as a list says",
    "import_close": "closed {thing} as a list says",
    "import_end_post": "ended a post of {whom} as a list says",
    "import_register": "imported a file into the audit register",
    "invite": "invited {whom} to the portal",
    "issue": "sent out the audits of {thing}",
    "issue_certificate": "issued a certificate for {whom}",
    "issue_certificates": "issued certificates for {thing}",
    "lapse_registration": "closed a request to join that went unanswered",
    "leave_sample": "took an assessment out of a sample",
    "link_outside_identity": "linked an account to its organisation’s sign-in",
    "mark_attendance": "marked on a register whether {whom} was there",
    "mark_once": "settled that an assessment is marked once",
    "merge_person": "merged two records into that of {whom}",
    "move_cycle": "moved {thing} on",
    "move_to_area": "moved {thing} to another {local_area}, as theirs closed",
    "name_columns": "said which column of a list holds what",
    "open_account": "opened an account for {whom}",
    "open_certificate": "opened a certificate of {whom}",
    "open_certificates": "opened the certificates of {whom}",
    "open_feedback": "opened feedback to {whom}",
    "open_person": "opened the record of {whom}",
    "open_staff_certificates": "opened the list of certificates of a school, with {whom} on it",
    "order_areas": "moved the {local_area} {name} in the list",
    "pass_over": "passed over an assessment of a sample",
    "pin": "gave an assessment to {whom} to mark",
    "plan_cycle": "planned {thing}",
    "promote_booking": "gave {whom} a free place from the waiting list",
    "raise_alert": "raised a safeguarding alert",
    "record_result": "confirmed what came of the booking of {whom}",
    "refuse_copied_passkey": "refused a passkey that looked copied",
    "refuse_registration": "refused a request to join",
    "release_feedback": "released feedback to {whom}",
    "remove_auditor": "took {whom} out of the auditors of a cycle",
    "remove_authenticator_app": "removed an authenticator app",
    "remove_link": "removed the tie of {whom} to an assessment",
    "remove_passkey": "removed a passkey",
    "removed": "ended a booking of {whom}",
    "renew_recovery_codes": "made new recovery codes",
    "reopen_account": "opened the account of {whom} again",
    "reopen_area": "opened the {local_area} {name} again",
    "reopen_post": "opened a post of {whom} again",
    "replace_certificate": "replaced a certificate of {whom}",
    "report_duplicate": "said that {whom} may be entered twice",
    "reset_second_step": "reset the second step of {whom}",
    "review_role": "confirmed that {whom} still needs the role of {role}",
    "save_course": "saved {thing}",
    "save_event": "saved {thing}",
    "see_alert": "saw a safeguarding alert",
    "send_invitation_again": "sent the invitation of {whom} again",
    "send_sign_in_link": "sent a sign-in link",
    "set_password": "set a password",
    "set_up_authenticator_app": "set up an authenticator app",
    "sign_out_everywhere": "signed out on every device",
    "stand_down_champion": "stood {whom} down as {champion_short} or deputy",
    "stand_in": "put an assessment into a sample in place of another",
    "start_audit": "began an audit",
    "stop_import": "stopped an import",
    "submit_audit": "handed in an audit",
    "take_file": "took in a list",
    "take_register": "took a register",
    "take_registration": "took in a request to join",
    "tell_apart": "said that two people are not one",
    "undo_merge": "undid a merge of {whom}",
    "unpin": "took back who marks an assessment",
    "use_recovery_code": "signed in with a recovery code",
    "waiting": "put {whom} on a waiting list",
    "withdraw_certificate": "withdrew a certificate of {whom}",
    "withdraw_invitation": "withdrew the invitation of {whom}",
    "withdrawn": "withdrew {whom} from an event",
}


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key.replace("_", " ")


def sentence(verb: str, words: Mapping[str, str]) -> str:
    """What was done, without who did it; an unknown verb is read as it is."""
    known = SENTENCES.get(verb)
    if known is None:
        return f"{verb.replace('_', ' ').replace('.', ' ')}: {words['thing']}"
    return worded(known).format_map(_Words(words))

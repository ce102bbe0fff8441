"""What this room and those below it hold about a person; rooms above say so in their slices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from portal.accounts.models import Account, AccountSession, Invitation
from portal.factors.models import AuthenticatorApp, OutsideIdentity, Passkey
from portal.imports.models import ExternalKey
from portal.kernel.activity import Activity
from portal.kernel.bulk import table_of
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.outbox import OutgoingMessage
from portal.merging.models import PersonMerge, PossibleDuplicate
from portal.people.models import Person, Post, RoleGrant
from portal.trail.models import SubjectAccess

KEEPS_SAFE = "Secrets that keep an account safe, and codes that have been used up"
# A letter about an alert names nobody, and is for whoever was on duty.
ABOUT_ALERTS = "safeguarding_alert"


def held() -> Sequence[Held | LeftOut]:
    return (*_in_the_register(), *_ways_in(), *_second_steps(), *_logged(), *_LEFT_OUT)


def _in_the_register() -> Sequence[Held]:
    return (
        Held(
            title="Who you are and how you are reached",
            covers=("person.merged_into_id",),
            select=_row_of,
        ),
        Held(title="Posts", covers=("post.person_id",), select=own(Post, "person_id")),
        Held(title="Roles", covers=("role_grant.person_id",), select=own(RoleGrant, "person_id")),
        Held(
            title="Questions whether you are entered twice",
            covers=("possible_duplicate.first_id", "possible_duplicate.second_id"),
            select=_duplicates,
        ),
        Held(
            title="What lists from agencies call you",
            covers=("external_key.person_id",),
            select=own(ExternalKey, "person_id"),
        ),
        Held(
            title="Records that were merged into yours, or yours into another",
            covers=("person_merge.kept_id", "person_merge.lost_id"),
            select=_merges,
        ),
    )


def _row_of(person_id: int) -> Select[*tuple[Any, ...]]:
    table = table_of(Person)
    shown = [one for one in table.columns if not one.foreign_keys and one.name not in {"id", "search_name"}]
    merged = (table.c.id == person_id) | (table.c.merged_into_id == person_id)
    return select(*shown).where(merged).order_by(table.c.id)


def _duplicates(person_id: int) -> Select[*tuple[Any, ...]]:
    pair = PossibleDuplicate
    mine = or_(pair.first_id == person_id, pair.second_id == person_id)
    return select(pair.found_at, pair.why, pair.state, pair.decided_at, pair.decided_reason).where(mine)


def _merges(person_id: int) -> Select[*tuple[Any, ...]]:
    merge = PersonMerge
    mine = or_(merge.kept_id == person_id, merge.lost_id == person_id)
    return select(merge.merged_at, merge.reason, merge.undone_at, merge.undone_reason).where(mine)


def _ways_in() -> Sequence[Held]:
    through = table_of(Account).c.person_id
    return (
        Held(
            title="Account",
            covers=("account.person_id",),
            select=own(Account, "person_id", leave_out=("password_hash", "session_version")),
        ),
        Held(
            title="Devices you signed in on",
            covers=("account_session.account_id",),
            select=own(AccountSession, "account_id", through=through, leave_out=("secret_hash",)),
        ),
        Held(
            title="Invitations to you",
            covers=("invitation.person_id",),
            select=own(Invitation, "person_id", leave_out=("secret_hash",)),
        ),
        Held(
            title="Sign-in through your organisation",
            covers=("outside_identity.account_id",),
            select=own(OutsideIdentity, "account_id", through=through),
        ),
    )


def _second_steps() -> Sequence[Held]:
    through = table_of(Account).c.person_id
    secret = ("sealed_secret", "last_step")
    hidden = ("public_key", "credential_id", "user_handle")
    return (
        Held(
            title="Authenticator apps",
            covers=("authenticator_app.account_id",),
            select=own(AuthenticatorApp, "account_id", through=through, leave_out=secret),
        ),
        Held(
            title="Passkeys",
            covers=("passkey.account_id",),
            select=own(Passkey, "account_id", through=through, leave_out=hidden),
        ),
    )


def _logged() -> Sequence[Held]:
    return (
        Held(title="What was done to your record, and who opened it", covers=(), select=_done_to),
        Held(title="What you did", covers=(), select=_done_by),
        Held(title="Messages to you", covers=("outgoing_message.person_id",), select=_letters),
        Held(
            title="Copies like this one",
            covers=("subject_access.person_id",),
            select=own(SubjectAccess, "person_id", leave_out=("work_id", "with_cases")),
        ),
    )


def _done_to(person_id: int) -> Select[*tuple[Any, ...]]:
    columns = (Activity.at, Activity.verb, Activity.subject_kind, Activity.reason)
    return (
        select(*columns).where(Activity.person_id.in_(_all_of(person_id))).order_by(Activity.at, Activity.id)
    )


def _done_by(person_id: int) -> Select[*tuple[Any, ...]]:
    columns = (Activity.at, Activity.verb, Activity.subject_kind, Activity.subject_id)
    return (
        select(*columns).where(Activity.actor_id.in_(_all_of(person_id))).order_by(Activity.at, Activity.id)
    )


def _all_of(person_id: int) -> Select[int]:
    """The log keeps the numbers of its day: of whoever was merged it names the record they were then."""
    return select(Person.id).where(or_(Person.id == person_id, Person.merged_into_id == person_id))


def _letters(person_id: int) -> Select[*tuple[Any, ...]]:
    sent = OutgoingMessage
    addresses = (
        select(Person.email).where(Person.id == person_id),
        select(Account.email).where(Account.person_id == person_id),
    )
    return (
        select(sent.recipient, sent.subject, sent.body, sent.written_at, sent.sent_at)
        .where(
            or_(sent.person_id == person_id, *(sent.recipient.in_(one) for one in addresses)),
            sent.kind != ABOUT_ALERTS,
        )
        .order_by(sent.id)
    )


_LEFT_OUT = (
    LeftOut(
        (
            "post.manager_id",
            "team_hand_over.from_id",
            "team_hand_over.to_id",
            "team_hand_over.handed_by_id",
            "team_hand_over.undone_by_id",
            "handed_post.manager_id",
            "role_grant.granted_by_id",
            "role_grant.reviewed_by_id",
            "role_grant.ended_by_id",
            "possible_duplicate.decided_by_id",
            "person_merge.merged_by_id",
            "file_import.actor_id",
            "invitation.invited_by_id",
            "person_merge.undone_by_id",
            "subject_access.asked_by_id",
            "person.office_contact_id",
        ),
        OF_OTHERS,
    ),
    LeftOut(("recovery_code.account_id", "sign_in_link.account_id", "password_link.account_id"), KEEPS_SAFE),
)

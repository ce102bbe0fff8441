"""What a merge does with the tables of the rooms below, which cannot say so themselves."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.domain import SessionEnd
from portal.accounts.models import Account
from portal.accounts.services.sessions import end_all
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.merging.handing import role_rules
from portal.merging.rules import Clash, Foreseen, Ledger, MergeRule, Parties
from portal.people.models import Person, Post

# What was asked, decided and done stays as it was.
HISTORY = (
    "possible_duplicate.first_id",
    "possible_duplicate.second_id",
    "person_merge.kept_id",
    "person_merge.lost_id",
    # Nobody who was merged can accept one; who stays is invited anew.
    "invitation.person_id",
    "invitation.invited_by_id",
)
# Which team went to whom goes on naming whoever stands for them, so that it can still be given back.
HAND_OVERS = {
    "team_hand_over.from_id": ("team they handed over", "teams they handed over"),
    "team_hand_over.to_id": ("team they took over", "teams they took over"),
    "team_hand_over.handed_by_id": ("hand-over of a team they made", "hand-overs of teams they made"),
    "team_hand_over.undone_by_id": ("team they gave back", "teams they gave back"),
    "handed_post.manager_id": ("post they took over", "posts they took over"),
}


def merge_rules() -> tuple[MergeRule, ...]:
    history = (MergeRule(column=column, stays=True) for column in HISTORY)
    return (*_rules_of_people(), *_rules_of_ties(), *role_rules(), *history)


def _rules_of_people() -> tuple[MergeRule, ...]:
    return (
        MergeRule(
            column="account.person_id",
            words=("account", "accounts"),
            clash=Clash.STAY,
            foresee=_foresee_account,
            settle=_close_second_account,
        ),
        MergeRule(column="post.person_id", words=("post", "posts"), settle=_part_managers),
    )


def _rules_of_ties() -> tuple[MergeRule, ...]:
    return (
        MergeRule(
            column="post.manager_id",
            words=("post of somebody they manage", "posts of people they manage"),
            settle=_part_managers,
        ),
        MergeRule(
            column="person.office_contact_id",
            words=("person they act for", "people they act for"),
            settle=_part_contacts,
        ),
        *(MergeRule(column=column, words=words) for column, words in HAND_OVERS.items()),
        MergeRule(column="person.merged_into_id", words=("earlier merge", "earlier merges")),
    )


def _accounts(parties: Parties) -> dict[int, Account]:
    found = db.session.scalars(select(Account).where(Account.person_id.in_(parties.both)).with_for_update())
    return {account.person_id: account for account in found}


def _foresee_account(parties: Parties) -> Foreseen:
    found = db.session.execute(
        select(Account.person_id, Account.email).where(Account.person_id.in_(parties.both))
    )
    emails = {person_id: email for person_id, email in found}  # noqa: C416  # rows are no pairs to `dict`
    if parties.lost_id not in emails:
        return Foreseen()
    if parties.kept_id not in emails:
        return Foreseen((f"They sign in as {emails[parties.lost_id]} from then on, as before",))
    closed, kept = emails[parties.lost_id], emails[parties.kept_id]
    return Foreseen((f"The account {closed} is closed and signed out everywhere. They sign in as {kept}",))


def _close_second_account(_actor: Actor, parties: Parties, ledger: Ledger) -> None:
    """Nobody has two ways in under two names: who stays keeps theirs, the other is closed.

    Its sessions end for good: an undo opens the account, and its owner signs in again.
    """
    found = _accounts(parties)
    second = found.get(parties.lost_id)
    if second is None or parties.kept_id not in found:
        return
    end_all(second, SessionEnd.ACCOUNT_CLOSED)
    ledger.leave([second.id])
    if second.is_active:
        ledger.change("account", second.id, {"is_active": True}, {"is_active": False})


def _part_managers(_actor: Actor, parties: Parties, ledger: Ledger) -> None:
    """Nobody becomes their own manager."""
    rows = db.session.execute(
        select(Post.id, Post.manager_id).where(
            Post.person_id.in_(parties.both),
            Post.manager_id.in_(parties.both),
            Post.person_id != Post.manager_id,
        )
    )
    for post_id, manager_id in rows.all():
        ledger.change("post", post_id, {"manager_id": manager_id}, {"manager_id": None})


def _part_contacts(_actor: Actor, parties: Parties, ledger: Ledger) -> None:
    """Nobody acts for themselves as somebody else."""
    contact_id = db.session.scalar(select(Person.office_contact_id).where(Person.id == parties.kept_id))
    if contact_id == parties.lost_id:
        ledger.change(
            "person", parties.kept_id, {"office_contact_id": contact_id}, {"office_contact_id": None}
        )

"""What becomes of the roster when two people turn out to be one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.merging.rules import Clash, Ledger, MergeRule, Parties
from training.champions import queries
from training.champions.domain import ChampionKind, EndReason

_OF_CONSULTATIONS = (
    MergeRule(
        column="consultation.given_by_id",
        words=("consultation they gave a school", "consultations they gave schools"),
    ),
    MergeRule(
        column="consultation.written_by_id",
        words=("consultation they wrote down", "consultations they wrote down"),
    ),
)


def merge_rules() -> Sequence[MergeRule]:
    return (
        MergeRule(
            column="champion_appointment.person_id",
            words=("{Champion_short} appointment", "{Champion_short} appointments"),
            settle=_end_second_appointments,
        ),
        MergeRule(
            column="briefing_school.confirmed_by_id", words=("briefing passed on", "briefings passed on")
        ),
        MergeRule(column="briefing_version.sent_by_id", words=("briefing they sent", "briefings they sent")),
        *_OF_CONSULTATIONS,
        MergeRule(
            column="champion_appointment.appointed_by_id",
            words=("{Champion_short} they appointed", "{Champion_short_plural} they appointed"),
        ),
        # Where one school asked both, one answer is enough; the other says what it said.
        MergeRule(
            column="champion_invitation.person_id",
            words=("invitation to become {Champion_short}", "invitations to become {Champion_short}"),
            clash=Clash.STAY,
        ),
    )


def _end_second_appointments(_actor: Actor, parties: Parties, ledger: Ledger) -> None:
    """Nobody stands on a school's roster twice: of two appointments the Champion's, or the older, stays."""
    found = queries.list_open_appointments_of(parties.both)
    for _, group in groupby(found, key=lambda one: one.school_id):
        _, *others = sorted(group, key=lambda one: (one.kind is not ChampionKind.LEAD, one.starts_on, one.id))
        for one in others:
            ends_on = max(one.starts_on, clock.today())
            ledger.change(
                "champion_appointment",
                one.id,
                {"ends_on": None, "ended_reason": one.ended_reason},
                {"ends_on": ends_on, "ended_reason": EndReason.OTHER},
            )

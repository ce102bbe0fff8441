"""What the room of lost places hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.bulk import table_of
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import Counted, DemoLoader, Job, NavEntry, Slice
from training.bookings.models import Booking
from training.noshows import demo, hooks, jobs, letters, merging, services
from training.noshows.checks import CHECKS
from training.noshows.domain import LadderRules, ReasonsKept
from training.noshows.kinds import message_kinds
from training.noshows.models import BookingPass, LedgerEntry, LostPlace
from training.noshows.retention import RETENTION
from training.noshows.routes import bp, ledger, lists
from training.noshows.rules import Charges, LedgerRules


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    whose = table_of(Booking).c.person_id
    return (
        Held(
            title="Training you missed",
            covers=(),
            select=own(LostPlace, "booking_id", leave_out=("secret_hash",), through=whose),
        ),
        Held(
            title="Leave to book, whatever you missed",
            covers=("booking_pass.person_id",),
            select=own(BookingPass, "person_id"),
        ),
        Held(
            title="What stands in the ledger of an agency about training you missed",
            covers=(),
            select=own(LedgerEntry, "booking_id", through=whose),
        ),
        LeftOut(
            ("booking_pass.granted_by_id", "lost_place.answered_by_id", "lost_place.decided_by_id"), OF_OTHERS
        ),
    )


noshows = Slice(
    name="noshows",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Missed training", "noshows.list_open", Permission.ATTENDANCE_MARK, order=17, section="Bookings"
        ),
        NavEntry(
            "Places lost", "noshows.list_agencies", Permission.LOST_PLACE_READ, order=17, section="Bookings"
        ),
    ),
    counted=(
        Counted(lists.number_to_answer, lists.card_to_answer),
        Counted(lists.number_to_decide, lists.card_to_decide),
        Counted(lists.number_barred, lists.card_barred),
    ),
    jobs=(Job("ask-why", jobs.ask_why, at="*/10 * * * *"),),
    checks=CHECKS,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    retention=RETENTION,
    rules=(LadderRules, ReasonsKept, LedgerRules, Charges),
    providers={
        "agency_links": ledger.agency_links,
        "approval_steps": hooks.list_steps,
        "booking_moved": services.hear_of_move,
        "held": held,
        "late_waived": services.hear_of_waiver,
        "merge_rules": merging.merge_rules,
        "message_kinds": message_kinds,
        "my_training_notes": lists.list_notes,
        "person_links": lists.person_links,
        "seal_message": letters.seal,
        "rests_on_result": hooks.list_resting,
    },
)

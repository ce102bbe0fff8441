"""What the room of lost places hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.bulk import table_of
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import Counted, DemoLoader, Job, NavEntry, Slice
from training.bookings.models import Booking
from training.lost_places import demo, hooks, jobs, letters, merging, services
from training.lost_places.checks import CHECKS
from training.lost_places.domain import LadderRules, ReasonsKept
from training.lost_places.kinds import message_kinds
from training.lost_places.models import BookingPass, LedgerEntry, LostPlace
from training.lost_places.retention import RETENTION
from training.lost_places.routes import bp, ledger, lists
from training.lost_places.rules import Charges, LedgerRules


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    whose = table_of(Booking).c.person_id
    return (
        Held(
            title="Places you lost",
            covers=(),
            select=own(LostPlace, "booking_id", leave_out=("secret_hash",), through=whose),
        ),
        Held(
            title="Leave to book, whatever you missed",
            covers=("booking_pass.person_id",),
            select=own(BookingPass, "person_id"),
        ),
        Held(
            title="What stands in the ledger of an agency about places you lost",
            covers=(),
            select=own(LedgerEntry, "booking_id", through=whose),
        ),
        LeftOut(
            ("booking_pass.granted_by_id", "lost_place.answered_by_id", "lost_place.decided_by_id"), OF_OTHERS
        ),
    )


lost_places = Slice(
    name="lost_places",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Lost places", "lost_places.list_open", Permission.ATTENDANCE_MARK, order=17, section="Bookings"
        ),
        NavEntry(
            "Lost places by agency",
            "lost_places.list_agencies",
            Permission.LOST_PLACE_READ,
            order=17,
            section="Bookings",
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

"""What the room of office booking hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import DemoLoader, Slice
from training.office import demo, merging, queries
from training.office.domain import OfficeKept, OfficeRules
from training.office.models import OfficeRow
from training.office.retention import RETENTION
from training.office.routes import bp
from training.office.routes.mine import list_actions


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Lists on which somebody booked you with others",
            covers=("office_row.person_id",),
            select=own(OfficeRow, "person_id", leave_out=("list_id", "number", "candidates")),
        ),
        LeftOut(("office_list.made_by_id",), OF_OTHERS),
    )


office = Slice(
    name="office",
    blueprint=bp,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    retention=RETENTION,
    rules=(OfficeKept, OfficeRules),
    providers={
        "booked_together": queries.select_party,
        "event_actions": list_actions,
        "held": held,
        "merge_rules": merging.merge_rules,
    },
)

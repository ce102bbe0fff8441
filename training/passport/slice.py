"""What the passport room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Open
from portal.kernel.held import Held, own
from portal.kernel.slice import NavEntry, Slice
from training.passport import merging
from training.passport.domain import PassportRules, PassportsKept
from training.passport.models import PassportLink
from training.passport.retention import RETENTION
from training.passport.routes import bp, person_links


def held() -> Sequence[Held]:
    """What this room keeps about people."""
    return (
        Held(
            title="Links to your training passport",
            covers=("passport_link.person_id",),
            select=own(PassportLink, "person_id", leave_out=("reference",)),
        ),
    )


passport = Slice(
    name="passport",
    blueprint=bp,
    navigation=(
        NavEntry(
            "My training passport",
            "passport.my_passport",
            Open.SIGNED_IN,
            order=23,
            section="My record",
            also=("passport.make_link",),
        ),
    ),
    retention=RETENTION,
    rules=(PassportRules, PassportsKept),
    providers={"held": held, "merge_rules": merging.merge_rules, "person_links": person_links},
)

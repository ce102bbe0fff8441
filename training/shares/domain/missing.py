"""Whether an event is likely to miss the mix that its shares were made for (docs/training.md 4.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.text import moment
from training.shares.domain.filling import Origin, Share, filled


@adjustable("mix", "Mix of agencies")
@dataclass(frozen=True, slots=True)
class MixRules:
    """When an event is brought up because of where people come from."""

    soon: timedelta = amount(
        7,
        Unit.DAYS,
        within=(1, 60),
        label="Kept places are brought up before they are given to anybody for",
        says="Those that nobody has taken, while there is time to invite the people they are kept for",
    )
    within: timedelta = amount(
        21,
        Unit.DAYS,
        within=(1, 120),
        label="A mix far from its shares is brought up before the start for",
        says="Once the kept places are given out",
    )
    far: Fraction = amount(
        50,
        Unit.PERCENT,
        within=(1, 100),
        label="A mix is far from its shares below",
        says="So much of the places that were kept for a group is taken by it",
    )


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of one event: those that hold, and those that were given out."""

    holding: Sequence[Share]
    over: Sequence[Share]
    starts_at: datetime

    def miss(self, holders: Mapping[Origin, int], now: datetime, rules: MixRules) -> str:
        """Why the event is likely to miss its mix, in one sentence; empty if it is not."""
        said = "; ".join([*self._unfilled(holders, now + rules.soon), *self._far(holders, now, rules)])
        return f"{said[:1].upper()}{said[1:]}." if said else ""

    def _unfilled(self, holders: Mapping[Origin, int], until: datetime) -> Iterator[str]:
        used = filled(self.holding, holders).used
        for share, taken in zip(self.holding, used, strict=True):
            ends_at = share.ends_at or self.starts_at
            if taken < share.places and ends_at <= until:
                free = share.places - taken
                verb = "is" if free == 1 else "are"
                when = f"until {moment(ends_at)}" if share.ends_at else "until it begins"
                yield f"{free} of {share.places} places kept for {share.group.label} {verb} not taken, {when}"

    def _far(self, holders: Mapping[Origin, int], now: datetime, rules: MixRules) -> Iterator[str]:
        for share in self.over if self.starts_at <= now + rules.within else ():
            taken = min(share.group.count(holders), share.places)
            if taken < share.places * rules.far:
                label, count = share.group.label, taken or "none"
                yield f"{label} took {count} of the {share.places} places that were kept for them"

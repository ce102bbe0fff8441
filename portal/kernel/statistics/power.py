"""What change could this sample have shown? Exact, for Newcombe's interval at given n (docs/audits.md 6)."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from portal.kernel.statistics.proportions import percent, wilson

# As good as certain is never had; four times in five is the usual ask.
LIKELY = 0.8
POINTS = 100


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest rise and fall, in points, that would probably have been called; None where none would."""

    rise: int | None
    fall: int | None
    sentence: str


def power(before: float, now: float, n_before: int, n_now: int) -> float:
    """The chance that a true change from `before` to `now` is called "improved" (or "fell", if it is one)."""
    if now < before:
        return power(1 - before, 1 - now, n_before, n_now)
    least = _least_to_improve(n_before, n_now)
    # At least so many good ones now; nothing beyond n_now.
    at_least = [*reversed(list(accumulate(reversed(_binomial(n_now, now))))), 0.0]
    return sum(chance * at_least[k] for chance, k in zip(_binomial(n_before, before), least, strict=True))


def detectable(before: float, n_before: int, n_now: int, likely: float = LIKELY) -> Detectable:
    """From a share of `before`, with so many cases then and now."""
    rise = _smallest_rise(before, n_before, n_now, likely)
    fall = _smallest_rise(1 - before, n_before, n_now, likely)
    shown = [
        f"a {direction} of at least {found} points"
        for direction, found in (("rise", rise), ("fall", fall))
        if found is not None
    ]
    only = f"only {' or '.join(shown)}" if shown else "no change at all"
    sizes = f"With {n_now:,} cases now and {n_before:,} before, from {percent(before)}"
    return Detectable(rise, fall, f"{sizes}: {only} would probably have shown ({likely:.0%} of the time)")


def _smallest_rise(before: float, n_before: int, n_now: int, likely: float) -> int | None:
    room = math.floor((1 - before) * POINTS + 1e-9)

    def chance(rise: int) -> float:
        return power(before, min(before + rise / POINTS, 1.0), n_before, n_now)

    if not room or chance(room) < likely:
        return None
    return bisect_left(range(1, room), likely, key=chance) + 1


@lru_cache(maxsize=64)
def _least_to_improve(n_before: int, n_now: int) -> Sequence[int]:
    """For each count before, the least count now that is called "improved"; n_now + 1 where none is."""
    if not n_before or not n_now:
        raise ValueError("Both samples need at least one case")
    now = [(k / n_now, k / n_now - wilson(k / n_now, n_now)[0]) for k in range(n_now + 1)]
    least = []
    for k in range(n_before + 1):
        share, up = k / n_before, wilson(k / n_before, n_before)[1] - k / n_before
        improved = (i for i, (later, down) in enumerate(now) if later - share > math.hypot(down, up))
        least.append(next(improved, n_now + 1))
    return tuple(least)


def _binomial(n: int, share: float) -> list[float]:
    if share in {0, 1}:
        return [float(k == n * share) for k in range(n + 1)]
    return [
        math.exp(
            math.lgamma(n + 1)
            - math.lgamma(k + 1)
            - math.lgamma(n - k + 1)
            + k * math.log(share)
            + (n - k) * math.log1p(-share)
        )
        for k in range(n + 1)
    ]

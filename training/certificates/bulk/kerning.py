"""Reads from a font which pairs of letters stand closer together than others."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from training.certificates.bulk.typeface import PER_SIZE

SINGLE_PAIRS = (2, 1)  # lookup type and format: pairs of glyphs, each pair by itself


class UnknownKerning(ValueError):
    """The font spaces its letters by rules that are not read here."""


@lru_cache(maxsize=8)
def pairs_of(font: bytes) -> dict[tuple[int, int], int]:
    """By how much the second glyph of each pair moves towards the first, in thousandths of the size.

    Raises `UnknownKerning` for a font that does more than that.
    """
    # Fifty ms, and only where a layout is prepared.
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    opened = TTFont(io.BytesIO(font), lazy=True)
    if "GPOS" not in opened:
        return {}
    number, per_em = opened.getReverseGlyphMap(), opened["head"].unitsPerEm
    return {
        (number[left], number[right]): round(-advance * PER_SIZE / per_em)
        for left, right, advance in _named_pairs(opened["GPOS"].table)
    }


def _named_pairs(table: Any) -> Iterator[tuple[str, str, int]]:  # noqa: ANN401  # fontTools has no types
    for lookup in {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for number in record.Feature.LookupListIndex
    }:
        for part in table.LookupList.Lookup[lookup].SubTable:
            if (part.LookupType, part.Format) != SINGLE_PAIRS:
                raise UnknownKerning
            for left, following in zip(part.Coverage.glyphs, part.PairSet, strict=True):
                for pair in following.PairValueRecord:
                    yield left, pair.SecondGlyph, pair.Value1.XAdvance if pair.Value1 else 0


def pairs_among(font: bytes, glyphs: Collection[int]) -> dict[tuple[int, int], int]:
    """Those pairs that these glyphs can make."""
    return {
        pair: closer
        for pair, closer in pairs_of(font).items()
        if closer and pair[0] in glyphs and pair[1] in glyphs
    }

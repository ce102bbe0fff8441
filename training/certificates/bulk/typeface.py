"""Sets a line of text in a font that a document holds."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Widths in a PDF are thousandths of the size of the letters.
PER_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Typeface:
    """The letters of one embedded font: their glyphs, how wide those are, and which pairs stand closer."""

    glyphs: Mapping[str, int]
    widths: Mapping[int, int]
    kerning: Mapping[tuple[int, int], int]

    def can_set(self, text: str) -> bool:
        return all(letter in self.glyphs for letter in text)

    def width(self, text: str, size: float) -> float:
        glyphs = [self.glyphs[letter] for letter in text]
        closer = sum(self.kerning.get(pair, 0) for pair in itertools.pairwise(glyphs))
        return (sum(self.widths[glyph] for glyph in glyphs) - closer) * size / PER_SIZE

    def operand(self, text: str) -> str:
        """The text as `TJ` takes it: glyphs in hexadecimal, and how much closer the next one stands."""
        glyphs = [self.glyphs[letter] for letter in text]
        return f"[<{''.join(self._spaced(glyphs))}>]"

    def _spaced(self, glyphs: list[int]) -> Iterator[str]:
        for glyph, following in zip(glyphs, [*glyphs[1:], -1], strict=True):
            closer = self.kerning.get((glyph, following))
            yield f"{glyph:04x}>{closer}<" if closer else f"{glyph:04x}"

    def to_json(self) -> Mapping[str, Any]:
        return {
            "glyphs": self.glyphs,
            "widths": list(self.widths.items()),
            "kerning": [[*pair, closer] for pair, closer in self.kerning.items()],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Typeface:
        kerning = {(left, right): closer for left, right, closer in stored["kerning"]}
        return cls(stored["glyphs"], dict(stored["widths"]), kerning)


def letters_of(to_unicode: Iterable[tuple[int, str]]) -> dict[str, int]:
    """The glyph of each letter, as far as it is one for one: whoever copies the text gets these letters."""
    return {letters: glyph for glyph, letters in to_unicode if len(letters) == 1}

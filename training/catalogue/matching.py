"""Words that were meant, for words that were typed. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

# As near as “negelct” is to “neglect”, and “solihul” to “solihull”.
LIKENESS = 0.75
# Shorter words are like too many others.
SHORTEST = 4


def nearest(words: Sequence[str], texts: Iterable[str]) -> str:
    """The words with each that stands in none of the texts replaced by the one most like it.

    Empty when one of them is like none, or all of them stand somewhere.
    """
    known = {word.strip(".,:;()“”’'\"!?") for text in texts for word in text.split()}
    meant = [_meant(word, known) for word in words]
    return " ".join(meant) if all(meant) and meant != list(words) else ""


def _meant(word: str, known: set[str]) -> str:
    if any(word in one for one in known):
        return word
    if len(word) < SHORTEST:
        return ""
    found = get_close_matches(word, sorted(known), n=1, cutoff=LIKENESS)
    return found[0] if found else ""

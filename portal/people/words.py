"""How names are found: the words of a name, the keys that lead to a word, and how near two words are.

Every word is filed under keys. Equal keys are all that a database is ever asked for, so both
databases answer alike and need nothing that a plain managed server lacks:

    "="  the word itself
    "^"  each of its beginnings, for somebody who has not typed on
    "~"  the word with a letter or two left out; a slip of the pen leaves out the same letters
    "<"  a beginning with a letter left out, for a slip in a word that was not typed to its end

Leaving letters out on both sides finds letters that were added, dropped, changed or swapped.
What the keys lead to is then measured letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portal.kernel.text import MOST_WORDS_SOUGHT, folded

SAME, BEGINNING, SLIP, SLIP_IN_BEGINNING = "=", "^", "~", "<"
# Letters that folding leaves alone because they have no accent to drop.
PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}  # noqa: RUF001  # a Turkish letter, meant
)
APART = re.compile(r"[^\w'’‘`.]+|_")  # noqa: RUF001  # every apostrophe that people type
NO_LETTER = re.compile(r"[\W_]+")
# Nobody's name is longer; what is cut is cut on both sides.
LONGEST_WORD = 40
# Slips are looked for at the start of a word: it tells words apart, and long ones cost no more.
FIRST_LETTERS = 7
# Two letters may be anything; from seven on, two slips still mean the same word.
SHORTEST_WITH_A_SLIP, SHORTEST_WITH_TWO = 3, 7
SHORTEST_BEGINNING_WITH_A_SLIP = 4
# What a word costs that is not the very one: a list shows the cheapest first.
COST_OF_BEGINNING, COST_OF_SLIP_IN_BEGINNING = 1, 4


def words_of(text: str) -> list[str]:
    """The words under which a name is found, each once: “O’Neill-Smith” is oneill, neill and smith.

    A name with a hyphen is also found written as one word.
    """
    found: dict[str, None] = {}
    for piece in folded(text).translate(PLAIN).split():
        joined = [NO_LETTER.sub("", part) for part in APART.split(piece)]
        parts = [part for part in NO_LETTER.split(piece) if len(part) > 1]
        for word in ("".join(joined), *joined, *parts):
            found[word[:LONGEST_WORD]] = None
    return [word for word in found if word]


def words_sought(text: str) -> list[str]:
    """The first words of a search, as they stand in the index."""
    plain = folded(text).translate(PLAIN)
    found = dict.fromkeys(NO_LETTER.sub("", part)[:LONGEST_WORD] for part in APART.split(plain))
    return [word for word in found if word][:MOST_WORDS_SOUGHT]


def slips_in(word: str) -> int:
    """How many slips of the pen a word of this length may hold. A number with a slip is another number."""
    if len(word) < SHORTEST_WITH_A_SLIP or any(letter.isdigit() for letter in word):
        return 0
    return 2 if len(word) >= SHORTEST_WITH_TWO else 1


def keys_of(word: str) -> set[str]:
    """Every key that leads to this word."""
    heads = [word[:length] for length in range(1, len(word) + 1)]
    keys = {SAME + word} | {BEGINNING + head for head in heads}
    keys |= {SLIP + rest for rest in _without(word[:FIRST_LETTERS], slips_in(word))}
    if not slips_in(word):
        return keys
    slipped = heads[SHORTEST_BEGINNING_WITH_A_SLIP - 1 : FIRST_LETTERS]
    return keys | {SLIP_IN_BEGINNING + rest for head in slipped for rest in _without_one_inside(head)}


def keys_near(word: str) -> set[str]:
    """The keys of whatever this word may be a slip of; `cost` then says whether it is."""
    slips = slips_in(word)
    if not slips:
        return set()
    keys = {SLIP + rest for rest in _without(word[:FIRST_LETTERS], slips)}
    if SHORTEST_BEGINNING_WITH_A_SLIP <= len(word) <= FIRST_LETTERS:
        keys |= {SLIP_IN_BEGINNING + rest for rest in (word, *_without_one_inside(word))}
    return keys


def cost(sought: str, word: str) -> int | None:
    """How far a word is from what was sought, least first; None when it is another word altogether."""
    if word.startswith(sought):
        return 0 if word == sought else COST_OF_BEGINNING
    slips = slips_in(sought)
    if not slips:
        return None
    found = distance(sought, word) if abs(len(sought) - len(word)) <= slips else slips + 1
    if found <= slips:
        return COST_OF_BEGINNING + found
    return COST_OF_SLIP_IN_BEGINNING if _begins_with_a_slip(sought, word) else None


def _begins_with_a_slip(sought: str, word: str) -> bool:
    """One slip in what was typed so far, but not in its last letter: that could be any other word."""
    if not SHORTEST_BEGINNING_WITH_A_SLIP <= len(sought) <= FIRST_LETTERS:
        return False
    heads = (word[: len(sought)], word[: len(sought) + 1])
    return any(head[-1:] == sought[-1] and distance(sought, head) == 1 for head in heads)


def distance(one: str, other: str) -> int:
    """How many letters must be added, dropped, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [number]
        for place, wanted in enumerate(other, start=1):
            steps = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != wanted))
            if number > 1 and place > 1 and letter == other[place - 2] and one[number - 2] == wanted:
                steps = min(steps, earlier[place - 2] + 1)
            row.append(steps)
    return row[-1]


def _without(word: str, most: int) -> set[str]:
    """The word, and all that is left of it when up to so many letters are taken out."""
    found = last = {word}
    for _ in range(most):
        last = {rest for one in last for rest in _without_one(one)}
        found = found | last
    return found


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _without_one_inside(word: str) -> Iterable[str]:
    """With one letter taken out, but never the last."""
    return (word[:place] + word[place + 1 :] for place in range(len(word) - 1))

"""Which column of a file holds what: as it was last time, else by its heading. Plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from portal.imports.domain import ColumnMissing, ColumnTwice, ImportKind
from portal.imports.reading.fields import FIELDS, simplified
from portal.kernel.cells import tidied
from portal.kernel.text import listed

# By name of a field of ours: the heading of the file that holds it.
Mapped = Mapping[str, str]
LONGEST_HEADING = 80
MOST_COLUMNS = 400


def headings_of(cells: Sequence[str]) -> list[str]:
    """The headings of a file, each unlike the others: a second “Name” is “Name (2)”."""
    names = [tidied(cell)[:LONGEST_HEADING] for cell in cells[:MOST_COLUMNS]]
    while names and not names[-1]:
        names.pop()
    taken: Counter[str] = Counter()
    return [_told_apart(name or f"Column {_letters(place)}", taken) for place, name in enumerate(names)]


def _told_apart(name: str, taken: Counter[str]) -> str:
    taken[name] += 1
    if taken[name] == 1:
        return name
    return _told_apart(f"{name} ({taken[name]})", taken)


def _letters(place: int) -> str:
    """A column's letters as a spreadsheet shows them: A, B … Z, AA."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def proposed(kind: ImportKind, headings: Sequence[str], remembered: Mapped) -> dict[str, str]:
    """What each field is taken from: the column it was taken from before, else the best guess.

    Guessed is what had a column last time that is gone now, and everything where the list has none of them;
    a field that had no column last time was left out on purpose.
    """
    kept = {name: heading for name, heading in remembered.items() if heading in headings}
    wanted = remembered.keys() if kept else {field.name for field in FIELDS[kind]}
    free = [heading for heading in headings if heading not in kept.values()]
    for field, heading in _guesses(kind, free):
        if field in wanted and field not in kept and heading not in kept.values():
            kept[field] = heading
    return kept


def _guesses(kind: ImportKind, headings: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The better the earlier: a field's first word for itself counts most."""
    by_words = {simplified(heading): heading for heading in reversed(headings)}
    found = [
        (place, field.name, by_words[word])
        for field in FIELDS[kind]
        for place, word in enumerate(field.headings)
        if word in by_words
    ]
    for _, name, heading in sorted(found, key=lambda guess: guess[0]):
        yield name, heading


def check(kind: ImportKind, mapping: Mapped, *, has_agency: bool) -> None:
    """Raise `ColumnMissing` or `ColumnTwice` naming the field."""
    for field in FIELDS[kind]:
        if field.is_needed and field.name not in mapping:
            raise ColumnMissing(f"Choose the column with the {_inside(field.label)}", field=field.name)
    if kind is ImportKind.WORKFORCE:
        _check_workforce(mapping, has_agency=has_agency)
    labels = {field.name: field.label for field in FIELDS[kind]}
    for heading, times in Counter(mapping.values()).items():
        if times > 1:
            twice = [name for name, chosen in mapping.items() if chosen == heading]
            words = listed([labels[name] for name in twice])
            raise ColumnTwice(f"“{heading}” cannot be several things: {words}", field=twice[-1])


def _check_workforce(mapping: Mapped, *, has_agency: bool) -> None:
    if "full_name" not in mapping and not {"given_name", "family_name"} <= mapping.keys():
        raise ColumnMissing("Choose the columns with people’s names", field="family_name")
    if not has_agency and not {"agency", "urn"} & mapping.keys():
        raise ColumnMissing("Choose the column with the agency", field="agency")


def _inside(label: str) -> str:
    return label if label.isupper() else label[0].lower() + label[1:]

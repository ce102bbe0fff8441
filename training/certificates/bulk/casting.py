"""Makes a mould of a document that was laid out for a sample."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from portal.kernel.pdf import LaidOut
from training.certificates.bulk import kerning, mould, page, structure
from training.certificates.bulk.mould import Line, Mould, Person, Pieces
from training.certificates.bulk.typeface import Typeface, letters_of

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
MM = 96 / 25.4  # a millimetre, as pages count in WeasyPrint
# Where the lines of the layout stand (0 left, 0.5 in the middle, 1 right), and how long they may be.
PLACED = {mould.NAME: (0.5, 154 * MM), mould.GROUPS: (1.0, 60 * MM), mould.CODE: (1.0, 60 * MM)}
# Made anew for each file.
LEFT_OUT = ("/ObjStm", "/XRef")
MARKS_OF_REPERTOIRE = 2
# The title says the name, the subject says the code, both twice: for old readers and for new ones. The link
# says the code as its address and as its description, the figure in its own.
EXPECTED = Counter(
    {mould.NAME_IN_HEX: 1, mould.NAME_IN_XML: 1, mould.GROUPS: 2, mould.CODE: 3, mould.QR: 1}
    | {f"line {what}": 1 for what in mould.LINES}
)


class CannotCast(ValueError):
    """The document does not say each word of the sample once where it is looked for: nothing is guessed."""


def cast(laid_out: LaidOut, sample: Person) -> Mould:
    """The layout without the sample's words.

    Raises `CannotCast`, or another `ValueError`, when it is unlike what is expected.
    """
    objects = {one.number: one for one in laid_out.pdf.objects[1:] if _kind(one) not in LEFT_OUT}
    sheet = next(one for one in objects.values() if _kind(one) == "/Page")
    content = int(sheet["Contents"].split()[0])
    operators = [_as_bytes(one) for one in objects[content].stream]
    marks = page.list_marks(operators)
    repertoire = sorted(marks, key=lambda mark: mark.number)[-MARKS_OF_REPERTOIRE:]
    structure.cut(laid_out.pdf, objects, [mark.number for mark in repertoire])
    letters = {font: _letters(fonts) for font, fonts in laid_out.fonts.items()}
    kept = [mark for mark in marks if mark not in repertoire]
    runs = dict(_find_lines(operators, kept, letters, sample))
    differing = _differing(objects, sample)
    differing[content] = _page(operators, kept, repertoire, runs)
    _refuse_unless_as_expected(differing)
    faces = {font: _face(laid_out, font) for font in sorted({run.font for run in runs.values()})}
    same = {number: one for number, one in objects.items() if number not in differing}
    head, entries = _head(same, packed=max(objects) + 1)
    return Mould(
        head=head,
        entries=_with_all({**entries, **dict.fromkeys(differing, (0, 0, 0))}),
        differing=differing,
        lines={what: _line(what, run, faces[run.font]) for what, run in runs.items()},
        faces=faces,
        trailer=b"/Root %b/Info %b" % (laid_out.pdf.catalog.reference, laid_out.pdf.info.reference),
    )


def _differing(objects: Mapping[int, Any], sample: Person) -> dict[int, Pieces]:
    """What says the sample's words, but for the page."""
    pieces = {number: _pieces(one, sample) for number, one in objects.items()}
    return {number: one for number, one in pieces.items() if one.gaps}


def _kind(one: Any) -> str:  # noqa: ANN401  # pydyf has no types
    return str(getattr(one, "extra", one if isinstance(one, dict) else {}).get("Type", ""))


def _as_bytes(operator: Any) -> bytes:  # noqa: ANN401  # pydyf has no types
    if isinstance(operator, bytes):
        return operator
    return operator.encode() if isinstance(operator, str) else bytes(operator.data)


def _letters(fonts: Sequence[Any]) -> Mapping[int, str]:
    return {glyph: text for font in fonts for glyph, text in font.to_unicode.items()}


def _find_lines(
    operators: Sequence[bytes],
    marks: Sequence[page.Mark],
    letters: Mapping[str, Mapping[int, str]],
    sample: Person,
) -> Iterator[tuple[str, page.Run]]:
    """The lines that say the sample's words, and nothing else."""
    words = {sample.words()[what]: what for what in mould.LINES}
    for mark in marks:
        run = page.read_run(operators, mark, letters)
        if run is not None and run.text in words:
            yield words.pop(run.text, ""), run
    if words:
        raise CannotCast


def _line(what: str, run: page.Run, face: Typeface) -> Line:
    share, longest = PLACED[what]
    at = run.left + share * face.width(run.text, run.size)
    return Line(run.font, run.size, at, share, run.baseline, longest)


def _face(laid_out: LaidOut, name: str) -> Typeface:
    fonts = laid_out.fonts[name]
    glyphs = letters_of(_letters(fonts).items())
    widths = {glyph: width for font in fonts for glyph, width in font.widths.items()}
    among = set(glyphs.values())
    return Typeface(
        glyphs=glyphs,
        widths={glyph: width for glyph, width in widths.items() if glyph in among},
        kerning=kerning.pairs_among(laid_out.content_of(fonts[0]), among),
    )


def _page(
    operators: Sequence[bytes],
    marks: Sequence[page.Mark],
    repertoire: Sequence[page.Mark],
    runs: Mapping[str, page.Run],
) -> Pieces:
    """The page with gaps for the lines and the QR code, and without the repertoire."""
    figure = max(marks, key=lambda mark: mark.number)
    drawing = operators.index(b"0 0 m", figure.start)
    stroke = operators.index(b"B", drawing)
    cuts = [(run.start, run.end, f"line {what}") for what, run in runs.items()]
    cuts += [(drawing, stroke, mould.QR), *((mark.start, mark.end + 1, "") for mark in repertoire)]
    around, gaps, at = [b""], [], 0
    for start, end, gap in sorted(cuts):
        around[-1] += b"\n".join([*operators[at:start], b""])
        if gap:
            gaps.append(gap)
            around.append(b"\n")
        at = end
    around[-1] += b"\n".join(operators[at:])
    return Pieces(around, gaps, b"")


def _pieces(one: Any, sample: Person) -> Pieces:  # noqa: ANN401  # pydyf has no types
    """An object with a gap for each of the sample's words in it."""
    if _kind(one) == "/Metadata":
        text = b"\n".join(_as_bytes(part) for part in one.stream)
        wanted = (mould.NAME_IN_XML, mould.GROUPS, mould.CODE)
        return _gaps_in(text, sample, wanted, b"/Type /Metadata/Subtype /XML")
    if hasattr(one, "stream"):
        return Pieces([], [])
    return _gaps_in(bytes(one.data), sample, (mould.NAME_IN_HEX, mould.GROUPS, mould.CODE))


def _gaps_in(data: bytes, sample: Person, wanted: Sequence[str], stream: bytes | None = None) -> Pieces:
    words = {sample.words()[what].encode(): what for what in wanted}
    found = re.split(b"(" + b"|".join(map(re.escape, words)) + b")", data)
    return Pieces(found[::2], [words[word] for word in found[1::2]], stream)


def _refuse_unless_as_expected(differing: Mapping[int, Pieces]) -> None:
    """Raise `CannotCast` when a word of the sample stands anywhere else, or is not where it should be."""
    found = Counter(gap for pieces in differing.values() for gap in pieces.gaps)
    if found != EXPECTED:
        raise CannotCast(found)


def _head(objects: Mapping[int, Any], *, packed: int) -> tuple[bytes, dict[int, tuple[int, int, int]]]:
    """All that does not differ: what has a stream by itself, and the rest in one packed stream."""
    parts, position, entries = [HEADER], len(HEADER), {}
    for number, one in objects.items():
        if hasattr(one, "stream"):
            entries[number] = (1, position, 0)
            parts.append(bytes(one.indirect) + b"\n")
            position += len(parts[-1])
    plain = {number: bytes(one.data) for number, one in objects.items() if number not in entries}
    entries |= {number: (2, packed, at) for at, number in enumerate(plain)}
    entries[packed] = (1, position, 0)
    return b"".join([*parts, _packed(packed, plain)]), entries


def _packed(own: int, plain: Mapping[int, bytes]) -> bytes:
    """An object stream."""
    starts = accumulate((len(data) + 1 for data in plain.values()), initial=0)
    index = b" ".join(b"%d %d" % pair for pair in zip(plain, starts, strict=False)) + b"\n"
    data = zlib.compress(index + b"\n".join(plain.values()), 9)
    facts = b"/Type /ObjStm/N %d/First %d/Length %d" % (len(plain), len(index), len(data))
    return b"%d 0 obj\n<<%b/Filter /FlateDecode>>\nstream\n%b\nendstream\nendobj\n" % (own, facts, data)


def _with_all(entries: dict[int, tuple[int, int, int]]) -> dict[int, tuple[int, int, int]]:
    """With a free entry for each number that nothing has."""
    free = dict.fromkeys(range(max(entries) + 1), (0, 0, 0))
    return {**free, **entries, 0: (0, 0, 65535)}

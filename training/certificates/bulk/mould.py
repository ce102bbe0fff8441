"""A layout with everything in it but what differs from person to person; and the file of one person."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from training.certificates.bulk import qr
from training.certificates.bulk.typeface import Typeface

# What is put where, by name: see `Person.words` and `Mould._drawn`.
NAME, GROUPS, CODE, QR = "name", "groups", "code", "qr"
# Texts that differ, set as lines on the page.
LINES = (NAME, GROUPS, CODE)
# How the same words are written elsewhere in the file.
NAME_IN_HEX, NAME_IN_XML = "name in hex", "name in xml"


Modules = Callable[[str], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Person:
    """What differs on the certificate of one person."""

    name: str
    code: str
    groups: str
    address: str

    def words(self) -> Mapping[str, str]:
        return {
            NAME: self.name,
            GROUPS: self.groups,
            CODE: self.code,
            NAME_IN_HEX: self.name.encode("utf-16-be").hex(),
            NAME_IN_XML: self.name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """Where a line stands: `at` is its left end when `share` is 0, its middle at 0.5, its right end at 1."""

    font: str
    size: float
    at: float
    share: float
    baseline: float
    longest: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """An object with gaps: what stands around them, and the name of what each of them takes."""

    around: Sequence[bytes]
    gaps: Sequence[str]
    # For a stream, what its dictionary says besides its length. None is compressed: what a machine's
    # compressor makes of it may differ from what another's does, and the hash of the file with it.
    stream: bytes | None = None

    def filled(self, words: Mapping[str, bytes]) -> bytes:
        pairs = zip(self.around, [*(words[gap] for gap in self.gaps), b""], strict=True)
        data = b"".join(part for pair in pairs for part in pair)
        if self.stream is None:
            return data
        return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (self.stream, len(data), data)


@dataclass(frozen=True)
class Mould:
    """Kept as it is for as long as a certificate needs it: neither fonts nor libraries change it any more."""

    # The beginning of every file, with all that does not differ.
    head: bytes
    # Where each object is, as a cross-reference stream says it: kind, position or stream, number in it.
    entries: Mapping[int, tuple[int, int, int]]
    # The objects that differ, by number.
    differing: Mapping[int, Pieces]
    lines: Mapping[str, Line]
    faces: Mapping[str, Typeface]
    # What the end of the file says about it.
    trailer: bytes

    def can_set(self, person: Person) -> bool:
        """Whether the embedded fonts hold the letters, and the lines have room for them."""
        words = person.words()
        return person.name == " ".join(person.name.split()) and all(
            self._fits(line, words[what]) for what, line in self.lines.items()
        )

    def _fits(self, line: Line, text: str) -> bool:
        face = self.faces[line.font]
        # Without a letter of the alphabet nothing says by which script's rules its signs stand together.
        return (
            any(letter.isalpha() for letter in text)
            and face.can_set(text)
            and face.width(text, line.size) <= line.longest
        )

    def file(self, person: Person, modules: Modules = qr.modules) -> bytes:
        """The document; the same bytes each time, however the QR code is come by."""
        drawn = self._drawn(person, modules)
        parts, position, entries = [self.head], len(self.head), dict(self.entries)
        for number, pieces in self.differing.items():
            parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, pieces.filled(drawn)))
            entries[number] = (1, position, 0)
            position += len(parts[-1])
        return b"".join([*parts, self._end(entries, position, b"".join(parts[1:]))])

    def _drawn(self, person: Person, modules: Modules) -> Mapping[str, bytes]:
        words = person.words()
        drawn = {what: text.encode() for what, text in words.items()}
        drawn |= {f"line {what}": self._line(line, words[what]) for what, line in self.lines.items()}
        return {**drawn, QR: qr.strokes(*modules(person.address)).encode()}

    def _line(self, line: Line, text: str) -> bytes:
        face = self.faces[line.font]
        left = line.at - line.share * face.width(text, line.size)
        return (
            f"BT\n1 0 0 -1 {left:.6f} {line.baseline:.6f} Tm\n/{line.font} {line.size:.6f} Tf\n"
            f"{face.operand(text)} TJ\nET"
        ).encode()

    def _end(self, entries: dict[int, tuple[int, int, int]], position: int, differs: bytes) -> bytes:
        """The cross-reference stream, which finds itself too, and where it is."""
        own = len(entries)
        entries[own] = (1, position, 0)
        table = b"".join(
            b"%c%b%b" % (kind, where.to_bytes(4, "big"), index.to_bytes(2, "big"))
            for _, (kind, where, index) in sorted(entries.items())
        )
        identity = blake2b(differs, digest_size=16).hexdigest().encode()
        return b"".join(
            [
                b"%d 0 obj\n<</Type /XRef/Size %d/W [1 4 2]" % (own, own + 1),
                b"%b/ID [<%b> <%b>]" % (self.trailer, identity, identity),
                b"/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (len(table), table),
                b"startxref\n%d\n%%%%EOF\n" % position,
            ]
        )

    @cached_property
    def content(self) -> bytes:
        """As it is kept."""
        return zlib.compress(json.dumps(self._to_json(), sort_keys=True).encode(), 9)

    def _to_json(self) -> Mapping[str, Any]:
        return {
            "head": b64encode(self.head).decode(),
            "entries": [[number, *entry] for number, entry in sorted(self.entries.items())],
            "differing": [
                [number, [_text(part) for part in one.around], one.gaps, _text_or_none(one.stream)]
                for number, one in self.differing.items()
            ],
            "lines": {
                what: [line.font, line.size, line.at, line.share, line.baseline, line.longest]
                for what, line in self.lines.items()
            },
            "faces": {font: face.to_json() for font, face in self.faces.items()},
            "trailer": self.trailer.decode(),
        }

    @classmethod
    def from_content(cls, content: bytes) -> Mould:
        stored = json.loads(zlib.decompress(content))
        return cls(
            head=b64decode(stored["head"]),
            entries={number: (kind, where, at) for number, kind, where, at in stored["entries"]},
            differing={
                number: Pieces([_bytes(part) for part in around], gaps, _bytes_or_none(stream))
                for number, around, gaps, stream in stored["differing"]
            },
            lines={what: Line(*line) for what, line in stored["lines"].items()},
            faces={font: Typeface.from_json(face) for font, face in stored["faces"].items()},
            trailer=stored["trailer"].encode(),
        )


def _text(data: bytes) -> str:
    return data.decode("latin-1")


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")


def _text_or_none(data: bytes | None) -> str | None:
    return None if data is None else _text(data)


def _bytes_or_none(text: str | None) -> bytes | None:
    return None if text is None else _bytes(text)

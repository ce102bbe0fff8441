"""An inspection pack on paper and as a workbook: the same facts, with the day and who asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.kernel import pdf
from portal.kernel.chosen import chosen
from portal.kernel.exports import Sheet
from training.certificates.domain import code_in_groups
from training.champions.finding import Holder
from training.inspection.domain import Figures, Member, Place, Proof

WHO = ("Name", "Job", "School")
ASKED_OF = (*WHO, "Required training", "Stands", "By, since or until")
REGISTER = (
    *(*WHO, "In post since", "Course", "Level", "Completed", "Valid until", "State", "Certificate number"),
    "Check page",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What every form of a pack says about the whole."""

    place: Place
    made_at: datetime
    asked_by: str
    figures: Figures
    # The same of each thing that is asked of somebody there.
    asked: Sequence[Figures]
    # Those who are Champion or deputy there today.
    holders: Sequence[Holder]
    # Where a code is checked; the code is added to it.
    check_page: str

    def facts(self) -> Mapping[str, Any]:
        return {"pack": self, "place": self.place, "figures": self.figures, "issuer": chosen().name}

    def address_of(self, proof: Proof) -> str:
        return f"{self.check_page}/{proof.code}"


def draw(pack: Pack, members: Sequence[Member]) -> bytes:
    """A tagged PDF/UA-1 file."""
    logo = chosen().logo
    return pdf.from_template(
        "pdf/inspection.html",
        style="inspection",
        members=members,
        logo=pdf.logo_picture(logo.digest, logo.alt) if logo else None,
        **pack.facts(),
    )


def sheets(pack: Pack, members: Iterable[Member]) -> Iterator[Sheet]:
    """Everything is read once: what is asked of whom is noted while the register is written."""
    asked: list[tuple[object, ...]] = []
    yield Sheet("About", ("Inspection pack", pack.place.name), _about(pack))
    yield Sheet("Register", REGISTER, _register(pack, _noting(members, asked)))
    yield Sheet("Required training", ASKED_OF, asked)


def _noting(members: Iterable[Member], asked: list[tuple[object, ...]]) -> Iterator[Member]:
    for member in members:
        asked += [(*_who(member), one.name, one.state.label, one.due_on) for one in member.required]
        yield member


def _about(pack: Pack) -> Iterator[tuple[str, object]]:
    figures = pack.figures
    yield "Known as", pack.place.known_as
    yield "Made on", pack.made_at
    yield "Asked for by", pack.asked_by
    yield "From", chosen().name
    for one in pack.holders:
        yield one.kind.label, one.name
    yield "People", figures.people
    yield "Hold a certificate that counts", figures.good
    yield "Missed required training, or let it lapse", figures.missing
    yield "Have required training still to do", figures.ahead
    for asked in pack.asked:
        yield f"{asked.name}: missing or lapsed", f"{asked.missing:,} of {asked.people:,}"
    yield "Anybody can check a certificate at", pack.check_page


def _register(pack: Pack, members: Iterable[Member]) -> Iterator[tuple[object, ...]]:
    """A row for each certificate, and one for whoever has none."""
    for member in members:
        whose = (*_who(member), member.since)
        if not member.proofs:
            yield (*whose, "No certificate")
        for one in member.proofs:
            until = one.expires_on or "Does not expire"
            shown = (one.course_title, one.level, one.completed_on, until, one.standing.label)
            yield (*whose, *shown, code_in_groups(one.code), pack.address_of(one))


def _who(member: Member) -> tuple[str, str, str]:
    return member.name, member.title, member.schools

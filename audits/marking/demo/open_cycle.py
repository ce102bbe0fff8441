"""The open cycle of the demo partnership, half way: something to do for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from audits.marking.demo.answers import Marker, Marks
from audits.marking.demo.desk import Desk, Pair, Work
from audits.marking.domain import Decline, DeclineReason, SaveSafety
from audits.marking.models import Audit
from audits.marking.services.allocations import decline
from audits.marking.services.marks import save_safety
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db
from portal.people.demo.cast import Player

# How much of their share each auditor has handed in: the demo auditors little, so that there is work to do.
HANDED_IN = (0.0, 0.0, 1.0, 0.7, 0.4, 0.2, 0.5)
HALF = 17


class OpenCycle:
    """Marks part of a cycle so that every account finds its next step."""

    def __init__(self, desk: Desk, marker: Marker, cast: Mapping[str, Player]) -> None:
        self._desk = desk
        self._marker = marker
        self._auditor = cast["auditor"]
        self._auditor2 = cast["auditor2"]
        self._drafts: set[int] = set()

    def mark(self, pairs: Sequence[Pair]) -> None:
        """Hand in what is done, leave drafts, raise one alert, hand one back."""
        done = self._choose_done(pairs)
        self._begin_drafts([one for pair in pairs for one in pair if one.allocation_id not in done])
        disagreed = False
        for pair in pairs:
            handed_in = [one for one in pair if one.allocation_id in done]
            if len(handed_in) == len(pair):
                disagree = len(pair) > 1 and not disagreed
                disagreed = disagreed or disagree
                self._hand_in(pair, disagree=disagree)
            elif handed_in:
                self._desk.hand_in_first(handed_in[0], self._marker.marks(), self._marker.closing())
        self._desk.write()
        self._raise_alert()
        self._hand_one_back(pairs, done)

    def _choose_done(self, pairs: Sequence[Pair]) -> set[int]:
        """A share of each auditor's work, one of the demo auditors' own, and both marks of one assessment."""
        mine: dict[int, list[int]] = {}
        for work in (one for pair in pairs for one in pair):
            mine.setdefault(work.auditor_id, []).append(work.allocation_id)
        cast = [self._auditor.person_id, self._auditor2.person_id]
        others = sorted(set(mine) - set(cast))
        done = {mine[person][0] for person in cast if person in mine}
        for person, share in zip([*cast, *others], HANDED_IN, strict=False):
            done.update(mine.get(person, [])[: int(len(mine.get(person, [])) * share)])
        twice = [pair for pair in pairs if len(pair) > 1 and not {one.auditor_id for one in pair} & set(cast)]
        return done | {one.allocation_id for pair in twice[:1] for one in pair}

    def _hand_in(self, pair: Pair, *, disagree: bool) -> None:
        first = self._marker.marks()
        other = self._marker.other_marks if disagree else self._marker.second_marks
        marks = [first, *(other(first) for _ in pair[1:])]
        self._desk.hand_in(pair, marks, [self._marker.closing() for _ in pair])

    def _begin_drafts(self, left: Sequence[Work]) -> None:
        """The first that each demo auditor has not handed in is half done."""
        for player in (self._auditor, self._auditor2):
            work = next((one for one in left if one.auditor_id == player.person_id), None)
            if work is not None:
                self._desk.begin(work, _half(self._marker.marks()))
                self._drafts.add(work.allocation_id)

    def _raise_alert(self) -> None:
        """The second auditor saw something that the safeguarding lead has not looked at yet."""
        drafts = select(Audit.id).where(
            Audit.auditor_id == self._auditor2.person_id, Audit.allocation_id.in_(self._drafts)
        )
        done = "Rang the duty lead; waiting to hear which worker has it."
        for audit_id in db.session.scalars(drafts).all():
            save_safety(self._auditor2.actor, SaveSafety(audit_id=audit_id, answer="yes", done=done))

    def _hand_one_back(self, pairs: Sequence[Pair], done: set[int]) -> None:
        """A slot that the coordinator has to fill again."""
        cast = {self._auditor.person_id, self._auditor2.person_id}
        begun = done | self._drafts
        left = [one for pair in pairs for one in pair if one.allocation_id not in begun]
        work = next((one for one in reversed(left) if one.auditor_id not in cast), None)
        if work is None:
            return  # hardly anybody audits in a tiny demo
        actor = Actor(person_id=work.auditor_id, scopes=frozenset({RoleScope(Role.AUDITOR)}))
        decline(
            actor, Decline(work.allocation_id, DeclineReason.CAPACITY, "Back from leave after the due date")
        )


def _half(marks: Marks) -> Marks:
    return dict(list(marks.items())[:HALF])

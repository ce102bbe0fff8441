"""Who would answer to whom once a list is applied: nobody to themself, directly or through others."""

from __future__ import annotations

from collections import defaultdict

from portal.imports.models import FileImport
from portal.imports.queries import people
from portal.imports.reading.known import KnownPerson, Workplace
from portal.imports.reading.rows import StagedRow
from portal.imports.services.matching import NotMatched

# A person of the register by id, somebody new by their key in the file.
Node = int | str


class Lines:
    """The lines of management within each agency, row by row in the order of the file.

    Of people who stand in the file their own rows count, so that a list may turn a team round; of everybody
    else what the register says. Whichever row would close a circle is the one that is refused.
    """

    def __init__(self, taken: FileImport) -> None:
        self._taken = taken
        self._above: dict[tuple[int, Node], set[Node]] | None = None
        # Staff numbers and addresses of rows, with whom they turned out to mean.
        self._known_as: dict[Node, Node] = {}

    def check(self, row: StagedRow, place: Workplace, person: KnownPerson | None, today: str) -> None:
        """Take in what a row says. Raises `NotMatched` for the manager who would answer to this person."""
        said = row.values
        node: Node = person.id if person else row.key
        for key in filter(None, (row.key, row.other_key)):
            self._known_as[key] = node
        if said["ended_on"] and said["ended_on"] < today:
            return
        manager = said["manager_id"] or said["manager_key"]
        for one in [manager] if manager else _kept(person, place, today):
            self._answers(place.agency_id, node, one, said.get("manager", ""))

    def _answers(self, agency_id: int, node: Node, manager: Node, cell: str) -> None:
        above = self._all()
        if cell and node in self._reached(agency_id, manager):
            raise NotMatched(
                "manager",
                f"The manager “{cell[:40]}” would answer to this person, directly or through others",
            )
        above[agency_id, node].add(manager)

    def _reached(self, agency_id: int, start: Node) -> set[Node]:
        above, found, waiting = self._all(), set[Node](), [start]
        while waiting:
            one = waiting.pop()
            one = self._known_as.get(one, one)
            if one not in found:
                found.add(one)
                waiting += above.get((agency_id, one), ())
        return found

    def _all(self) -> dict[tuple[int, Node], set[Node]]:
        if self._above is None:
            self._above = defaultdict(set)
            in_file = people.find_people_in_file(self._taken.id, self._taken.source_id)
            for person_id, agency_id, manager_id in people.list_lines():
                if person_id not in in_file:
                    self._above[agency_id, person_id].add(manager_id)
        return self._above


def _kept(person: KnownPerson | None, place: Workplace, today: str) -> list[Node]:
    """Whom somebody answers to whose row says nothing of it."""
    posts = person.posts if person else ()
    return [
        post.values["manager_id"]
        for post in posts
        if post.agency_id == place.agency_id and post.is_current(today) and post.values["manager_id"]
    ]

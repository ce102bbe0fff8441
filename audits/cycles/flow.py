"""Sending marks from auditors to cases: how many can be placed, and where they cost least.

Costs are whole numbers of any size, never floats, so that the last tie is settled exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

Edge = tuple[str, str]
Node = tuple[str, str]
SOURCE: Node = ("source", "")
SINK: Node = ("sink", "")


def most_flow(edges: Sequence[Edge], room: Mapping[str, int], needs: Mapping[str, int]) -> int:
    """How many marks can be placed when an auditor has `room` and a case has `needs`; a pair counts once."""
    if not edges:
        return 0
    import numpy as np  # noqa: PLC0415  # heavy, and only needed here
    from scipy.sparse import csr_array  # noqa: PLC0415  # heavy, and only needed here
    from scipy.sparse.csgraph import maximum_flow  # noqa: PLC0415  # heavy, and only needed here

    auditors = {auditor: place for place, auditor in enumerate(room, 1)}
    cases = {case: place for place, case in enumerate(needs, 1 + len(auditors))}
    sink = 1 + len(auditors) + len(cases)
    arcs = [(0, auditors[auditor], space) for auditor, space in room.items()]
    arcs += [(auditors[auditor], cases[case], 1) for auditor, case in edges]
    arcs += [(cases[case], sink, need) for case, need in needs.items()]
    tails, heads, sizes = zip(*arcs, strict=True)
    graph = csr_array((np.array(sizes, dtype=np.int32), (tails, heads)), shape=(sink + 1, sink + 1))
    return int(maximum_flow(graph.tocsr(), 0, sink).flow_value)


def cheapest_flow(costs: Mapping[Edge, int], room: Mapping[str, int], needs: Mapping[str, int]) -> set[Edge]:
    """The pairs that place as many marks as can be placed, at the lowest total cost.

    Of several such sets the one whose earliest pairs, in the order of `costs`, come first: the n-th
    pair adds 2^n less than the next power, which can never outweigh one unit of cost.
    """
    count = len(costs)
    unit = 1 << (count + sum(needs.values()).bit_length())
    whole = 1 << count
    network = Network()
    for auditor, space in room.items():
        network.join(SOURCE, ("auditor", auditor), space, 0)
    for place, ((auditor, case), cost) in enumerate(costs.items(), 1):
        network.join(("auditor", auditor), ("case", case), 1, cost * unit + whole - (1 << (count - place)))
    for case, need in needs.items():
        network.join(("case", case), SINK, need, 0)
    while network.send_one():
        pass
    return {
        (auditor, case) for auditor, case in costs if not network.left[("auditor", auditor)][("case", case)]
    }


@dataclass(slots=True)
class Network:
    """A residual network: what can still be sent from node to node, and at what price.

    Each mark goes by the cheapest path; potentials keep every price at or above zero on the way.
    """

    left: dict[Node, dict[Node, int]] = field(default_factory=dict)
    price: dict[tuple[Node, Node], int] = field(default_factory=dict)
    potential: dict[Node, int] = field(default_factory=dict)

    def join(self, tail: Node, head: Node, size: int, price: int) -> None:
        self.left.setdefault(tail, {})[head] = size
        self.left.setdefault(head, {})[tail] = 0
        self.price[tail, head] = price
        self.price[head, tail] = -price

    def send_one(self) -> bool:
        """Send one mark along the cheapest path; False when there is no path left."""
        distance, before = self._cheapest_paths()
        if SINK not in distance:
            return False
        furthest = distance[SINK]
        for node in self.left:
            step = min(distance.get(node, furthest), furthest)
            self.potential[node] = self.potential.get(node, 0) + step
        node = SINK
        while node != SOURCE:
            self.left[before[node]][node] -= 1
            self.left[node][before[node]] += 1
            node = before[node]
        return True

    def _cheapest_paths(self) -> tuple[dict[Node, int], dict[Node, Node]]:
        """Dijkstra's paths from the source, over what is left."""
        distance: dict[Node, int] = {SOURCE: 0}
        before: dict[Node, Node] = {}
        done: set[Node] = set()
        queue: list[tuple[int, Node]] = [(0, SOURCE)]
        while queue:
            far, node = heappop(queue)
            if node in done:
                continue
            done.add(node)
            here = far + self.potential.get(node, 0)
            for head, size in self.left.get(node, {}).items():
                if size and head not in done:
                    there = here + self.price[node, head] - self.potential.get(head, 0)
                    if head not in distance or there < distance[head]:
                        distance[head], before[head] = there, node
                        heappush(queue, (there, head))
        return distance, before

"""`make bench`: what the portal costs, beside bare Flask on the same machine in the same run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from portal.settings import ROOT
from tests.bench import figures, report
from tests.bench.places import SIZES, filled
from tests.bench.report import Figure
from tests.bench.yardstick import yardstick
from tests.support.postgresql import private_server


def main() -> int:
    measured: list[Figure] = []
    for one in measure_all():
        print(one.line(), flush=True)
        measured.append(one)
    report.print_table(measured)
    report.save(measured, ROOT / "artefacts" / "bench.json")
    breaches = [one for one in measured if not one.holds]
    print(f"\n{len(measured)} figures, {len(breaches)} beyond their budget")
    return bool(breaches)


def measure_all() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name, private_server() as server:
        folder = Path(name)
        with yardstick(folder) as beside:
            for people in SIZES:
                for url in (f"sqlite:///{folder}/{people}.db", server.create(f"bench{people}")):
                    with filled(url, people) as place:
                        yield from figures.measure(place, beside, folder)


if __name__ == "__main__":
    sys.exit(main())

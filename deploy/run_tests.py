"""Runs every test: on SQLite, on PostgreSQL, in a browser. A failure in one keeps none of the others away."""

from __future__ import annotations

import os
import subprocess
import sys
import time

# In the order of tests/conftest.py; xdist's own, files with the most tests first, has the longest last.
PARALLEL = ["-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadfile", "--no-loadscope-reorder"]
RUNS = (
    ("Rules and pages, on SQLite", ["tests/unit", "tests/integration", *PARALLEL]),
    ("Pages again, on PostgreSQL", ["tests/integration", "--database", "postgresql", *PARALLEL]),
    ("Journeys in a browser", ["tests/e2e", "-m", "e2e", *PARALLEL]),
)

# A test file is rewritten so that its assertions explain themselves. Where nothing may be kept, each
# of six processes would do that anew for all of them.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    failed = []
    for name, arguments in RUNS:
        print(f"\n=== {name}", flush=True)
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "--durations=5", *arguments]
        if subprocess.run(command, env=ENVIRONMENT, check=False).returncode:
            failed.append(name)
        print(f"=== {name}: {time.monotonic() - began:.0f} s", flush=True)
    if failed:
        print(f"Failed: {'; '.join(failed)}", flush=True)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())

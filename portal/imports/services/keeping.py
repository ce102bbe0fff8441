"""Files and rows that were looked at hold names: they go when their days are over. Callers commit."""

from __future__ import annotations

from portal.imports.domain import ImportState, KeptImports
from portal.imports.queries import files
from portal.imports.services.taking import purge
from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM
from portal.kernel.rules import in_force


def forget_old_files() -> int:
    """Throw away what was taken in long ago, applied or not. Safe to run twice."""
    old = files.list_old_imports(clock.now() - in_force(KeptImports).days)
    for taken in old:
        purge(taken)
        if taken.state is not ImportState.APPLIED:
            taken.state = ImportState.DISCARDED
        activity.record(SYSTEM, "purge_import", taken)
    return len(old)

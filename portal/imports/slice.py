"""What the imports room hands to the application."""

from __future__ import annotations

from portal.imports import jobs
from portal.imports.domain import ImportRules, KeptImports
from portal.imports.retention import RETENTION
from portal.imports.routes import bp
from portal.imports.services.taking import APPLY, READ
from portal.kernel.access import Permission
from portal.kernel.slice import NavEntry, Slice

imports = Slice(
    name="imports",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Imports",
            "imports.list_imports",
            Permission.IMPORT_RUN,
            order=87,
            section="People and places",
        ),
    ),
    tasks={READ: jobs.read, APPLY: jobs.apply},
    rules=(ImportRules, KeptImports),
    retention=RETENTION,
)

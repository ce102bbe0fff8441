"""What the imports room hands to the application."""

from __future__ import annotations

from portal.imports import demo, jobs, waiting
from portal.imports.checks import CHECKS
from portal.imports.domain import ImportRules, KeptImports
from portal.imports.retention import RETENTION
from portal.imports.routes import bp
from portal.imports.services.taking import APPLY, READ
from portal.kernel.access import Permission
from portal.kernel.slice import Counted, DemoLoader, NavEntry, Slice

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
    counted=(Counted(waiting.number_to_look_at, waiting.card_to_look_at),),
    checks=CHECKS,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    tasks={READ: jobs.read, APPLY: jobs.apply},
    rules=(ImportRules, KeptImports),
    retention=RETENTION,
)

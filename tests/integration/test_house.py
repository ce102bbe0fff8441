"""The house keeps its own rules: addresses, templates, rooms and who may know them all."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from apscheduler.triggers.cron import CronTrigger

from portal.settings import ROOT

SEGMENT = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*|<[a-z_]+(\([^)]*\))?:[a-z_]+>(\.[a-z]+)?")
PACKAGES = ("portal", "checklists", "training", "audits")
# These are no pages: they are parts of one, or leave the portal on another road.
NO_PAGES = {"layouts", "macros", "email", "sms", "pdf", "errors"}
MAY_KNOW_WSGI = {"portal/migrations/env.py"}
EXTENDS = re.compile(r'^(\{#.*?#\}\s*)?\{% extends "(layouts/[a-z_]+\.html)" %\}', re.DOTALL)
IMPORTS = re.compile(
    r'\{%-? (?:from "[^"]+" import (?P<names>[^%]+?)|import "[^"]+" as (?P<module>\w+)) -?%\}'
)


def page_templates() -> list[Path]:
    found = (ROOT / "templates").rglob("*.html")
    return [path for path in found if path.parent.name not in NO_PAGES and not path.name.startswith("_")]


def imported_modules(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_addresses_are_kebab_case_with_typed_arguments(app):
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    odd = [
        rule
        for rule in rules
        if not all(SEGMENT.fullmatch(part) for part in rule.strip("/").split("/") if part)
    ]
    assert not odd


def test_reading_and_changing_never_share_a_bare_address(app):
    """Something that only changes has an address with no page; a browser's Back must not repeat it."""
    for rule in app.url_map.iter_rules():
        assert not (rule.methods or set()) & {"PUT", "PATCH", "DELETE"} or rule.rule.startswith("/api/"), rule


@pytest.mark.parametrize("path", page_templates(), ids=lambda path: f"{path.parent.name}/{path.name}")
class TestTemplates:
    def test_extends_a_layout(self, path):
        assert EXTENDS.match(path.read_text()), 'A page starts with {% extends "layouts/…" %}'

    def test_is_named_after_its_endpoint(self, app, path):
        assert f"{path.parent.name}.{path.stem}" in app.view_functions, "A part of a page starts with _"

    def test_uses_what_it_imports(self, path):
        text = path.read_text()
        for match in IMPORTS.finditer(text):
            names = match["module"] or match["names"].removesuffix(" with context")
            for name in names.split(","):
                alias = name.split(" as ")[-1].strip()
                assert len(re.findall(rf"\b{alias}\b", text)) > 1, f"{alias} is imported and not used"


def test_each_slice_is_named_as_its_blueprint(app):
    for item in app.extensions["slices"].slices:
        assert item.blueprint is None or item.blueprint.name == item.name


def test_each_job_has_a_name_of_its_own_and_a_time(app):
    jobs = [job for item in app.extensions["slices"].slices for job in item.jobs]
    assert len({job.name for job in jobs}) == len(jobs)
    for job in jobs:
        CronTrigger.from_crontab(job.at)


def test_every_room_is_in_the_house():
    """A slice that wsgi.py forgets would have tests and no pages."""
    slices = {path.parent.relative_to(ROOT) for name in PACKAGES for path in (ROOT / name).rglob("slice.py")}
    rooms = {".".join(path.parts) for path in slices if path.parts != ("portal", "kernel")}
    assert rooms <= {name.removesuffix(".slice") for name in imported_modules(ROOT / "wsgi.py")}


def test_nobody_but_the_migrations_knows_the_whole_house():
    modules = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    knowing = {str(path.relative_to(ROOT)) for path in modules if "wsgi" in imported_modules(path)}
    assert knowing <= MAY_KNOW_WSGI

"""Which functions call which, read from the source: enough to ask whether one ever reaches another."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from portal.settings import ROOT

PACKAGES = ("portal", "checklists", "training", "audits")


@dataclass
class Function:
    """One function of the project: what it calls by full name, and what it does itself."""

    name: str
    tree: ast.FunctionDef
    calls: set[str] = field(default_factory=set)

    @property
    def is_public(self) -> bool:
        return not self.tree.name.startswith("_")


@cache
def functions() -> Mapping[str, Function]:
    """Every function outside a class, by its full name."""
    found: dict[str, Function] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            found.update(_functions_of(path))
    return found | {alias: found[name] for alias, name in _handed_on().items() if name in found}


def _handed_on() -> dict[str, str]:
    """What packages offer under their own name: “portal.people.services.end_role”."""
    packages = [path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py")]
    return {
        f"{'.'.join(path.parent.relative_to(ROOT).parts)}.{name}": full
        for path in packages
        for name, full in _imported(ast.parse(path.read_text())).items()
    }


def _functions_of(path: Path) -> Iterator[tuple[str, Function]]:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(path.read_text())
    known = _imported(tree)
    own = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    known |= {node.name: f"{module}.{node.name}" for node in own}
    for node in own:
        calls = {_full(call.func, known) for call in ast.walk(node) if isinstance(call, ast.Call)}
        yield f"{module}.{node.name}", Function(f"{module}.{node.name}", node, calls)


def _imported(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _full(called: ast.expr, known: Mapping[str, str]) -> str:
    """As in “portal.kernel.activity.record”; of what no import names, the words as they stand."""
    parts: list[str] = []
    while isinstance(called, ast.Attribute):
        parts.append(called.attr)
        called = called.value
    if isinstance(called, ast.Name):
        parts.append(known.get(called.id, called.id))
    return ".".join(reversed(parts))


def reached_from(name: str) -> set[str]:
    """Everything that this function calls, and that they call in turn; with itself."""
    reached, waiting = {name}, [name]
    while waiting:
        one = functions().get(waiting.pop())
        new = one.calls - reached if one is not None else set()
        reached |= new
        waiting += new
    return reached

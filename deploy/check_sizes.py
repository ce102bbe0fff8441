"""Fails when a file, function or template outgrows what one person reads at a sitting (`make check`)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 300
LONGEST_TEMPLATE = 120
LONGEST_FUNCTION = 25
# Fixtures and tables of cases in tests may run on; a test itself is held to 15 lines.
LONGEST_TEST = 15
# A migration is a list of columns, and generated.
EXEMPT_FROM_FUNCTIONS = ("portal/migrations/",)


def tracked(*patterns: str) -> list[Path]:
    """Files in git or about to be, so that nobody's scratch files count."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.splitlines() if (path := Path(name)).exists()]


def breaches() -> Iterator[str]:
    for path in tracked("*.py", "*.html", "*.mjs", "*.scss", "*.js"):
        limit = LONGEST_TEMPLATE if path.parts[0] == "templates" else LONGEST_FILE
        lines = len(path.read_text().splitlines())
        if lines > limit:
            yield f"{path}: {lines} lines, at most {limit}"
    for path in tracked("*.py"):
        if not str(path).startswith(EXEMPT_FROM_FUNCTIONS):
            yield from long_functions(path)


def long_functions(path: Path) -> Iterator[str]:
    text = path.read_text()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            limit = LONGEST_TEST if node.name.startswith("test_") else LONGEST_FUNCTION
            lines = code_lines(node, text)
            if lines > limit:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines, at most {limit}"


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef, text: str) -> int:
    """Lines from `def` to the end; docstring, comments and empty lines cost nothing to read."""
    first = node.body[0]
    described = range(first.lineno, (first.end_lineno or 0) + 1) if ast.get_docstring(node) else ()
    numbered = enumerate(text.splitlines()[: node.end_lineno], start=1)
    kept = [line.strip() for number, line in numbered if number >= node.lineno and number not in described]
    return len([line for line in kept if line and not line.startswith("#")])


if __name__ == "__main__":
    found = list(breaches())
    print("\n".join(found) or "Sizes: every file, template and function fits")
    sys.exit(bool(found))

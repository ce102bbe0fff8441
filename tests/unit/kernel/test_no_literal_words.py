"""No page, letter, form or message says a partnership's word by itself: each asks the vocabulary."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.kernel.words import IN_BRACES
from portal.settings import ROOT

LITERALS = re.compile(
    r"\b(FEHAs?|EHAs?|Family Early Help Assessments?|[Ee]arly help assessments?|[Ll]ead practitioners?"
    r"|Local Area Teams?|Early Help Champions?|Champions?|[Ee]arly help team|York Early Help Partnership"
    r"|[Tt]eam [Aa]round the [Ff]amily|Additional [Nn]eeds|Complex [Nn]eeds|Acute [Nn]eeds"
    r"|Outstanding|Requires improvement|Inadequate)\b"
)
JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r'"[^"]*"')
# Where the words are kept.
KEEPERS = {"portal/kernel/words.py", "portal/kernel/chosen.py", "portal/settings.py"}
# A demo and a migration make data that may hold them.
OTHERS = {"demo", "migrations"}
PACKAGES = ("portal", "training", "audits", "checklists")


def is_ours(path: Path) -> bool:
    where = path.relative_to(ROOT)
    return where.as_posix() not in KEEPERS and not OTHERS & set(where.parts)


def templates() -> list[Path]:
    found = sorted((ROOT / "templates").rglob("*.*"))
    return [path for path in found if path.suffix in {".html", ".txt"} and is_ours(path)]


def modules() -> list[Path]:
    found = (path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")))
    return [path for path in found if is_ours(path) and not path.stem.startswith("demo")]


def said_in(template: str) -> Iterator[str]:
    """What a template prints by itself: its own text, and what it hands to a macro in quotes."""
    yield JINJA.sub(" ", template)
    for block in JINJA.findall(template):
        if not block.startswith("{#"):
            yield from QUOTED.findall(block)


def texts_of(module: str) -> Iterator[str]:
    """Every string but docstrings."""
    tree = ast.parse(module)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


@pytest.mark.parametrize("path", templates(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_asks_the_vocabulary(path):
    found = [match[0] for said in said_in(path.read_text()) for match in LITERALS.finditer(said)]
    assert not found


def test_code_asks_the_vocabulary():
    found = [
        f"{path.relative_to(ROOT)}: {text[:80]}"
        for path in modules()
        for text in texts_of(path.read_text())
        if LITERALS.search(IN_BRACES.sub("", text))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    ["<p>Every FEHA</p>", '{{ heading("Lead practitioner") }}', '{% call f("Local Area Team") %}'],
)
def test_a_literal_would_be_found(source):
    assert any(LITERALS.search(said) for said in said_in(source))

"""What the code cites stands in the docs: each "docs/audits.md R9" leads to a rule that is there."""

import re
from pathlib import Path

import pytest

from portal.settings import ROOT

CITED = ("portal", "checklists", "training", "audits", "templates", "tests", "deploy", "docs")
KINDS = {".py", ".html", ".md", ".txt"}
PLACE = r"(?:[A-Z]{1,2}\d+|\d+(?:\.\d+)?)"
# The path, then places with what may stand between them, also over a line's end.
CITATION = re.compile(rf"docs/(\w+)\.md((?:(?:,|\bto\b|\band\b|\bof\b|\bthe vectors\b|\s|#)*\b{PLACE}\b)*)")
RANGE = re.compile(rf"({PLACE}) to ({PLACE})")
NAMED_TEST = re.compile(r"`(\w+/test_\w+\.py)::(?:\w+::)?(test_\w+)`")
INTEGRATION = ROOT / "tests" / "integration"
# Its keys look like rules, and are none.
SOURCES = re.compile(r"^## \d+\. Sources$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
DOCUMENTS = {path.stem: SOURCES.sub("", path.read_text()) for path in (ROOT / "docs").glob("*.md")}


def citing_files() -> list[Path]:
    found = (path for folder in CITED for path in (ROOT / folder).rglob("*"))
    return sorted(path for path in found if path.suffix in KINDS and path != Path(__file__))


def between(first: str, last: str) -> list[str]:
    """R4 to R10 are seven rules, 4.2 to 4.4 are three sections."""
    letters = re.match(r"[A-Z]*|\d+\.", first)[0] or re.match(r"\d+\.?", first)[0]
    return [f"{letters}{n}" for n in range(int(first[len(letters) :]), int(last[len(letters) :]) + 1)]


def cited_places(text: str) -> list[str]:
    ranges = [place for ends in RANGE.findall(text) for place in between(*ends)]
    return ranges + re.findall(PLACE, text)


def is_there(document: str, place: str) -> bool:
    """A heading ("### 4.3 …"), a rule ("**R9 …" or "I4: …"), or a row of a table ("| CD2 | …")."""
    heading, rule, row = rf"^#+ {place}\.? ", rf"\*\*{place} |(?<![\w–-]){place}: ", rf"^\| {place} \|"
    return bool(re.search(f"{heading}|{rule}|{row}", document, re.MULTILINE))


def dead_citations(text: str) -> list[str]:
    dead = []
    for name, places in CITATION.findall(text.replace("\n#", "\n")):
        if name not in DOCUMENTS:
            dead.append(f"docs/{name}.md")
            continue
        dead += [f"docs/{name}.md {p}" for p in cited_places(places) if not is_there(DOCUMENTS[name], p)]
    return dead


def test_each_test_that_the_docs_name_is_there():
    """`folder/test_file.py::Class::test_name` below tests/integration, in a table of what must hold."""
    named = [found for text in DOCUMENTS.values() for found in NAMED_TEST.findall(text)]
    assert len(named) > 10
    missing = [(path, name) for path, name in named if f"def {name}(" not in (INTEGRATION / path).read_text()]
    assert not missing


def test_each_citation_leads_somewhere():
    read = ((path.relative_to(ROOT), path.read_text()) for path in citing_files())
    dead = [f"{path}: {one}" for path, text in read for one in dead_citations(text)]
    assert not dead


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("(docs/audits.md R1, R4 to R10, R14 and R16)", []),
        ("docs/audits.md 4.3 and the vectors SA1 and SA3 of 5.4.", []),
        ("docs/audits.md R19 to R21", ["docs/audits.md R21"]),
        ("docs/training.md 4.2 to 4.13", ["docs/training.md 4.13"]),
        ("docs/training.md\n    # I4 and I9", ["docs/training.md I9"]),
        ("docs/nothing.md 1", ["docs/nothing.md"]),
    ],
)
def test_a_dead_citation_is_found(text, dead):
    assert sorted(set(dead_citations(text))) == dead

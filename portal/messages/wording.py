"""How a letter may be worded: plain words, placeholders, and parts that are left out when one is empty.

Plain Python, but for Jinja, which reads the words: nothing else of that language gets through, so that
whoever words a letter can neither ask for what it should not say nor stop the portal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portal.kernel.errors import RuleBroken

LONGEST = {"subject": 200, "body": 8_000, "text": 480}
PARTS = ("subject", "body", "text")
# What may stand in a letter: words, {{ names }} and {% if name %} … {% else %} … {% endif %}.
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not)
_sandbox = ImmutableSandboxedEnvironment(
    autoescape=False,  # a letter is plain text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class WordingRefused(RuleBroken):
    """What is wrong, in which part, and on which line."""

    def __init__(self, part: str, line: int, what: str) -> None:
        where = "" if part == "subject" else f"Line {line}: "
        super().__init__(f"{where}{what}")
        self.field = part


def check(part: str, source: str, facts: Collection[str]) -> None:
    """Raise `WordingRefused` unless this part of a letter says only what it may."""
    try:
        tree = _sandbox.parse(source)
    except TemplateSyntaxError as error:
        raise WordingRefused(part, error.lineno, _in_words(error)) from error
    for node in _walk(tree):
        if not isinstance(node, _ALLOWED):
            raise WordingRefused(part, node.lineno, "Only placeholders and “if” can be used between braces")
        if isinstance(node, nodes.Name) and node.name not in facts:
            raise WordingRefused(part, node.lineno, f"There is no placeholder “{node.name}”")


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _in_words(error: TemplateSyntaxError) -> str:
    said = str(error.message or "")
    if "end of template" in said or "Unexpected end" in said:
        return "An “if” has no “endif”"
    return "The braces are not in order. Write two on each side of a placeholder"


def fill(source: str, facts: Mapping[str, object]) -> str:
    """The words with the facts in them."""
    return _compiled(source).render(facts)


@lru_cache(maxsize=200)
def _compiled(source: str) -> Template:
    return _sandbox.from_string(source)

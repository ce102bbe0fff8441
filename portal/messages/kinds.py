"""What kinds of message there are, in people's words. Plain Python.

A room that writes messages offers its kinds: `providers={"message_kinds": kinds}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MessageKind:
    """A kind of message. `template` names its text where a partnership may word it for itself.

    `facts` are the placeholders it may use, each with what it stands for in a preview. `has_text` says
    whether it ever leaves as a text message; the words of one that does not need none.
    """

    kind: str
    label: str
    template: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    has_text: bool = True


def named(kinds: Mapping[str, MessageKind], kind: str) -> str:
    """What people call it; its own word where no room has named it."""
    found = kinds.get(kind)
    return found.label if found else kind.replace("_", " ").capitalize()

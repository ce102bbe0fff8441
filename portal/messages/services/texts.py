"""How letters are worded: new words, and going back to those that ship. Callers commit."""

from __future__ import annotations

from portal.kernel import activity, clock, letters
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.letters import Letter
from portal.messages import memory, queries
from portal.messages.domain import AlreadyShipped, ChangedMeanwhile, SaveLetter
from portal.messages.kinds import MessageKind
from portal.messages.models import LetterText
from portal.messages.wording import PARTS, check, fill


def save(actor: Actor, kind: MessageKind, command: SaveLetter) -> LetterText:
    """Word a letter so from now on. What was queued before keeps its words."""
    require(actor, Permission.LETTER_EDIT)
    refuse_wrong(kind, command)
    newest = _newest(kind, command.version)
    words = {part: getattr(command, part) for part in PARTS}
    text = LetterText(template=kind.template, version=command.version + 1, **words)
    return _write(actor, "word_letter", kind, text, _as_told(newest))


def reset(actor: Actor, kind: MessageKind, version: int) -> LetterText:
    """Use the words that ship with the portal again; the partnership's own stay in the history."""
    require(actor, Permission.LETTER_EDIT)
    newest = _newest(kind, version)
    if newest is None or newest.is_shipped:
        raise AlreadyShipped
    text = LetterText(template=kind.template, version=version + 1, **dict.fromkeys(PARTS, ""))
    return _write(actor, "reset_letter", kind, text, _as_told(newest))


def refuse_wrong(kind: MessageKind, command: SaveLetter) -> None:
    """Raise `WordingRefused` with the part and line that says what no letter of this kind can."""
    allowed = placeholders(kind)
    for part in PARTS:
        check(part, getattr(command, part), allowed)


def placeholders(kind: MessageKind) -> dict[str, str]:
    """What a letter of this kind may name, each with what stands for it in a preview."""
    return {name: str(value) for name, value in {**letters.common_facts(), **kind.facts}.items()}


def preview(kind: MessageKind, command: SaveLetter) -> Letter:
    """The letter as it would read, about somebody who does not exist."""
    facts = placeholders(kind)
    subject, body, text = (fill(getattr(command, part), facts) for part in PARTS)
    return Letter(" ".join(subject.split()), body.strip() + "\n", text.strip())


def _newest(kind: MessageKind, version: int) -> LetterText | None:
    """The wording in force. Raises `ChangedMeanwhile` unless it is still the one that was opened."""
    newest = queries.find_text(kind.template)
    if (newest.version if newest else 0) != version:
        raise ChangedMeanwhile
    return newest


def _write(actor: Actor, verb: str, kind: MessageKind, text: LetterText, before: object) -> LetterText:
    text.written_at, text.written_by_id = clock.now(), actor.person_id
    db.session.add(text)
    memory.changed()
    activity.record(actor, verb, text, kind=kind.label, before=before, after=_as_told(text))
    return text


def _as_told(text: LetterText | None) -> dict[str, object]:
    if text is None or text.is_shipped:
        return {}
    return {"version": text.version, "subject": text.subject, "body": text.body, "text": text.text}

"""What an administrator can do about the partnership's choices. Callers commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import cast

from sqlalchemy import delete

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.rules import Amount, amounts, declared
from portal.kernel.slice import registry
from portal.kernel.text import moment
from portal.partnership import memory, queries
from portal.partnership.domain import (
    RULES,
    ChangedMeanwhile,
    NoLogo,
    OutsideLimits,
    Part,
    Save,
    Step,
    UnknownPart,
    refuse_same_grades,
    refuse_same_names,
)
from portal.partnership.models import ChosenPart, LogoPicture
from portal.partnership.pictures import as_logo
from portal.partnership.profiles import Profile

# A picture that was only looked at is kept so long.
LOOKED_AT_FOR = timedelta(days=1)


def save(actor: Actor, command: Save) -> ChosenPart:
    """Make a part say this from now on, everywhere; nothing is written when it says so already.

    Raises `ChangedMeanwhile` when the part was saved after the version that the command builds on: of two
    people who edit one page the second must see what the first has done.
    """
    require(actor, Permission.PARTNERSHIP_MANAGE)
    kept = queries.find_part(command.part, lock=True)
    if kept is not None and kept.version != command.version:
        raise ChangedMeanwhile(kept.changed_at, moment(kept.changed_at))
    return _say(actor, command, kept)


def _say(actor: Actor, command: Save, kept: ChosenPart | None) -> ChosenPart:
    """Write down what is new, and who said it."""
    before: Mapping[str, object] = kept.content if kept is not None else {}
    content = dict(command.content)
    if kept is not None and before == content:
        return kept
    kept = _written(actor, command.part, content, kept)
    activity.record(
        actor,
        "change_partnership",
        kept,
        reason=command.reason,
        part=command.part,
        **_difference(before, content),
    )
    memory.changed()
    return kept


def save_rules(actor: Actor, command: Save, rules: type) -> ChosenPart:
    """The same for a room's numbers. Raises `OutsideLimits`, naming the number, when one is not allowed."""
    if command.part != RULES + declared(rules).key:
        raise UnknownPart
    known = amounts(rules)
    for name, number in command.content.items():
        one = known.get(name)
        if one is None or not isinstance(number, int):
            raise UnknownPart
        if not one.low <= number <= one.high:
            raise OutsideLimits(
                f"{one.label} must be between {one.low:,} and {one.said(one.high)}", field=name
            )
    return save(actor, replace(command, content=_chosen(command, known)))


def _chosen(command: Save, known: Mapping[str, Amount]) -> dict[str, object]:
    """The numbers without those that nobody chose: a page sends all it shows, and defaults may yet change."""
    kept = queries.find_part(command.part, lock=True)
    before = kept.content if kept is not None else {}
    return {
        name: number
        for name, number in command.content.items()
        if name in before or number != known[name].default
    }


def save_levels(actor: Actor, command: Save) -> ChosenPart:
    """The same for the levels of need. Raises `NotSayable`; records keep the number of a level that goes."""
    refuse_same_names(cast("list[dict[str, object]]", command.content["levels"]))
    return save(actor, command)


def save_grades(actor: Actor, command: Save) -> ChosenPart:
    """The same for the words of the grades. Raises `NotSayable`; audits that were handed in keep theirs."""
    refuse_same_grades(cast("dict[str, str]", command.content["words"]))
    return save(actor, command)


def save_lines(actor: Actor, command: Save) -> ChosenPart:
    """The same for the lines of the strategy. Work that is tagged with a line follows it to its new words."""
    return _save_names(actor, command, "reword_lines")


def save_boards(actor: Actor, command: Save) -> ChosenPart:
    """The same for the boards. Whoever reads for a board follows it to its new name."""
    return _save_names(actor, command, "reword_boards")


def _save_names(actor: Actor, command: Save, provider: str) -> ChosenPart:
    """Save a list of names, and tell the rooms that keep one what it is called now.

    A name is known by its place while there are as many as before; otherwise what is gone is gone.
    """
    kept = queries.find_part(command.part)
    before = cast("list[str]", kept.content["names"]) if kept is not None else []
    after = cast("list[str]", command.content["names"])
    saved = save(actor, command)
    pairs = zip(before, after, strict=False) if len(before) == len(after) else ()
    reworded = {old: new for old, new in pairs if old not in after and new not in before}
    if reworded:
        for reword in registry().providers(provider):
            reword(actor, reworded)
    return saved


def take_logo(actor: Actor, content: bytes) -> LogoPicture:
    """Keep a picture that may become the logo, so that it can be looked at first. Raises `NotALogo`."""
    require(actor, Permission.PARTNERSHIP_MANAGE)
    made = as_logo(content)
    known = queries.find_logo(made.digest)
    if known is not None:
        return known
    looked_at = LogoPicture.was_used.is_(False) & (LogoPicture.added_at < clock.now() - LOOKED_AT_FOR)
    db.session.execute(delete(LogoPicture).where(looked_at))
    logo = LogoPicture(
        digest=made.digest,
        content=made.content,
        width=made.width,
        height=made.height,
        added_at=clock.now(),
    )
    db.session.add(logo)
    activity.record(actor, "add_logo", logo, before={}, after={"width": logo.width, "height": logo.height})
    return logo


def use_logo(actor: Actor, command: Save) -> ChosenPart:
    """From now on this picture stands on every page, with these words for who cannot see it."""
    require(actor, Permission.PARTNERSHIP_MANAGE)
    logo = queries.get_logo(str(command.content["digest"]))
    logo.was_used = True
    size = {"width": logo.width, "height": logo.height}
    return save(actor, replace(command, content={**command.content, **size}))


def remove_logo(actor: Actor, version: int) -> ChosenPart:
    """No picture from now on. Certificates keep the one that they were issued with."""
    require(actor, Permission.PARTNERSHIP_MANAGE)
    kept = queries.find_part(Part.LOGO)
    if kept is None or not kept.content:
        raise NoLogo
    return save(actor, Save(Part.LOGO, {}, version))


def preview_profile(profile: Profile) -> list[Step]:
    """What loading it would change now, part by part; an empty list when it says what holds already."""
    return _part_steps(profile, queries.list_contents()) + _area_steps(SYSTEM, profile, is_real=False)


def load_profile(actor: Actor, profile: Profile) -> list[Step]:
    """Take over everything that a profile says, and say what that changed; twice changes nothing more.

    What the profile does not say stays. Areas are added, given their base and opened again; none is closed.
    """
    require(actor, Permission.PARTNERSHIP_MANAGE)
    kept = queries.list_parts_locked()
    steps = _part_steps(profile, {part: one.content for part, one in kept.items()})
    for part, content in profile.parts.items():
        _say(actor, Save(part, content, 0, reason=f"Profile of {profile.name}"), kept.get(part))
    return steps + _area_steps(actor, profile, is_real=True)


def _part_steps(profile: Profile, stored: Mapping[str, Mapping[str, object]]) -> list[Step]:
    return [
        Step(Part(part).label, stored.get(part, {}), content)
        for part, content in profile.parts.items()
        if stored.get(part) != content
    ]


def _area_steps(actor: Actor, profile: Profile, *, is_real: bool) -> list[Step]:
    """The same for local areas, which belong to the room of people and places."""
    return [
        step
        for settle in registry().providers("settle_areas")
        for step in settle(actor, profile.areas, is_real=is_real)
    ]


def _written(actor: Actor, part: str, content: Mapping[str, object], kept: ChosenPart | None) -> ChosenPart:
    if kept is None:
        kept = ChosenPart(part=part, version=0)
        db.session.add(kept)
    kept.content = content
    kept.version += 1
    kept.changed_at, kept.changed_by_id = clock.now(), actor.person_id or None
    return kept


def _difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """Only what changed, as it was and as it is."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "before": {name: before.get(name) for name in names},
        "after": {name: after.get(name) for name in names},
    }

"""Changes of pages to learn from. Callers commit."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import differences
from portal.kernel.text import moment
from training.learning import queries
from training.learning.domain import AddressTaken, ChangedMeanwhile, LookFirst, SavePage, next_slug
from training.learning.models import LearningPage, LearningPageCourse

OF_THE_FORM = ("slug", "title", "summary", "body", "position")


def save_page(actor: Actor, command: SavePage) -> LearningPage:
    """Write a page down; a new one is a draft. Saving what stands there already writes nothing.

    Raises `ChangedMeanwhile` when the page was saved after the version that the command builds on: of two
    people who edit one page the second must see what the first has done. The log keeps what was there.
    """
    require(actor, Permission.EVENT_MANAGE)
    page = _opened(command)
    slug = next_slug(command, page.slug or "", page.published_at)
    namesake = queries.find_page_by_slug(slug)
    if namesake is not None and namesake != page.id:
        raise AddressTaken
    values = {name: asdict(command)[name] for name in OF_THE_FORM} | {"slug": slug}
    is_new = command.page_id is None
    before = {} if is_new else _as_it_is(page)
    old, new = differences(before, values | {"course_ids": command.course_ids})
    if new:
        for name, value in values.items():
            setattr(page, name, value)
        _changed(page)
        _write_courses(page, command.course_ids)
        verb = "add_learning_page" if is_new else "save_learning_page"
        activity.record(actor, verb, page, version=page.version, before=old, after=new)
    return page


def publish_page(actor: Actor, page_id: int, version: int) -> LearningPage:
    """Let everybody read the page. Raises `LookFirst` when it is no longer the version that was looked at."""
    require(actor, Permission.EVENT_MANAGE)
    page = queries.get_page(page_id, lock=True)
    if page.version != version:
        raise LookFirst
    page.published_at = page.published_at or clock.now()
    return _show(actor, "publish_learning_page", page, shown=True)


def withdraw_page(actor: Actor, page_id: int) -> LearningPage:
    """Make a page a draft again, whatever it says by now: what must go goes at once."""
    require(actor, Permission.EVENT_MANAGE)
    return _show(actor, "withdraw_learning_page", queries.get_page(page_id, lock=True), shown=False)


def _show(actor: Actor, verb: str, page: LearningPage, *, shown: bool) -> LearningPage:
    if page.is_published is not shown:
        before, page.is_published = page.is_published, shown
        _changed(page)
        activity.record(actor, verb, page, before={"is_published": before}, after={"is_published": shown})
    return page


def _opened(command: SavePage) -> LearningPage:
    """The page that is written, locked, if it is still the version that was opened."""
    if command.page_id is None:
        return LearningPage(is_published=False, version=0)
    page = queries.get_page(command.page_id, lock=True)
    if page.version != command.version:
        raise ChangedMeanwhile(moment(page.changed_at))
    return page


def _as_it_is(page: LearningPage) -> dict[str, object]:
    return {name: getattr(page, name) for name in OF_THE_FORM} | {
        "course_ids": queries.get_course_ids(page.id)
    }


def _changed(page: LearningPage) -> None:
    page.version += 1
    page.changed_at = clock.now()
    db.session.add(page)
    db.session.flush()


def _write_courses(page: LearningPage, course_ids: frozenset[int]) -> None:
    if queries.get_course_ids(page.id) == course_ids:
        return
    db.session.execute(delete(LearningPageCourse).where(LearningPageCourse.page_id == page.id))
    db.session.add_all(LearningPageCourse(page_id=page.id, course_id=one) for one in sorted(course_ids))

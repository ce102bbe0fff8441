"""Reads about pages to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from portal.kernel.db import db
from portal.kernel.errors import NotFound
from training.catalogue.models import Course
from training.learning.models import LearningPage, LearningPageCourse

IN_ORDER = (LearningPage.position, LearningPage.title, LearningPage.id)


def get_page(page_id: int, *, lock: bool = False) -> LearningPage:
    """Raise `NotFound` when there is no such page."""
    page = db.session.get(LearningPage, page_id, with_for_update=lock or None, populate_existing=lock)
    if page is None:
        raise NotFound
    return page


def get_page_to_read(slug: str, *, with_drafts: bool) -> LearningPage:
    """The page at this address. Raises `NotFound`, for a draft too unless drafts are asked for."""
    page = db.session.scalar(select(LearningPage).where(LearningPage.slug == slug))
    if page is None or not (page.is_published or with_drafts):
        raise NotFound
    return page


def find_page_by_slug(slug: str) -> int | None:
    return db.session.scalar(select(LearningPage.id).where(LearningPage.slug == slug))


def list_published() -> Sequence[Any]:
    """What everybody may read: address, title and summary, in their order."""
    return db.session.execute(
        select(LearningPage.slug, LearningPage.title, LearningPage.summary)
        .where(LearningPage.is_published)
        .order_by(*IN_ORDER)
    ).all()


def select_pages() -> Select[*tuple[Any, ...]]:
    """Every page, for those who write them, in the order of the list."""
    columns = (
        LearningPage.id,
        LearningPage.slug,
        LearningPage.title,
        LearningPage.position,
        LearningPage.is_published,
        LearningPage.changed_at,
    )
    statement: Select[*tuple[Any, ...]] = select(*columns)
    return statement.order_by(*IN_ORDER)


def get_course_ids(page_id: int) -> frozenset[int]:
    named = select(LearningPageCourse.course_id).where(LearningPageCourse.page_id == page_id)
    return frozenset(db.session.scalars(named))


def list_course_choices(named: frozenset[int]) -> Sequence[tuple[int, str]]:
    """Courses of the catalogue by title, and those that are named although they left it."""
    rows = db.session.execute(
        select(Course.id, Course.title)
        .where(or_(Course.is_listed, Course.id.in_(named)))
        .order_by(Course.title, Course.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_courses_of(page_id: int) -> Sequence[Any]:
    """The courses of the catalogue that a page names."""
    return db.session.execute(
        select(Course.id, Course.title)
        .join(LearningPageCourse, LearningPageCourse.course_id == Course.id)
        .where(LearningPageCourse.page_id == page_id, Course.is_listed)
        .order_by(Course.title, Course.id)
    ).all()


def list_pages_about(course_id: int) -> Sequence[Any]:
    """Published pages that name this course."""
    return db.session.execute(
        select(LearningPage.slug, LearningPage.title)
        .join(LearningPageCourse, LearningPageCourse.page_id == LearningPage.id)
        .where(LearningPageCourse.course_id == course_id, LearningPage.is_published)
        .order_by(*IN_ORDER)
    ).all()

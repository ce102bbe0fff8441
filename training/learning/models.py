"""Tables of pages to learn from. They name nobody: who wrote what stands in the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model


class LearningPage(Model):
    """A short page that anybody may read once it is published."""

    __tablename__ = "learning_page"
    __table_args__ = (
        CheckConstraint("position > 0", name="position_positive"),
        CheckConstraint("NOT is_published OR published_at IS NOT NULL", name="published_once"),
    )

    # The last part of its address. It stays as it is once the page has been published.
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    # Markdown (portal/kernel/markdown.py).
    body: Mapped[str]
    # Where it stands in the list; pages with the same number follow their titles.
    position: Mapped[int]
    is_published: Mapped[bool] = mapped_column(default=False)
    # When it was first to be read; null for a page that never was.
    published_at: Mapped[datetime | None]
    # Raised with each change, so that two editors do not overwrite one another.
    version: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]


class LearningPageCourse(Model):
    """A course that goes deeper into what a page is about."""

    __tablename__ = "learning_page_course"
    __table_args__ = (UniqueConstraint("page_id", "course_id"),)

    page_id: Mapped[int] = mapped_column(ForeignKey("learning_page.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)

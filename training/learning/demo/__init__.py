"""The learning pages of the demo partnership, in the words of its strategies; one of them is a draft."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.bulk import add_rows, add_rows_for_ids
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from training.catalogue.models import Course
from training.learning.domain import slug_of
from training.learning.models import LearningPage, LearningPageCourse

ORDER = 25
DATA = Path(__file__).parent / "data"


def load(plan: DemoPlan) -> None:
    """Add the pages, and the courses that they name."""
    pages = json.loads((DATA / "pages.json").read_text(encoding="utf-8"))
    ids = add_rows_for_ids(LearningPage, [_page(number, one) for number, one in enumerate(pages, start=1)])
    courses = {title: key for key, title in db.session.execute(select(Course.id, Course.title))}
    add_rows(
        LearningPageCourse,
        (
            {"page_id": page_id, "course_id": courses[title]}
            for page_id, one in zip(ids, pages, strict=True)
            for title in one["courses"]
        ),
    )
    plan.say(f"{len(pages)} learning pages")


def _page(number: int, one: dict[str, Any]) -> dict[str, Any]:
    """One page, written so many days ago; those that are published have been so since."""
    written_at: datetime = clock.now() - timedelta(days=one["days"])
    slug = slug_of(one["title"])
    return {
        "slug": slug,
        "title": one["title"],
        "summary": one["summary"],
        "body": (DATA / f"{slug}.md").read_text(encoding="utf-8").strip(),
        "position": number,
        "is_published": one["published"],
        "published_at": written_at if one["published"] else None,
        "version": 1,
        "changed_at": written_at,
    }

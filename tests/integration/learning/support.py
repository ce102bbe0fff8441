"""Builders of learning pages."""

from __future__ import annotations

from itertools import count

from portal.kernel import clock
from portal.kernel.db import db
from tests.factories import saved
from training.learning.models import LearningPage

_numbers = count(1)


def a_page(**given) -> LearningPage:
    """A saved page that is published, unless it is said to be a draft."""
    number = next(_numbers)
    made = {
        "slug": f"page-{number}",
        "title": f"Page {number}",
        "summary": "What it is",
        "body": "Read **me**.",
    }
    made |= {"position": 1, "is_published": True, "version": 1, "changed_at": clock.now(), **given}
    made.setdefault("published_at", clock.now() if made["is_published"] else None)
    return saved(LearningPage(**made))


def fresh(page: LearningPage) -> LearningPage:
    db.session.expire_all()
    return db.session.get_one(LearningPage, page.id)

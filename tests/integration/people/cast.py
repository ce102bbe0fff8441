"""What the tests of changing people share."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Person, Post
from tests.factories import a_person, a_post, saved
from tests.support.forms import fill, find_form

NEW = {"given_name": "Ann", "family_name": "Lee", "email": "Ann.Lee@demo.example"}
POST = {"job_title": "Family worker", "role_group": "family_support", "started_on": date(2025, 9, 1)}


def colleague(agency, **given: Any) -> Person:
    """Somebody who works for the agency today."""
    post = given.pop("post", {})
    person = saved(a_person(**given))
    saved(a_post(person, agency, **post))
    return person


def send_again(client, answer, url: str, **answers: Any):
    """Fill in the form that came back, and send it."""
    filled = fill(find_form(answer.text, url, "main form[method=post]"), url, answers, None)
    return client.post(url, data=MultiDict(filled.pairs))


def post_of(person_id: int) -> Post:
    return db.session.scalars(
        select(Post).where(Post.person_id == person_id).execution_options(populate_existing=True)
    ).one()


def find_person(family_name: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.family_name == family_name))


def logged(verb: str) -> list[Activity]:
    return list(db.session.scalars(select(Activity).where(Activity.verb == verb).order_by(Activity.id)))

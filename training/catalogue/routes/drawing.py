"""Pieces of the catalogue, drawn once for the same facts and then kept: drawing is most of its cost."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from flask import render_template, request
from markupsafe import Markup
from sqlalchemy import Row

from portal.kernel import clock
from portal.kernel.words import kept_in_words
from training.catalogue import finding
from training.catalogue.domain import Availability, Offered, availability, duration, offer_in_words
from training.catalogue.forms.finding import CourseFilterForm
from training.catalogue.routes.blueprint import bp

Areas = tuple[tuple[int, str], ...]

bp.add_app_template_filter(duration)


@bp.app_template_global("places_tag")
def places_tag(event: Offered) -> Markup:
    """What an event offers now as a tag, in words and never by colour alone."""
    return _tag(*offer_in_words(availability(event, clock.now()), event))


@lru_cache(maxsize=256)
def _tag(words: str, colour: str) -> Markup:
    return Markup('<strong class="govuk-tag govuk-tag--{}">{}</strong>').format(colour, words)


def entry(course: Row[*tuple[Any, ...]], kept: str) -> Markup:
    """One course of the list. Whatever it shows is in the key, but the time of day.

    `kept` says whom free places of its next date are kept for.
    """
    return _entry(course, availability(course, clock.now()) if course.event_id else None, kept)


@lru_cache(maxsize=1024)
def _entry(course: Row[*tuple[Any, ...]], found: Availability | None, kept: str) -> Markup:
    tag = _tag(*offer_in_words(found, course)) if found else ""
    kept = kept if found is Availability.PLACES else ""
    return _drawn("catalogue/_course.html", course=course, tag=tag, kept=kept)


def filter_form(areas: Areas) -> CourseFilterForm:
    form = CourseFilterForm(request.args, meta={"csrf": False})
    form.offer(finding.list_principles(), areas, clock.today())
    return form


def filters(form: CourseFilterForm | None, areas: Areas) -> Markup:
    """The form of the catalogue; without one, as it is before anything is asked."""
    if form is None:
        return _empty_filters(areas, clock.today().replace(day=1))
    return _filters_of(form)


def _filters_of(form: CourseFilterForm) -> Markup:
    return _drawn("catalogue/_filters.html", form=form)


@kept_in_words(4)
def _empty_filters(areas: Areas, _month: date) -> Markup:
    """The months that are offered are those from this one on: each has a form of its own."""
    return _filters_of(filter_form(areas))


def _drawn(template: str, **facts: object) -> Markup:
    return Markup(render_template(template, **facts))  # noqa: S704  # our own template, autoescaped

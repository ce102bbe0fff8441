"""Rooms above bookings, invented: what they answer is said by the test."""

from __future__ import annotations

from contextlib import contextmanager

from flask import current_app

from portal.kernel.slice import EXTENSION, Registry, Slice


@contextmanager
def a_room(**answers):
    """While it lasts, the application has one slice more, which answers these questions."""
    extensions = current_app.extensions
    usual = extensions[EXTENSION]
    extensions[EXTENSION] = Registry([*usual.slices, Slice(name="invented", providers=answers)])
    try:
        yield
    finally:
        extensions[EXTENSION] = usual


class NotFrom:
    """A rule of places: nobody from this agency, and no more than so many from any other in one run."""

    def __init__(self, agency_id, at_most=99):
        self.agency_id, self.at_most = agency_id, at_most

    def refusal(self, seeker, taken):
        if seeker.agency_id == self.agency_id:
            return "Places are kept for others"
        same = sum(one.agency_id == seeker.agency_id for one in taken)
        return "Your agency has all its places" if same >= self.at_most else ""

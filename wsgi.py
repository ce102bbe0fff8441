"""The composition root: the one module that knows every slice."""

from __future__ import annotations

from flask import Flask

from audits.cycles.slice import cycles
from audits.feedback.slice import feedback
from audits.marking.slice import marking
from audits.register.slice import register
from checklists.slice import checklists
from portal.accounts.slice import accounts
from portal.app import build_app
from portal.factors.slice import factors
from portal.imports.slice import imports
from portal.merging.slice import merging
from portal.messages.slice import messages
from portal.partnership.slice import partnership
from portal.people.slice import people
from portal.records.slice import records
from portal.registrations.slice import registrations
from portal.roles.slice import roles
from portal.settings import Settings
from portal.shell.slice import shell
from portal.trail.slice import trail
from training.approvals.slice import approvals
from training.attendance.slice import attendance
from training.badges.slice import badges
from training.bookings.slice import bookings
from training.calendars.slice import calendars
from training.catalogue.slice import catalogue
from training.certificates.slice import certificates
from training.champions.slice import champions
from training.changes.slice import changes
from training.checkin.slice import checkin
from training.desk.slice import desk
from training.digests.slice import digests
from training.evaluation.slice import evaluation
from training.inspection.slice import inspection
from training.interest.slice import interest
from training.learning.slice import learning
from training.lost_places.slice import lost_places
from training.managers.slice import managers
from training.office.slice import office
from training.passport.slice import passport
from training.reminders.slice import reminders
from training.requirements.slice import requirements
from training.shares.slice import shares

# In the order of the house, lowest room first.
SLICES = (
    partnership,
    people,
    accounts,
    factors,
    merging,
    imports,
    registrations,
    records,
    roles,
    trail,
    messages,
    shell,
    checklists,
    catalogue,
    learning,
    bookings,
    interest,
    approvals,
    calendars,
    reminders,
    office,
    shares,
    changes,
    attendance,
    evaluation,
    checkin,
    lost_places,
    certificates,
    badges,
    requirements,
    passport,
    champions,
    managers,
    digests,
    inspection,
    desk,
    register,
    cycles,
    marking,
    feedback,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole portal. Raises `SettingsError` naming every setting that is missing or malformed."""
    return build_app(SLICES, settings)

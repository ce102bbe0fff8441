"""Pages of certificates: holding them, checking them, issuing them."""

from __future__ import annotations

from training.certificates.routes import checking, holding, issuing, packing
from training.certificates.routes.blueprint import bp
from training.certificates.routes.holding import person_links
from training.certificates.routes.issuing import event_actions, rests_on_result, waiting
from training.certificates.routes.packing import agency_links

__all__ = [
    "agency_links",
    "bp",
    "checking",
    "event_actions",
    "holding",
    "issuing",
    "packing",
    "person_links",
    "rests_on_result",
    "waiting",
]

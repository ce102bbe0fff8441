"""Pages of certificates: holding them, checking them, issuing them."""

from __future__ import annotations

from training.certificates.routes import checking, holding, issuing
from training.certificates.routes.blueprint import bp
from training.certificates.routes.holding import person_links
from training.certificates.routes.issuing import event_actions, rests_on_result, waiting

__all__ = [
    "bp",
    "checking",
    "event_actions",
    "holding",
    "issuing",
    "person_links",
    "rests_on_result",
    "waiting",
]

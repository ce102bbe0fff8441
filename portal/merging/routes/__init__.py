"""Pages about people who may be entered twice."""

from __future__ import annotations

from portal.merging.routes import merges, pairs
from portal.merging.routes.blueprint import bp
from portal.merging.routes.pairs import card_to_decide, number_to_decide, person_links

__all__ = ["bp", "card_to_decide", "merges", "number_to_decide", "pairs", "person_links"]

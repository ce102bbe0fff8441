"""What the room of inspection packs hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Slice
from training.inspection.domain import PackRules
from training.inspection.routes import agency_links, bp, school_links

inspection = Slice(
    name="inspection",
    blueprint=bp,
    rules=(PackRules,),
    providers={"agency_links": agency_links, "staff_links": school_links},
)

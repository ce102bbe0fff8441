"""What the badges room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Slice
from training.badges.commands import make_badge_key
from training.badges.routes import bp, certificate_links, check_links
from training.certificates.commands import certificates_group

# Whoever runs the portal looks for it beside the key of the seal.
certificates_group.add_command(make_badge_key)

badges = Slice(
    name="badges",
    blueprint=bp,
    providers={"certificate_links": certificate_links, "check_links": check_links},
)

"""What the roles room hands to the application."""

from __future__ import annotations

from flask import url_for

from portal.kernel.access import Actor, Permission, can
from portal.kernel.slice import Check, Counted, DemoLoader, Link, NavEntry, Slice
from portal.roles import checks, demo, waiting
from portal.roles.domain import GrantRules, ReviewRules
from portal.roles.routes import bp
from portal.roles.services import reword_boards


def person_links(actor: Actor, person_id: int) -> list[Link]:
    """The way from a person's page to the roles they hold."""
    if not can(actor, Permission.ROLE_MANAGE):
        return []
    return [Link("Roles: give, change, end", url_for("roles.show_person", person_id=person_id))]


roles = Slice(
    name="roles",
    blueprint=bp,
    navigation=(
        NavEntry("Roles", "roles.list_grants", Permission.ROLE_MANAGE, order=84, section="People and places"),
    ),
    counted=(Counted(waiting.number_to_review, waiting.card_to_review),),
    checks=(
        Check("administrators", checks.find_no_administrator),
        Check("administrators-see-no-cases", checks.find_administrators_with_case_content),
        Check("nobody-grants-themselves", checks.find_own_gifts),
        Check("role-scopes", checks.find_wrong_scopes),
        Check("roles-held-once", checks.find_twice_held),
    ),
    rules=(ReviewRules, GrantRules),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"person_links": person_links, "reword_boards": reword_boards},
)

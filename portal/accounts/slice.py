"""What the accounts room hands to the application."""

from __future__ import annotations

from flask import url_for

from portal.accounts import demo, jobs
from portal.accounts.closing import LeaverRules
from portal.accounts.domain import AccountsKept, SessionRules, SignInRules
from portal.accounts.invitations import InvitationRules
from portal.accounts.password_rules import PasswordRules
from portal.accounts.queries.accounts import has_account
from portal.accounts.queries.sessions import find_signed_in
from portal.accounts.retention import RETENTION
from portal.accounts.routes import bp
from portal.accounts.services.passwords import SEND_LINK, send_link
from portal.kernel.access import Actor, Permission, can
from portal.kernel.slice import DemoLoader, Job, Link, NavEntry, Slice


def person_links(actor: Actor, person_id: int) -> list[Link]:
    """From a person's page to the letter that lets them in, and to their account."""
    links = []
    if can(actor, Permission.ACCOUNT_INVITE):
        links.append(Link("Invite to the portal", url_for("accounts.preview_invitations", person=person_id)))
    if can(actor, Permission.ACCOUNT_CLOSE):
        links.append(Link("Their account", url_for("accounts.show_account", person_id=person_id)))
    return links


accounts = Slice(
    name="accounts",
    blueprint=bp,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    jobs=(
        Job("forget-sign-in-attempts", jobs.forget_sign_in_attempts, at="20 3 * * *"),
        Job("close-leavers-accounts", jobs.close_leavers_accounts, at="10 3 * * *"),
        Job("forget-sessions", jobs.forget_sessions, at="25 3 * * *"),
    ),
    navigation=(
        NavEntry(
            "Invitations",
            "accounts.list_invitations",
            Permission.ACCOUNT_INVITE,
            order=86,
            section="People and places",
        ),
    ),
    rules=(SignInRules, PasswordRules, InvitationRules, LeaverRules, SessionRules, AccountsKept),
    tasks={SEND_LINK: send_link},
    providers={"has_account": has_account, "person_links": person_links, "signed_in": find_signed_in},
    retention=RETENTION,
)

"""Signing in by a link that is sent to an account's own address. Callers commit, except where said."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sqlalchemy import delete, update

from portal.accounts import throttle
from portal.accounts.throttle import Attempt
from portal.factors import letters, queries
from portal.factors.codes import new_link_code, plain
from portal.factors.domain import FactorRules, LinkUsedUp, WrongLinkCode
from portal.factors.models import SignInLink, SpentChallenge
from portal.factors.sealing import Vault
from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM
from portal.kernel.db import db, unit_of_work

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class AskForLink:
    """Command: send a link to this address, if an account has it; it works in this browser alone."""

    email: str
    browser: str = field(repr=False)


def ask(command: AskForLink, attempt: Attempt, vault: Vault, rules: FactorRules) -> None:
    """Send a link to an open account; do nothing, and say nothing else, for any other address.

    Raises `SignInPaused` after too many, whether or not there is an account. Commits by itself.
    """
    with unit_of_work():
        throttle.count(attempt, f"link {command.email}")
    with unit_of_work():
        account = queries.find_account_to_enter(command.email)
        if account is None:
            return
        token, code = secrets.token_urlsafe(TOKEN_BYTES), new_link_code()
        link = SignInLink(
            account_id=account.id,
            digest=vault.digest(token, "link"),
            code_digest=vault.digest(plain(code), "link code"),
            browser_digest=vault.digest(command.browser, "browser"),
            expires_at=clock.now() + rules.link_for,
        )
        db.session.add(link)
        activity.record(SYSTEM, "send_sign_in_link", account)
        letters.send_link(account, link.id, token, code, rules.link_for)


def use(token: str, browser: str, vault: Vault) -> int:
    """The account that a link opens. Raises `LinkUsedUp` for any but a fresh link of this browser."""
    link = queries.find_link(
        digest=vault.digest(token, "link"), browser_digest=vault.digest(browser, "browser"), now=clock.now()
    )
    if link is None:
        raise LinkUsedUp
    return _use_up(link)


def use_code(code: str, browser: str, attempt: Attempt, vault: Vault) -> int:
    """The same by the code of the e-mail, typed where the link was asked for. Commits by itself.

    Each try is counted before it is looked at, so that nobody guesses on. A right one needs not be given
    back: this name of the browser goes with it.
    """
    now = clock.now()
    with unit_of_work():
        throttle.count(attempt, f"link code {browser}")
    with unit_of_work():
        link = queries.find_link_by_code(
            code_digest=vault.digest(plain(code), "link code"),
            browser_digest=vault.digest(browser, "browser"),
            now=now,
        )
        if link is None:
            raise WrongLinkCode
        return _use_up(link)


def _use_up(link: SignInLink) -> int:
    """Of two who use a link at the same time one finds it used. Whatever else was sent dies with it."""
    now = clock.now()
    won = db.session.scalar(
        update(SignInLink)
        .where(SignInLink.id == link.id, SignInLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInLink.id)
    )
    if won is None:
        raise LinkUsedUp
    db.session.execute(
        update(SignInLink)
        .where(SignInLink.account_id == link.account_id, SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    account = queries.get_account(link.account_id)
    account.last_signed_in_at = now
    return account.id


def forget_old(rules: FactorRules) -> None:
    """Drop challenges that could not be answered any more anyway. Safe to run twice."""
    too_old = clock.now() - 2 * rules.ceremony_for
    db.session.execute(delete(SpentChallenge).where(SpentChallenge.spent_at < too_old))

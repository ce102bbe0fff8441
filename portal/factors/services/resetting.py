"""Helping somebody who has lost every second step. Callers commit."""

from __future__ import annotations

from sqlalchemy import delete

from portal.accounts.domain import SessionEnd
from portal.accounts.services.sessions import end_all
from portal.factors import letters, queries
from portal.factors.domain import Factors, NothingToReset, NotYourOwn, ResetFactors
from portal.factors.models import AuthenticatorApp, OutsideIdentity, Passkey, RecoveryCode
from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.errors import NotFound


def reset(actor: Actor, command: ResetFactors) -> None:
    """Remove every second step of a person and every link to an agency, end their sessions, and tell them.

    They get in with their first factor and, when their role needs it, set up a new step at once.
    """
    account = queries.find_account_of_person(command.person_id, lock=True)
    if account is None:
        raise NotFound
    require(actor, Permission.FACTOR_RESET, account)
    if command.person_id == actor.person_id:
        raise NotYourOwn
    had, linked = queries.get_factors(account.id), queries.list_identities(account.id)
    if not had.any and not linked:
        raise NothingToReset
    for model in (AuthenticatorApp, Passkey, RecoveryCode, OutsideIdentity):
        db.session.execute(delete(model).where(model.account_id == account.id))
    end_all(account, SessionEnd.SECOND_STEP_RESET)
    activity.record(
        actor,
        "reset_second_step",
        account,
        reason=command.reason,
        person_id=command.person_id,
        before=_told(had, len(linked)),
        after=_told(Factors(has_app=False, passkeys=0, codes_left=0), 0),
    )
    letters.tell(account, letters.RESET)


def _told(factors: Factors, linked: int) -> dict[str, object]:
    return {
        "authenticator_app": factors.has_app,
        "passkeys": factors.passkeys,
        "codes_left": factors.codes_left,
        "organisations_sign_ins": linked,
    }

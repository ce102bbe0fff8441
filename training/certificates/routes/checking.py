"""The public pages that say what a code stands for. They ask for no account and need no script."""

from __future__ import annotations

import hashlib
import secrets

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Open, access
from portal.kernel.slice import registry
from portal.kernel.throttle import Throttle
from training.certificates.domain import code_as_stored
from training.certificates.forms import CheckForm
from training.certificates.queries import ledger
from training.certificates.routes.blueprint import CHECK_PAGE, bp

# A whole office behind one address may check a folder of certificates, and mistype a few.
WRONG_CODES_A_MINUTE = 30
_wrong_codes = Throttle(allowed=WRONG_CODES_A_MINUTE, seconds=60)
# The table of networks names none: it is keyed by a hash that only this process can make.
_key = secrets.token_bytes(32)


@bp.get(CHECK_PAGE)
@access(Open.PUBLIC)
def check() -> ResponseReturnValue:
    """The form. It sends on to the page of the code, which can be kept and shared."""
    form = CheckForm(request.args if "code" in request.args else None)
    if "code" in request.args and form.validate():
        typed = form.code.data or ""
        return redirect(url_for(".check_code", code=code_as_stored(typed) or typed))
    links = [one for offer in registry().providers("check_links") for one in offer()]
    return render_template("certificates/check.html", form=form, links=links)


@bp.get(f"{CHECK_PAGE}/<string:code>")
@access(Open.PUBLIC)
def check_code(code: str) -> ResponseReturnValue:
    """What a code stands for, for as long as the portal exists: old codes say what became of them."""
    network = hashlib.blake2b((request.remote_addr or "").encode(), key=_key).hexdigest()
    if _wrong_codes.is_used_up(network, clock.now()):
        abort(429)
    stored = code_as_stored(code)
    certificate = ledger.find_by_code(stored) if stored else None
    # The index finds by equality; comparing once more in constant time costs nothing.
    if certificate is None or not secrets.compare_digest(certificate.code, stored):
        _wrong_codes.count(network, clock.now())
        return render_template("certificates/_unknown_code.html", code=code[:40]), 404
    return render_template(
        "certificates/check_code.html",
        certificate=certificate,
        snapshot=certificate.read_snapshot(),
        standing=certificate.standing(clock.today()),
    )

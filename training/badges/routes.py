"""Badges to download, and the public addresses by which anybody checks one."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import activity, clock
from portal.kernel.access import Open, Permission, access
from portal.kernel.chosen import chosen
from portal.kernel.db import reads_first
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.kernel.text import folded
from portal.kernel.throttle import Throttle
from portal.settings import Settings
from training.badges import documents, queries
from training.badges.domain import Awarder, NotOurBadge
from training.badges.forms import CheckBadgeForm
from training.badges.sealing import BadgeKeys, keys_of
from training.certificates.domain import CertificateState, code_as_stored
from training.certificates.models import Certificate
from training.certificates.queries import ledger
from training.certificates.services import seeing

bp = Blueprint("badges", __name__)

COMPACT = "application/vc+jwt"
# Whoever looks through a folder of badges may hand in a few that are none.
WRONG_BADGES_A_MINUTE = 30
_wrong_badges = Throttle(allowed=WRONG_BADGES_A_MINUTE, seconds=60)
# The table of networks names none: it is keyed by a hash that only this process can make.
_key = secrets.token_bytes(32)


def _find_keys() -> BadgeKeys | None:
    settings: Settings = current_app.config["SETTINGS"]
    return keys_of(settings.badge_key_file) if settings.badge_key_file else None


def _keys() -> BadgeKeys:
    """Without a key there are no badges, and none of these pages."""
    found = _find_keys()
    if found is None:
        raise NotFound
    return found


def _awarder() -> Awarder:
    settings: Settings = current_app.config["SETTINGS"]
    return Awarder(chosen().name, settings.public_url)


def certificate_links(certificate: Certificate) -> list[Link]:
    """The way from a certificate to its badge; one that was taken back has none."""
    if certificate.state is not CertificateState.CURRENT or _find_keys() is None:
        return []
    return [Link("Download as an Open Badge", url_for("badges.download", certificate_id=certificate.id))]


def check_links() -> list[Link]:
    """The way from the page that checks codes."""
    return [Link("Check a badge file", url_for("badges.check"))] if _find_keys() else []


@bp.get("/certificates/<int:certificate_id>/badge")
@access(Permission.CERTIFICATE_READ)
def download(certificate_id: int) -> ResponseReturnValue:
    """The certificate as a signed credential, made of its snapshot at this moment; nothing is kept."""
    keys, awarder, actor = _keys(), _awarder(), current_actor()
    certificate = ledger.get_certificate(certificate_id)
    seeing.refuse_strangers(actor, certificate.person_id)
    whose = {certificate_id: certificate.person_id}
    if activity.record_openings(actor, "open_certificate", Certificate, whose):
        certificate = ledger.get_certificate(certificate_id)
    if certificate.state is not CertificateState.CURRENT:
        raise NotFound
    snapshot = certificate.read_snapshot()
    claims = documents.credential(snapshot, certificate_id, awarder)
    answer = Response(keys.sign(claims, awarder.address_of_key), content_type=COMPACT)
    name = re.sub(r"[^a-z0-9]+", "-", folded(snapshot.course_title)).strip("-")[:60]
    answer.headers["Content-Disposition"] = f'attachment; filename="badge-{name or "training"}.jwt"'
    return answer


@bp.get("/badges/issuer")
@access(Open.PUBLIC)
def show_issuer() -> ResponseReturnValue:
    _keys()
    return _for_everybody(documents.profile(_awarder()))


@bp.get("/badges/keys")
@access(Open.PUBLIC)
def list_keys() -> ResponseReturnValue:
    return _for_everybody({"keys": _keys().published()})


@bp.get("/badges/keys/<string:thumbprint>")
@access(Open.PUBLIC)
def show_key(thumbprint: str) -> ResponseReturnValue:
    """One key by the address that the badges name which it signed."""
    for key in _keys().published():
        if key["kid"] == thumbprint:
            return _for_everybody(key)
    raise NotFound


@bp.get("/badges/status/<int:number>")
@access(Open.PUBLIC)
def show_status(number: int) -> ResponseReturnValue:
    """Which certificates were taken back, signed now: whoever asks need not say whose they want to know."""
    keys, awarder = _keys(), _awarder()
    if number >= queries.count_lists():
        raise NotFound
    claims = documents.status_list(number, queries.list_taken_back(number), awarder, clock.now())
    return _for_everybody(keys.sign(claims, awarder.address_of_key))


def _for_everybody(content: Mapping[str, Any] | str) -> Response:
    """For programs of any place, also in browsers, which may keep it a while. It names nobody."""
    is_compact = isinstance(content, str)
    answer = Response(
        content if is_compact else json.dumps(content),
        content_type=COMPACT if is_compact else "application/json",
    )
    answer.cache_control.public = True
    answer.cache_control.max_age = int(documents.LIST_FRESH_FOR.total_seconds())
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@bp.route("/badges/check", methods=["GET", "POST"])
@access(Open.PUBLIC)
@reads_first
def check() -> ResponseReturnValue:
    """Whether a badge is ours and as it was signed; what it is worth today, its certificate's page says."""
    keys, form = _keys(), CheckBadgeForm()
    network = hashlib.blake2b((request.remote_addr or "").encode(), key=_key).hexdigest()
    if _wrong_badges.is_used_up(network, clock.now()):
        abort(429)
    if form.validate_on_submit():
        try:
            code = _code_of(keys, form.token())
        except RuleBroken as error:
            _wrong_badges.count(network, clock.now())
            form.refuse(error)
        else:
            flash("The badge is genuine: we signed it, and nothing in it has been changed", "success")
            return redirect(url_for("certificates.check_code", code=code))
    return render_template("badges/check.html", form=form)


def _code_of(keys: BadgeKeys, token: str) -> str:
    """The code of the certificate that a badge of ours was made of."""
    subject = (keys.read(token) or {}).get("credentialSubject", {})
    # Lists of what was taken back are signed with the same keys, and have no code.
    code = code_as_stored(str(subject.get("licenseNumber", "")))
    if not code or ledger.find_by_code(code) is None:
        raise NotOurBadge
    return code

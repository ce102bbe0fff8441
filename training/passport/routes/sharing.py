"""What whoever has a link sees, without an account: the address itself is the key."""

from __future__ import annotations

import hashlib
import secrets

from flask import Response, abort, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Open, access
from portal.kernel.errors import NotFound
from portal.kernel.signed_in import find_actor
from portal.kernel.throttle import Throttle
from portal.settings import Settings
from training.passport import documents, queries, services
from training.passport.domain import LinkState, Passport
from training.passport.models import PassportLink
from training.passport.routes.blueprint import as_file, bp
from training.passport.sealing import reference_in

# A panel may read one together; nobody needs it more often than this.
OPENINGS_A_MINUTE = 60
WRONG_LINKS_A_MINUTE = 30
_openings = Throttle(allowed=OPENINGS_A_MINUTE, seconds=60)
_wrong_links = Throttle(allowed=WRONG_LINKS_A_MINUTE, seconds=60)
# The table of networks names none: it is keyed by a hash that only this process can make.
_key = secrets.token_bytes(32)


@bp.get("/passport/schema.json")
@access(Open.PUBLIC)
def show_schema() -> ResponseReturnValue:
    """What the JSON of a passport means, for whoever reads it with a program."""
    return documents.read_schema()


@bp.get("/passport/<string:token>")
@access(Open.PUBLIC)
def show_shared(token: str) -> ResponseReturnValue:
    passport, link = _shared(token)
    return _apart(
        make_response(
            render_template(
                "passport/show_shared.html", passport=passport, token=token, expires_at=link.expires_at
            )
        )
    )


@bp.get("/passport/<string:token>/<string:kind>")
@access(Open.PUBLIC)
def download_shared(token: str, kind: str) -> ResponseReturnValue:
    passport, _ = _shared(token)
    return _apart(as_file(passport, kind))


def _shared(token: str) -> tuple[Passport, PassportLink]:
    """What this address shows today. Which of all reasons it shows nothing for, it does not say."""
    link = _find_live(token)
    if link is None:
        abort(_apart(make_response(render_template("passport/_no_link.html"), 404)))
    reader = find_actor()
    if reader is None or reader.person_id != link.person_id:
        services.note_opening(link)
        link = _find_live(token)
    if link is None:
        raise NotFound
    return queries.read_passport(link.person_id, with_requirements=link.with_requirements), link


def _find_live(token: str) -> PassportLink | None:
    settings: Settings = current_app.config["SETTINGS"]
    network = hashlib.blake2b((request.remote_addr or "").encode(), key=_key).hexdigest()
    now = clock.now()
    if _wrong_links.is_used_up(network, now) or _openings.is_used_up(token, now):
        abort(429)
    reference = reference_in(settings.secret_key, token)
    link = queries.find_link(reference) if reference else None
    if link is None or link.state(now) is not LinkState.LIVE:
        _wrong_links.count(network, now)
        return None
    _openings.count(token, now)
    return link


def _apart(answer: Response) -> Response:
    """No search engine keeps it, and no page that it leads to learns its address."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer

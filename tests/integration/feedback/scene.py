"""An audit that is submitted, and its feedback."""

from __future__ import annotations

from audits.feedback.models import Feedback
from audits.marking.models import Audit
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests import factories as make
from tests.integration.marking import scene as cast

# Everything 3, but one outstanding, one weak and one that the record does not show.
ANSWERS = {"A2": "4", "D4": "2", "B3": "NE", "GH2": "1"}


def finished(client, *, answers=None, scene=None, **given) -> tuple[cast.Scene, Audit]:
    """Marked once and submitted through the page."""
    scene = scene or cast.a_scene()
    audit = cast.filled(scene, answers=ANSWERS if answers is None else answers, **given)
    cast.submit(client, scene, audit)
    db.session.expire_all()
    return scene, db.session.get(Audit, audit.id)


def released(scene: cast.Scene, audit: Audit, **given) -> Feedback:
    made = {"audit_id": audit.id, "sample_item_id": scene.item.id, "person_id": scene.lead.person_id}
    made |= {"released_at": clock.now(), "released_by_id": make.someone(Role.COORDINATOR).person_id}
    return make.saved(Feedback(**{**made, **given}))

"""What the room of learners' digests hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Open
from portal.kernel.held import Held, own
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice
from training.digests import demo, jobs, merging
from training.digests.domain import ChoicesKept, DigestRules
from training.digests.letters import message_kinds
from training.digests.models import DigestChoice
from training.digests.retention import RETENTION
from training.digests.routes import bp


def held() -> Sequence[Held]:
    """What this room keeps about people."""
    return (
        Held(
            title="How often you hear what is coming up",
            covers=("digest_choice.person_id",),
            select=own(DigestChoice, "person_id"),
        ),
    )


digests = Slice(
    name="digests",
    blueprint=bp,
    navigation=(NavEntry("My digest", "digests.choose", Open.SIGNED_IN, order=23, section="My record"),),
    # Again through the day: what a stop at eight left unwritten, and nothing else.
    jobs=(Job("send-own-digests", jobs.send_own_digests, at="*/15 8-17 * * *"),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    retention=RETENTION,
    rules=(DigestRules, ChoicesKept),
    providers={"held": held, "merge_rules": merging.merge_rules, "message_kinds": message_kinds},
)

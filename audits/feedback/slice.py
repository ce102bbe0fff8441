"""What feedback hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from audits.feedback import demo, finding, waiting
from audits.feedback.domain import Suggesting
from audits.feedback.routes import bp
from portal.kernel.access import Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut
from portal.kernel.slice import Counted, DemoLoader, NavEntry, Slice


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people: the feedback they were given, with every mark behind it."""
    return (
        Held(
            title="Feedback to you",
            covers=("feedback.person_id",),
            select=finding.select_given,
            of_cases=True,
        ),
        Held(title="Marks behind that feedback", covers=(), select=finding.select_marks, of_cases=True),
        LeftOut(("feedback.released_by_id",), OF_OTHERS),
        LeftOut((), "Marks of audits whose feedback is not released yet: they are not settled"),
    )


feedback = Slice(
    name="feedback",
    blueprint=bp,
    navigation=(
        NavEntry(
            "My feedback", "feedback.my_feedback", Permission.FEEDBACK_READ, order=24, section="My record"
        ),
        NavEntry(
            "Release feedback",
            "feedback.feedback_to_release",
            Permission.FEEDBACK_RELEASE,
            order=47,
            section="Audits",
        ),
    ),
    own=(waiting.feedback_to_read,),
    counted=(Counted(waiting.number_to_release, waiting.card_to_release),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"held": held},
    rules=(Suggesting,),
)

"""What feedback hands to the application."""

from __future__ import annotations

from audits.feedback import demo, waiting
from audits.feedback.routes import bp
from portal.kernel.access import Permission
from portal.kernel.slice import Counted, DemoLoader, NavEntry, Slice

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
    waiting=(waiting.feedback_to_read,),
    counted=(Counted(waiting.number_to_release, waiting.card_to_release),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
)

"""What the evaluation room hands to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import DemoLoader, NavEntry, Slice
from training.evaluation import demo, merging
from training.evaluation.domain import EvaluationsKept
from training.evaluation.retention import RETENTION
from training.evaluation.routes import bp, event_actions, waiting

evaluation = Slice(
    name="evaluation",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Evaluation", "evaluation.list_events", Permission.EVALUATION_READ, order=18, section="Training"
        ),
    ),
    waiting=(waiting,),
    providers={"event_actions": event_actions, "merge_rules": merging.merge_rules},
    demo=(DemoLoader(demo.ORDER, demo.load),),
    retention=RETENTION,
    rules=(EvaluationsKept,),
)

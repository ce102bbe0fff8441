"""What the attendance room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import DemoLoader, Slice
from training.attendance import demo, routes
from training.attendance.domain import RegisterRules

attendance = Slice(
    name="attendance",
    blueprint=routes.bp,
    waiting=(routes.find_registers,),
    rules=(RegisterRules,),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"event_actions": routes.list_actions},
)

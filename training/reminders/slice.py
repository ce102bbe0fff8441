"""What the reminders room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Job, Slice
from training.reminders import jobs, services
from training.reminders.domain import ReminderRules

reminders = Slice(
    name="reminders",
    jobs=(Job("plan-reminders", jobs.plan_reminders, at="*/15 * * * *"),),
    rules=(ReminderRules,),
    providers={"event_changed": services.hear_of_change},
)

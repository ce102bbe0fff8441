"""What the accounts room hands to the application."""

from __future__ import annotations

from portal.accounts import demo, jobs, queries
from portal.accounts.domain import AccountsKept
from portal.accounts.retention import RETENTION
from portal.accounts.routes import bp
from portal.kernel.slice import DemoLoader, Job, Slice

accounts = Slice(
    name="accounts",
    blueprint=bp,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    jobs=(Job("forget-sign-in-attempts", jobs.forget_sign_in_attempts, at="20 3 * * *"),),
    providers={"has_account": queries.has_account, "signed_in": queries.find_signed_in},
    retention=RETENTION,
    rules=(AccountsKept,),
)

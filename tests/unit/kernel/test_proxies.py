from __future__ import annotations

import pytest
from flask import request

from portal.app import build_app
from portal.kernel.access import Open, access
from portal.settings import Environment, Settings

FORGED, PROXY = "6.6.6.6", "10.0.0.1"


@pytest.mark.parametrize(("proxies", "seen"), [(0, PROXY), (1, "203.0.113.9")])
def test_only_our_own_proxies_may_name_the_visitor(proxies: int, seen: str) -> None:
    settings = Settings(environment=Environment.TEST, database_url="sqlite://", trusted_proxies=proxies)
    app = build_app((), settings)
    app.add_url_rule("/who", view_func=access(Open.PUBLIC)(who))
    headers = {"X-Forwarded-For": f"{FORGED}, 203.0.113.9"}
    answer = app.test_client().get("/who", headers=headers, environ_base={"REMOTE_ADDR": PROXY})
    assert answer.text == seen


def who() -> str:
    return request.remote_addr or ""

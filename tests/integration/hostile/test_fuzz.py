"""Anything typed anywhere: no list and no form answers with a fault of our own."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kernel.db import db
from tests.integration.hostile.test_things import addresses
from tests.support.pages import parse

SEVERAL = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NASTY = st.sampled_from(
    [
        "",
        " ",
        "-1",
        "0",
        str(2**31),
        str(2**63),
        "9" * 400,
        "1e9",
        "NaN",
        "²",
        "٣",
        "\u202e\u05e9\u05dc\u05d5\u05dd",
        "👩‍👩‍👧‍👦" * 50,
        "%",
        "_",
        "\\",
        "'; DROP TABLE person; --",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "../../etc/passwd",
        "\r\nSet-Cookie: x=y",
        "\x01\x02\x1b[31m",
        "\0",
        "x" * 10_000,
        "2026-02-30",
        "99:99",
        "true",
        "[]",
    ]
)
ANSWER = st.one_of(NASTY, st.text(max_size=80), st.integers().map(str))
FINE = {200, 302, 303, 400, 403, 404, 409, 413, 414, 503}
# Whoever may fill in the form; between them they reach every page.
LOGINS = ("coordinator", "auditor", "safeguarding", "practitioner", "admin")


def lists(app):
    return sorted(
        rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments
    )


def forms(app, visitor):
    """Every form that posts, on the pages this visitor reaches: where to, and the names of its fields."""
    found = {}
    for url in {*lists(app), *(address for _, address in addresses(app))}:
        answer = visitor.get(url)
        if answer.mimetype != "text/html":
            continue
        for form in parse(answer.text).select("main form[method=post]"):
            names = {tag["name"] for tag in form.select("[name]")} - {"csrf_token"}
            files = {tag["name"] for tag in form.select("input[type=file]")}
            found[form.get("action") or url] = (sorted(names - files), sorted(files))
    return found


def names_on(visitor, url):
    """What the page's own filters ask, and what lists commonly do."""
    answer = visitor.get(url)
    asked = parse(answer.text).select("form[method=get] [name]") if answer.mimetype == "text/html" else []
    return sorted({"page", "sort", "next", *(tag["name"] for tag in asked)})


@pytest.mark.parametrize("login", ["coordinator", "admin"])
def test_no_list_fails_whatever_is_asked_of_it(grown, visitor, login):
    visitor.become(login)
    asked = {url: names_on(visitor, url) for url in lists(grown)}

    @SEVERAL
    @given(st.data())
    def ask(data):
        url = data.draw(st.sampled_from(sorted(asked)))
        answers = {name: data.draw(ANSWER) for name in asked[url]}
        answer = visitor.get(f"{url}?{urlencode(answers)}")
        db.session.rollback()
        assert answer.status_code in FINE, (url, answers)

    ask()


def filled(data, names, files):
    typed = {name: data.draw(ANSWER) for name in names}
    return typed | {name: (io.BytesIO(data.draw(st.binary(max_size=200))), "list.csv") for name in files}


@pytest.mark.parametrize("login", LOGINS)
def test_no_form_fails_whatever_is_typed_into_it(grown, visitor, login):
    visitor.become(login)
    asked = forms(grown, visitor)
    assert asked

    @SEVERAL
    @given(st.data())
    def send(data):
        url = data.draw(st.sampled_from(sorted(asked)))
        typed = filled(data, *asked[url])
        visitor.become(login)
        answer = visitor.post(url, data={**typed, "csrf_token": visitor.token})
        db.session.rollback()
        assert answer.status_code in FINE, (url, typed)

    send()

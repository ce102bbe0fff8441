"""A small application that prints forms and nothing else, until a test needs the whole portal."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.kernel.forms import init_forms
from portal.pages import LoudUndefined
from tests.unit.kernel.markup import ROOT


@pytest.fixture(scope="package")
def paper() -> Flask:
    app = Flask("paper", template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="not a secret", WTF_CSRF_ENABLED=False)
    app.jinja_env.undefined = LoudUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    init_forms(app)
    return app


@pytest.fixture
def posted(paper):
    """`posted(SomeForm, name="value", …)`: the form as a POST of these answers makes it."""
    contexts = []

    def post(form_class, **answers):
        context = paper.test_request_context(method="POST", data=answers)
        context.push()
        contexts.append(context)
        return form_class()

    yield post
    for context in reversed(contexts):
        context.pop()

"""The one layout: what stands around every page, for whoever looks at it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from flask import Blueprint, Flask, flash, render_template, render_template_string
from flask_wtf import CSRFProtect
from markupsafe import Markup
from wtforms import StringField
from wtforms.validators import DataRequired

from portal.kernel.assets import init_assets
from portal.kernel.errors import NotFound
from portal.kernel.forms import CommandForm, GovInput, init_forms
from portal.kernel.words import word
from portal.pages import ERROR_PAGES, LoudUndefined
from tests.support.pages import check_page, errors_on, words_of
from tests.unit.kernel.markup import ROOT

ANN = SimpleNamespace(name="Ann <Admin>")
NAVIGATION = [
    {"label": "Home", "url": "/", "active": False},
    {"label": "Training", "url": "/training", "active": True},
]
PAGE = """{% extends "layouts/page.html" %}{% block title %}Bread & butter{% endblock %}
{% block main_content %}<p>Words</p>{% if form is defined %}{{ form.name }}{% endif %}{% endblock %}"""


class NameForm(CommandForm):
    name = StringField("Name", validators=[DataRequired("Enter a name")], widget=GovInput())


@pytest.fixture(scope="module")
def house():
    app = Flask("house", root_path=str(ROOT / "portal"), template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="not a secret", WTF_CSRF_CHECK_DEFAULT=False)
    app.jinja_env.undefined = LoudUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["word"] = word
    CSRFProtect(app)
    init_forms(app)
    init_assets(app)
    app.register_error_handler(NotFound, lambda _error: ("", 404))
    for name, views in {
        "shell": ("home", "help", "accessibility", "cookies", "privacy"),
        "accounts": ("account", "sign_in", "sign_out"),
    }.items():
        rooms = Blueprint(name, name)
        for view in views:
            rooms.add_url_rule(f"/{view}", view, str, methods=["GET", "POST"])
        app.register_blueprint(rooms)
    return app


@pytest.fixture
def draw(house):
    def draw(source=PAGE, method="GET", form=None, messages=(), **context):
        with house.test_request_context(method=method, data={}):
            for message in messages:
                flash(message, "success")
            if form is not None:
                context["form"] = form()
                context["form"].validate_on_submit()
            if "navigation" in context:
                context["menu"] = Markup(render_template("layouts/_menu.html", **context))  # noqa: S704  # our own
            html = render_template_string(source, **context)
        check_page(html)
        return BeautifulSoup(html, "html.parser")

    return draw


def test_prints_the_heading_and_the_title_from_one_block(draw):
    page = draw()
    assert words_of(page.h1) == "Bread & butter"
    assert words_of(page.title) == "Bread & butter \N{EN DASH} Good Help Portal"


def test_says_what_is_wrong_before_anything_else(draw):
    page = draw(method="POST", form=NameForm)
    assert words_of(page.title) == "Error: Bread & butter \N{EN DASH} Good Help Portal"
    assert errors_on(str(page))[0] == "Enter a name"
    assert page.select_one(".govuk-error-summary a")["href"] == "#name"
    assert page.h1.find_previous(class_="govuk-error-summary")


def test_a_form_that_nobody_sent_yet_has_no_errors(draw):
    page = draw(form=NameForm)
    assert not page.select(".govuk-error-summary")
    assert not words_of(page.title).startswith("Error")


def test_a_stranger_is_offered_to_sign_in(draw):
    page = draw()
    assert words_of(page.select_one(".portal-account")) == "Sign in"
    assert not page.select(".govuk-service-navigation")


def test_someone_signed_in_sees_their_name_and_signs_out_by_post(draw):
    page = draw(actor=ANN, navigation=NAVIGATION)
    form = page.select_one(".portal-account form[method=post]")
    assert form["action"] == "/sign_out"
    assert form.select_one("[name=csrf_token]")["value"]
    assert "Ann <Admin>" in words_of(page.select_one(".portal-account"))
    assert words_of(page.select_one("nav [aria-current]")) == "Training"


def test_messages_are_shown_once_each(draw):
    page = draw(messages=["Your place is booked", "Another <b>thing</b>"])
    shown = [words_of(tag) for tag in page.select(".govuk-notification-banner__content")]
    assert shown == ["Your place is booked", "Another <b>thing</b>"]


def test_only_the_demo_says_that_it_is_one(draw):
    assert draw(is_demo=True).select(".portal-ribbon")
    assert not draw(is_demo=False).select(".portal-ribbon")


def test_leads_to_what_the_law_asks_for(draw):
    links = {words_of(a): a["href"] for a in draw().select("footer a")}
    assert links["Accessibility statement"] == "/accessibility"
    assert links["Cookies"] == "/cookies"
    assert links["Privacy"] == "/privacy"


def test_the_skip_link_leads_to_the_content(draw):
    page = draw()
    assert page.body.find("a")["href"] == "#main-content"
    assert page.select_one("main#main-content")


@pytest.mark.parametrize("status", ERROR_PAGES)
def test_an_error_page_needs_nobody_and_no_database(house, status):
    with house.test_request_context():
        html = house.jinja_env.get_template(f"errors/{status}.html").render(request_id="abc123")
    check_page(html)
    assert "abc123" in html
    assert "govuk-service-navigation" not in html


class TestAssets:
    def test_styles_are_kept_for_a_year_and_sent_small(self, house):
        with house.test_request_context():
            url = house.jinja_env.globals["asset_url"]("portal.css")
        answer = house.test_client().get(url, headers={"Accept-Encoding": "gzip, br"})
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.content_type == "text/css; charset=utf-8"
        assert len(answer.data) < 15_000

    def test_who_cannot_unpack_gets_it_plain(self, house):
        with house.test_request_context():
            url = house.jinja_env.globals["asset_url"]("portal.css")
        answer = house.test_client().get(url, headers={"Accept-Encoding": "br;q=0"})
        assert "Content-Encoding" not in answer.headers
        assert b".govuk-button" in answer.data

    @pytest.mark.parametrize("name", ["manifest.json", "portal.css.br", "..%2Fportal.scss", "nothing.css"])
    def test_nothing_else_is_served(self, house, name):
        assert house.test_client().get(f"/assets/{name}").status_code == 404

    def test_a_first_visit_is_light_and_asks_little(self, house, draw):
        page = draw()
        urls = {tag.get("href") or tag.get("src") for tag in page.select("head link, head script")}
        client = house.test_client()
        sizes = [len(client.get(url, headers={"Accept-Encoding": "gzip"}).data) for url in urls]
        assert len(urls) + 1 <= 8
        assert sum(sizes) < 60_000

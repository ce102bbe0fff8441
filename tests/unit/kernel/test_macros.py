"""Our lean macros say the same as GOV.UK Frontend's own fixtures, all of them."""

from __future__ import annotations

import json

import pytest

from tests.unit.kernel.markup import ROOT, environment, normalised

COMPONENTS = ROOT / "node_modules/govuk-frontend/dist/govuk/components"
# Folder of the component: where our macro stands, and its name.
MACROS = {
    "back-link": ("navigation", "gov_back_link"),
    "breadcrumbs": ("navigation", "gov_breadcrumbs"),
    "button": ("button", "gov_button"),
    "checkboxes": ("choices", "gov_checkboxes"),
    "date-input": ("date_input", "gov_date_input"),
    "details": ("content", "gov_details"),
    "error-message": ("field", "gov_error_message"),
    "error-summary": ("error_summary", "gov_error_summary"),
    "fieldset": ("field", "gov_fieldset"),
    "hint": ("field", "gov_hint"),
    "input": ("input", "gov_input"),
    "inset-text": ("content", "gov_inset_text"),
    "label": ("field", "gov_label"),
    "notification-banner": ("content", "gov_notification_banner"),
    "pagination": ("pagination", "gov_pagination"),
    "panel": ("content", "gov_panel"),
    "phase-banner": ("navigation", "gov_phase_banner"),
    "radios": ("choices", "gov_radios"),
    "select": ("select", "gov_select"),
    "skip-link": ("navigation", "gov_skip_link"),
    "summary-list": ("summary_list", "gov_summary_list"),
    "table": ("table", "gov_table"),
    "tag": ("tag", "gov_tag"),
    "textarea": ("textarea", "gov_textarea"),
    "warning-text": ("content", "gov_warning_text"),
}


def list_fixtures():
    return [
        pytest.param(file.parent.name, fixture, id=f"{file.parent.name}: {fixture['name']}")
        for file in sorted(COMPONENTS.glob("*/fixtures.json"))
        if file.parent.name in MACROS
        for fixture in json.loads(file.read_text())["fixtures"]
    ]


@pytest.fixture(scope="module")
def templates():
    return environment()


def test_the_official_fixtures_are_there():
    assert COMPONENTS.exists(), "Run `npm ci`: the official fixtures are in the npm package"
    assert len(list_fixtures()) > 400


@pytest.mark.parametrize(("component", "fixture"), list_fixtures())
def test_says_the_same_as_the_official_macro(templates, component, fixture):
    file, name = MACROS[component]
    macro = getattr(templates.get_template(f"macros/{file}.html").module, name)
    assert normalised(macro(fixture["options"])) == normalised(fixture["html"])

"""The profiles that ship: what they say, and that loading one does that and no more."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound
from portal.kernel.words import VOCABULARY, word
from portal.partnership import services
from portal.partnership.models import ChosenPart
from portal.partnership.profiles import get_profile, list_profiles
from portal.people.finding import list_local_areas
from portal.people.models import LocalArea
from tests.factories import actor_of, an_area, saved, someone
from tests.factories_partnership import see_changes

SAID = {
    "york": ("FEHA", "lead practitioner", "Local Area Team"),
    "stoke": ("EHA", "lead worker", "local area"),
    "city-of-london": ("CAF", "lead professional", "local area"),
}


@pytest.fixture
def load(app):
    def load(*arguments: str):
        result = app.test_cli_runner().invoke(args=["partnership", "load", *arguments])
        see_changes()
        return result

    return load


def count(model) -> int:
    return db.session.scalar(select(func.count(model.id))) or 0


@pytest.mark.parametrize(("key", "said"), SAID.items())
def test_each_profile_speaks_its_strategys_words(load, key, said):
    result = load(key)
    assert result.exit_code == 0, result.output
    assert (word.feha, word.lead_practitioner, word.local_area) == said


def test_twice_changes_nothing_more(load):
    said = load("york").output
    assert "Words: nothing → " in said
    assert "Local Area Team North: nothing → North; base: Clifton" in said
    before = count(Activity)
    assert load("york").output.strip() == "York: nothing to change"
    assert count(Activity) == before


def test_a_dry_run_only_says(load):
    result = load("stoke", "--dry-run")
    assert "EHA" in result.output
    assert "would change" in result.output
    assert not count(ChosenPart)
    assert "Tang Hall" in load("york", "--dry-run").output
    assert not count(LocalArea)


def test_another_profile_leaves_no_word_of_the_first(load):
    load("york")
    load("stoke")
    assert chosen().name == "Stoke-on-Trent Children and Young People’s Strategic Partnership"
    assert word.team_around == VOCABULARY["team_around"].default.one
    assert "YorOK Board" not in chosen().boards


def test_what_a_profile_does_not_say_stays(load):
    load("york")
    levels = chosen().levels
    load("city-of-london")
    assert chosen().levels == levels


class TestAreas:
    def test_they_are_added_with_their_bases_in_their_order(self, load):
        load("york")
        areas = [(area.name, area.base) for area in list_local_areas()]
        assert areas == [("North", "Clifton"), ("East", "Tang Hall"), ("West", "Hob Moor")]
        assert not get_profile("stoke").areas

    def test_one_that_is_there_is_given_its_base_and_its_spelling(self, load):
        saved(an_area(name="north", base="Elsewhere"))
        said = load("york").output
        assert "Local Area Team North: north; base: Elsewhere → North; base: Clifton" in said
        assert count(LocalArea) == 3

    def test_one_that_has_closed_is_opened_again(self, load, today):
        area = saved(an_area(name="East", base="Tang Hall", closed_on=today))
        assert "Local Area Team East: closed: 3 March 2026 → " in load("york", "--dry-run").output
        load("york")
        db.session.refresh(area)
        assert area.closed_on is None
        assert load("york").output.strip() == "York: nothing to change"

    def test_none_of_another_partnership_is_closed(self, load):
        saved(an_area(name="Bentilee"))
        load("york")
        assert "Bentilee" in [area.name for area in list_local_areas()]

    def test_the_page_names_them_too(self, client):
        client.sign_in(someone(Role.ADMINISTRATOR))
        assert "Local Area Team North" in client.get("/partnership/profiles/york").text


def test_the_page_shows_what_would_change_and_changes_it(client):
    client.sign_in(someone(Role.ADMINISTRATOR))
    assert "CAF" in client.get("/partnership/profiles/city-of-london").text
    assert not count(ChosenPart)
    answer = client.submit("/partnership/profiles/city-of-london")
    assert "City of London" in client.follow(answer).text
    assert word.a_feha == "a CAF"
    assert "holds already" in client.get("/partnership/profiles/city-of-london").text


def test_only_administrators_may_load_one():
    actor = actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)
    with pytest.raises(Forbidden):
        services.load_profile(actor, get_profile("york"))


def test_there_is_no_other_profile(load, client):
    assert load("atlantis").exit_code == 2
    client.sign_in(someone(Role.ADMINISTRATOR))
    assert client.get("/partnership/profiles/atlantis").status_code == 404
    with pytest.raises(NotFound):
        get_profile("atlantis")


def test_every_profile_says_only_words_of_the_vocabulary():
    for profile in list_profiles():
        assert profile.parts["words"].keys() == VOCABULARY.keys()

"""Name, contacts, words, levels, boards and lines: saved, refused, and in force everywhere."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.chosen import Contacts, chosen
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.kernel.words import VOCABULARY, word
from portal.partnership import services
from portal.partnership.domain import NotSayable, Part, Save
from portal.partnership.models import ChosenPart
from tests.factories import actor_of, someone
from tests.factories_partnership import a_part


@pytest.fixture(autouse=True)
def signed_in(client):
    account = someone(Role.ADMINISTRATOR)
    client.sign_in(account)
    return account


def saved_parts():
    return {one.part: one.content for one in db.session.scalars(select(ChosenPart))}


def test_the_name_stands_on_every_page(client):
    assert "York Early Help Partnership" in client.get("/help").text
    client.submit("/partnership/name", name="Stoke Partnership", signatory="Head of Training")
    assert "Stoke Partnership" in client.get("/help").text
    assert (chosen().name, chosen().signatory) == ("Stoke Partnership", "Head of Training")


@pytest.mark.parametrize(
    ("url", "typed", "message"),
    [
        ("/partnership/name", {"name": "  "}, "Enter the name of the partnership"),
        ("/partnership/words", {"feha-one": "  "}, "Enter the word for: the assessment, in short"),
    ],
)
def test_spaces_are_no_name(client, url, typed, message):
    assert message in client.submit(url, answers=typed).text
    assert not saved_parts()


def test_contacts_stand_on_the_help_page(client):
    answer = client.submit(
        "/partnership/contacts",
        help_email="help@stoke.example",
        duty_phone="01632 960 999",
        duty_hours="Always",
    )
    assert answer.status_code == 302
    assert chosen().contacts == Contacts(
        help_email="help@stoke.example", duty_phone="01632 960 999", duty_hours="Always"
    )
    page = client.get("/help").text
    assert "help@stoke.example" in page
    assert "01632 960 999" in page


def test_a_word_is_said_on_pages_at_once(client):
    client.submit(
        "/partnership/words", answers={"feha-one": "EHA", "feha-many": "EHAs", "feha-article": "an"}
    )
    assert (word.A_feha, word.feha_plural) == ("An EHA", "EHAs")
    assert "(EHAs)" in client.get("/privacy").text


def test_the_other_button_only_shows_how_it_reads(client):
    answer = client.submit(
        "/partnership/words",
        press="See how it reads",
        answers={"feha-one": "EHA", "feha-many": "EHAs", "feha-article": "an"},
    )
    assert "An EHA is short for Family Early Help Assessment." in answer.text
    assert 'value="EHA"' in answer.text
    assert not saved_parts()


def test_levels_are_named_and_described(client):
    client.submit(
        "/partnership/levels", answers={"name-1": "Everyone", "name-2": "Some", "name-3": "", "name-4": ""}
    )
    assert [level.label for level in chosen().levels] == ["Level 1 – Everyone", "Level 2 – Some"]


@pytest.mark.parametrize(
    ("names", "field"), [({1: "Same", 2: "same"}, "name-2"), ({1: "", 2: "", 3: "", 4: ""}, "name-1")]
)
def test_levels_that_could_be_mistaken_are_refused(client, names, field):
    answer = client.submit("/partnership/levels", answers={f"name-{n}": name for n, name in names.items()})
    assert answer.status_code == 200
    assert f'href="#{field}"' in answer.text
    assert not saved_parts()


@pytest.mark.parametrize(("page", "part"), [("boards", Part.BOARDS), ("strategy", Part.LINES)])
def test_lists_are_one_on_each_line(client, page, part):
    client.submit(f"/partnership/{page}", lines=" First  one \n\nSecond\nFirst one")
    assert saved_parts() == {part: {"names": ["First one", "Second"]}}
    assert "First one" in client.get("/partnership/").text


@pytest.mark.parametrize(
    ("page", "answers", "message"),
    [
        ("name", {"name": ""}, "Enter the name of the partnership"),
        ("name", {"name": "x" * 81}, "must be 80 characters or fewer"),
        ("contacts", {"help_email": "nobody"}, "Enter an email address in the correct format"),
        ("contacts", {"duty_phone": "ring us"}, "may hold digits"),
        ("words", {"feha-one": ""}, "Enter the word for: the assessment, in short"),
        ("words", {"feha-one": "{feha}"}, "Brackets like { or &lt; cannot be used"),
        ("words", {"feha-many": "y" * 61}, "Use 60 characters or fewer"),
        ("levels", {"name-1": "z" * 81}, "Use 80 characters or fewer"),
        ("boards", {"lines": "\n".join(map(str, range(41)))}, "There may be 40 lines at most"),
    ],
)
def test_what_is_wrong_is_kept_and_explained(client, page, answers, message):
    answer = client.submit(f"/partnership/{page}", answers=answers)
    assert answer.status_code == 200
    assert message in answer.text.replace("&#34;", '"')
    assert all(value[:40] in answer.text.replace("\r", "") for value in answers.values())
    assert not saved_parts()


THEIRS = {
    "name": ("identity", {"name": "Theirs", "signatory": "Theirs"}),
    "contacts": ("contacts", {"help_email": "theirs@stoke.example"}),
    "words": ("words", {"feha": {"one": "Theirs", "many": "Theirs", "article": "a"}}),
    "levels": ("levels", {"levels": [{"number": 1, "name": "Theirs", "description": ""}]}),
    "boards": ("boards", {"names": ["Theirs"]}),
    "strategy": ("lines", {"names": ["Theirs"]}),
}
MINE = {
    **{f"{key}-{place}": "a" for key in VOCABULARY for place in ("one", "many", "article")},
    **dict.fromkeys(["name", "signatory", "lines", "name-1"], "Mine"),
    "help_email": "mine@stoke.example",
}


@pytest.mark.parametrize("page", THEIRS)
def test_whoever_opened_the_page_before_another_saved_sees_theirs(client, page):
    opened = client.get(f"/partnership/{page}").text
    token = opened.split('name="csrf_token" value="')[1].split('"')[0]
    part, content = THEIRS[page]
    a_part(part, **content)
    answer = client.post(f"/partnership/{page}", data={**MINE, "csrf_token": token, "version": "0"})
    assert "Saved by somebody else meanwhile" in answer.text
    assert "heirs" in answer.text
    assert saved_parts() == {part: content}


def test_the_overview_shows_what_was_changed(client, signed_in):
    a_part("identity", name="Before", signatory="Lead")
    client.submit("/partnership/name", name="After")
    page = client.get("/partnership/").text
    assert "Before" in page
    assert "After" in page
    assert f"Person {signed_in.person_id}" not in page


def test_services_refuse_levels_without_names_and_other_roles():
    admin = actor_of(someone(Role.ADMINISTRATOR), Role.ADMINISTRATOR)
    with pytest.raises(NotSayable):
        services.save_levels(admin, Save("levels", {"levels": []}, 0))
    with pytest.raises(Forbidden):
        services.save(actor_of(someone(Role.TRAINING_LEAD), Role.TRAINING_LEAD), Save("identity", {}, 0))

"""The logo: sent, looked at, used, removed; in the head of every page and on new documents."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import func, select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound
from portal.partnership import services
from portal.partnership.domain import ChangedMeanwhile, NoLogo, NotALogo, Save
from portal.partnership.models import LogoPicture
from portal.partnership.pictures import LARGEST_KEPT
from tests.factories import actor_of, someone
from tests.factories_partnership import a_part

URL = "/partnership/logo"


def picture(colour=(15, 95, 107)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 100), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def admin(client):
    account = someone(Role.ADMINISTRATOR)
    client.sign_in(account)
    return actor_of(account, Role.ADMINISTRATOR)


@pytest.fixture
def coordinator():
    return actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)


def choose(client, **given) -> str:
    """Send a picture, look at it, use it; answers where it is found."""
    looked_at = client.submit(URL, form="#send", file=(io.BytesIO(picture(**given)), "logo.png"))
    client.submit(looked_at.location, alt="City of Somewhere")
    return f"/partnership/logo/{chosen().logo.digest}.png"


def count() -> int:
    return db.session.scalar(select(func.count(LogoPicture.id)))


def test_a_picture_is_looked_at_before_any_page_shows_it(client, admin):
    answer = client.submit(URL, form="#send", file=(io.BytesIO(picture()), "logo.png"))
    text = client.follow(answer).text
    assert "In the head of a page" in text
    assert chosen().logo is None
    assert "portal-header__logo" not in client.get("/help").text


def test_it_stands_on_every_page_with_its_words(client, admin):
    url = choose(client)
    for page in ("/", "/help", "/partnership/", "/no-such-page"):
        text = client.get(page).text
        assert f'src="{url}"' in text, page
        assert 'alt="City of Somewhere"' in text, page
    client.sign_out()
    assert f'src="{url}"' in client.get("/sign-in").text


def test_anybody_gets_it_small_and_for_a_year(client, admin):
    url = choose(client)
    client.sign_out()
    answer = client.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert len(answer.data) <= LARGEST_KEPT
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert client.get("/partnership/logo/0123.png").status_code == 404


def test_it_needs_words_for_who_cannot_see_it(client, admin):
    looked_at = client.submit(URL, form="#send", file=(io.BytesIO(picture()), "logo.png"))
    answer = client.submit(looked_at.location, alt=" ")
    assert "Enter what the picture says" in answer.text
    assert chosen().logo is None


def test_another_picture_has_another_address(client, admin):
    first = choose(client)
    second = choose(client, colour=(0, 0, 0))
    assert first != second
    assert client.get(first).status_code == 200, "A certificate may have been issued with it"


def test_what_was_only_looked_at_is_not_kept(admin, at, client):
    used = services.take_logo(admin, picture())
    services.use_logo(admin, Save("logo", {"digest": used.digest, "alt": "One"}, 0))
    services.take_logo(admin, picture((0, 0, 0)))
    db.session.commit()
    at(db.session.scalars(select(LogoPicture.added_at)).first().replace(month=5))
    services.take_logo(admin, picture((9, 9, 9)))
    assert count() == 2


def test_removing_it_leaves_the_picture_for_old_certificates(client, admin):
    url = choose(client)
    client.submit(URL, form="main form[action$='/remove']")
    assert chosen().logo is None
    assert "portal-header__logo" not in client.get("/help").text
    assert client.get(url).status_code == 200


def test_the_log_says_what_it_said(client, admin):
    choose(client)
    entry = db.session.scalars(select(Activity).where(Activity.verb == "change_partnership")).one()
    assert entry.details["after"]["alt"] == "City of Somewhere"
    text = client.get("/partnership/").text
    assert "alt: City of Somewhere" in text
    assert chosen().logo.digest not in text.split("Latest changes", maxsplit=1)[1]


def test_no_picture_no_logo(client, admin):
    answer = client.submit(URL, form="#send", file=(io.BytesIO(b"<svg onload=alert(1)>"), "logo.png"))
    assert "Choose a picture in PNG or JPEG format" in answer.text
    assert not count()
    with pytest.raises(NotALogo):
        services.take_logo(admin, b"")


def test_what_cannot_be_done(client, admin):
    assert client.get("/partnership/logo/0123/use").status_code == 404
    with pytest.raises(NotFound):
        services.use_logo(admin, Save("logo", {"digest": "0123", "alt": "One"}, 0))
    with pytest.raises(NoLogo):
        services.remove_logo(admin, 0)


def test_the_second_of_two_sees_what_the_first_did(admin):
    used = services.take_logo(admin, picture())
    a_part("logo", digest=used.digest, alt="Theirs", width=1, height=1)
    with pytest.raises(ChangedMeanwhile):
        services.use_logo(admin, Save("logo", {"digest": used.digest, "alt": "Mine"}, 0))
    with pytest.raises(ChangedMeanwhile):
        services.remove_logo(admin, 0)


def test_others_may_not(coordinator):
    with pytest.raises(Forbidden):
        services.take_logo(coordinator, picture())
    with pytest.raises(Forbidden):
        services.use_logo(coordinator, Save("logo", {"digest": "0123", "alt": "One"}, 0))
    with pytest.raises(Forbidden):
        services.remove_logo(coordinator, 0)

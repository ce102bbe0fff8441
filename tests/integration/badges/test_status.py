"""The list by which anybody sees that a badge was taken back."""

from __future__ import annotations

import gzip
from base64 import urlsafe_b64decode

import jwt
import pytest
from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from tests.integration.badges.cast import content_of, key_named_in
from tests.integration.badges.test_download import withdraw
from training.badges.domain import LIST_SIZE, encoded_list, place_of


def listed(client) -> frozenset[int]:
    token = client.get("/badges/status/0").text
    jwt.decode(token, key_named_in(client, token), algorithms=["ES256"])
    return set_indices(decode_encoded_list(content_of(token)["credentialSubject"]["encodedList"]))


def test_names_what_was_taken_back_and_nobody(client, held):
    assert listed(client) == frozenset()
    withdraw(held)
    assert listed(client) == {held.id}


def test_a_badge_says_where_it_stands(badge, held):
    status = content_of(badge)["credentialStatus"]
    assert status["statusListIndex"] == str(held.id)
    assert status["statusListCredential"].endswith("/badges/status/0")


@pytest.mark.usefixtures("key_file")
def test_anybody_may_read_it_and_keep_it_a_while(client):
    answer = client.get("/badges/status/0")
    assert answer.cache_control.public
    assert answer.cache_control.max_age == 300
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.usefixtures("key_file")
@pytest.mark.parametrize("number", ["1", "9223372036854775807", "-1", "x"])
def test_there_is_none_without_certificates(client, number):
    assert client.get(f"/badges/status/{number}").status_code == 404


@pytest.mark.parametrize("indices", [(), (0,), (7, 8), (LIST_SIZE - 1,), range(0, LIST_SIZE, 3)])
def test_is_packed_as_the_standard_says(indices):
    written = encoded_list(indices)
    assert set_indices(decode_encoded_list(written)) == frozenset(indices)
    packed = written.removeprefix("u")
    assert len(gzip.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))) * 8 == LIST_SIZE


def test_another_list_begins_when_one_is_full():
    assert [(one.number, one.index) for one in map(place_of, (1, LIST_SIZE - 1, LIST_SIZE))] == [
        (0, 1),
        (0, LIST_SIZE - 1),
        (1, 0),
    ]

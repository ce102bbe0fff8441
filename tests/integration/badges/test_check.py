"""The page on which anybody has a badge checked."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.integration.badges.cast import make_keys, reworded, set_keys
from tests.integration.badges.test_download import replace_it, withdraw

NOT_OURS = "This is not a badge of ours"


class TestCheck:
    def test_a_genuine_one_leads_to_what_it_is_worth(self, client, badge, held):
        answer = client.submit("/badges/check", text=badge)
        assert answer.headers["Location"].endswith(f"/certificates/check/{held.code}")
        assert "The badge is genuine" in client.get(answer.headers["Location"]).text

    def test_as_a_file(self, client, badge):
        answer = client.submit("/badges/check", file=(BytesIO(badge.encode() + b"\n"), "badge.jwt"))
        assert answer.status_code == 302

    @pytest.mark.parametrize(("act", "said"), [(withdraw, "was withdrawn"), (replace_it, "was replaced")])
    def test_one_that_was_taken_back(self, client, badge, held, act, said):
        act(held)
        answer = client.submit("/badges/check", text=badge)
        assert said in client.get(answer.headers["Location"]).text

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda badge: reworded(badge, name="Another course"),
            lambda badge: badge[:-8] + "AAAAAAAA",
            lambda badge: badge.rpartition(".")[0] + ".",
            lambda badge: badge[5:],
            lambda _: "eyJhbGciOiJub25lIn0.e30.",
            lambda _: "Ångström",
            lambda _: "a.b.c",
            lambda _: "x" * 50_000,
        ],
    )
    def test_what_is_not_ours_is_refused(self, client, badge, spoil):
        assert NOT_OURS in client.submit("/badges/check", text=spoil(badge)).text

    @pytest.mark.usefixtures("key_file")
    def test_a_file_of_anything(self, client):
        answer = client.submit("/badges/check", file=(BytesIO(b"\xff\xfe\x00"), "badge.jwt"))
        assert NOT_OURS in answer.text

    def test_one_of_another_key(self, app, client, badge, tmp_path, monkeypatch):
        set_keys(app, monkeypatch, make_keys(app, tmp_path / "other.json"))
        assert NOT_OURS in client.submit("/badges/check", text=badge).text

    def test_a_list_that_we_signed_is_no_badge(self, client, held):
        signed = client.get("/badges/status/0").text
        assert NOT_OURS in client.submit("/badges/check", text=signed).text

    @pytest.mark.usefixtures("key_file")
    def test_nothing(self, client):
        assert "Select a badge file, or paste" in client.submit("/badges/check", text=" ").text

    @pytest.mark.usefixtures("key_file")
    def test_is_found_from_the_page_that_checks_codes(self, client):
        assert "/badges/check" in client.get("/certificates/check").text

    @pytest.mark.usefixtures("key_file")
    def test_does_not_go_on_for_ever(self, client):
        codes = [client.submit("/badges/check", text="a.b.c").status_code for _ in range(30)]
        assert codes == [200] * 30
        assert client.get("/badges/check").status_code == 429

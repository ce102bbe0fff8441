"""A browser with a passkey device, and what the tests of passkeys do with it."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.support.authenticator import Device, options_on

ADD = "/account/second-step/passkeys/add"
ALONE = "/sign-in/passkey"
STEP = "/sign-in/second-step"
REFUSED = "The passkey could not be checked. Try again, or use another way to sign in"


def send(client, page, make, to=None, **more):
    """Open a page, let `make` answer what it asks, and send that."""
    shown = client.get(page).text
    token = BeautifulSoup(shown, "html.parser").select_one("main [name=csrf_token]")["value"]
    return client.post(to or page, data={"csrf_token": token, "answer": make(options_on(shown)), **more})


def registered(client, account, **how) -> Device:
    """A device whose passkey this account has added."""
    client.sign_in(account)
    device = Device(**how)
    assert send(client, ADD, device.create, name="Phone").status_code == 302
    client.sign_out()
    return device


def is_in(client) -> bool:
    return client.get("/account").status_code == 200

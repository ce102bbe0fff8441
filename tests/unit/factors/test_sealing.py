from __future__ import annotations

import base64

import pytest

from portal.factors.sealing import CannotOpen, Vault

VAULT = Vault("a secret of thirty-two characters")


def test_what_is_sealed_opens_and_cannot_be_read():
    sealed = VAULT.seal("JBSWY3DP", "app of 1")
    assert "JBSWY3DP" not in sealed
    assert b"JBSWY3DP" not in base64.urlsafe_b64decode(sealed)
    assert VAULT.open(sealed, "app of 1") == "JBSWY3DP"


def test_the_same_text_is_never_sealed_alike():
    assert VAULT.seal("x", "p") != VAULT.seal("x", "p")


@pytest.mark.parametrize(
    ("vault", "purpose"),
    [(VAULT, "app of 2"), (Vault("another secret of the same length"), "app of 1")],
    ids=["purpose", "key"],
)
def test_opens_for_nothing_else(vault, purpose):
    sealed = VAULT.seal("JBSWY3DP", "app of 1")
    with pytest.raises(CannotOpen):
        vault.open(sealed, purpose)


def test_one_changed_bit_shuts_it():
    content = bytearray(base64.urlsafe_b64decode(VAULT.seal("JBSWY3DP", "p")))
    for place in range(len(content)):
        changed = content.copy()
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            VAULT.open(base64.urlsafe_b64encode(changed).decode(), "p")


@pytest.mark.parametrize("nonsense", ["", "x", "====", "é", "A" * 40])
def test_nonsense_does_not_open(nonsense):
    with pytest.raises(CannotOpen):
        VAULT.open(nonsense, "p")


def test_a_digest_depends_on_text_purpose_and_key():
    digests = {
        VAULT.digest("code", "recovery"),
        VAULT.digest("code", "link"),
        VAULT.digest("other", "recovery"),
        Vault("another").digest("code", "recovery"),
    }
    assert len(digests) == 4


def test_the_secret_is_never_printed():
    assert "secret" not in repr(VAULT)

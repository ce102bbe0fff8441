"""How people without an e-mail address are reached: by a colleague, by phone, or by post. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from portal.people.demo.names import phone
from portal.people.domain import ContactWay

# Of those without e-mail: the lead of the team acts for most; for some nobody was chosen yet.
WITH_OFFICE_CONTACT = 0.92
WITH_ADDRESS = 0.4
ASKS_FOR_A_WAY = 0.3
STREETS = (
    "Sample Street",
    "Example Lane",
    "Specimen Row",
    "Model Avenue",
    "Pattern Close",
    "Mockingbird Rise",
)


class Contacts:
    """Draws from a source of its own, so that names and posts stay as they are whatever is drawn here."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"{seed}/contacts")  # noqa: S311  # invented data, no secret

    def of(self, person: Mapping[str, Any], lead: int | None) -> dict[str, Any]:
        """The rest of a person's row; `lead` is where the lead of the team stands in the batch."""
        rest: dict[str, Any] = {"phone": person["phone"], "address": "", "contact_by": None}
        if person["email"] is not None:
            return rest | {"office_contact_id": None}
        rng = self._rng
        has_contact, has_address = rng.random() < WITH_OFFICE_CONTACT, rng.random() < WITH_ADDRESS
        if has_address:
            rest["address"] = self._address()
        elif not has_contact and not rest["phone"]:
            rest["phone"] = phone(rng)
        if rng.random() < ASKS_FOR_A_WAY:
            rest["contact_by"] = self._asked(rest)
        return rest | {"office_contact_id": lead if has_contact else None}

    def _address(self) -> str:
        rng = self._rng
        code = f"YO97 {rng.randrange(1, 10)}{rng.choice('ABDEFGHJLN')}{rng.choice('PQRSTUWXYZ')}"
        return f"{rng.randrange(1, 90)} {rng.choice(STREETS)}\nYork\n{code}"

    def _asked(self, rest: Mapping[str, Any]) -> ContactWay | None:
        ways = {ContactWay.PHONE: rest["phone"], ContactWay.POST: rest["address"]}
        given = [way for way, where in ways.items() if where]
        return self._rng.choice(given) if given else None

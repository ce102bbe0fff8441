"""Where a letter to somebody goes: to their own address, or to the colleague who acts for them."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel import letters
from portal.kernel.letters import Letter
from portal.people.models import Person


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter and the one address that it goes to."""

    recipient: str
    letter: Letter


def addressed(person: Person, letter: Letter) -> Addressed | None:
    """The letter as it is sent; None when it reaches nobody. The person comes with their office contact.

    Whoever has no e-mail address is written to through their office contact, with a word above that
    says for whom it is. Nothing else of the letter changes, so that it can be passed on as it is.
    """
    if person.email:
        return Addressed(person.email, letter)
    contact = person.office_contact
    if contact is None or not contact.email:
        return None
    outer = letters.write("for_somebody_else", person=person, contact=contact, letter=letter)
    return Addressed(contact.email, outer)

"""What people are told by e-mail about asking to join."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.models import Account
from portal.kernel import clock, letters, outbox
from portal.kernel.access import Role
from portal.kernel.letters import public_address
from portal.people.models import Person
from portal.registrations import queries
from portal.registrations.domain import RegistrationRules
from portal.registrations.models import RegistrationQuestion, RegistrationRequest
from portal.registrations.queries import Reader


def send_link(request: RegistrationRequest, secret: str, rules: RegistrationRules) -> None:
    """The link that shows the address to be theirs; until it was used nobody sees the request."""
    link = public_address(f"/join/confirm/{secret}")
    _write(request, "join_confirm", hidden=link, link=outbox.ONE_TIME_LINK, days=rules.confirmed_within.days)


def tell_has_account(request: RegistrationRequest, account: Account) -> None:
    """To the address itself, once a day at most: no page says whether it has an account."""
    facts = {"request": request, "is_open": account.is_active, "is_same": account.email == request.email}
    _once_a_day("join_has_account", request.email, f"account:{account.id}", **facts)


def tell_asked_already(request: RegistrationRequest) -> None:
    _once_a_day("join_asked_already", request.email, _about(request), request=request)


def tell_arrived(request: RegistrationRequest) -> None:
    """Whoever answers for the agency hears of it: its leads or, where it has none, the coordinators."""
    organisation = _organisation(request)
    for reader in deciders(request.agency_id):
        _write(request, "join_arrived", reader=reader, organisation=organisation, url=_page(request))


def tell_handed_on(request: RegistrationRequest, by: str) -> None:
    """The lead of the agency cannot say who this is: whoever answers for everybody has to."""
    organisation, url = _organisation(request), _page(request)
    for reader in coordinators():
        _write(request, "join_handed_on", reader=reader, organisation=organisation, by=by, url=url)


def deciders(agency_id: int | None) -> list[Reader]:
    """Who is told of a request: the agency's leads, else coordinators, else administrators."""
    leads = queries.list_holders(Role.AGENCY_LEAD, agency_id) if agency_id is not None else ()
    return list(leads or coordinators())


def coordinators() -> list[Reader]:
    return list(queries.list_holders(Role.COORDINATOR) or queries.list_holders(Role.ADMINISTRATOR))


def tell_overdue(request: RegistrationRequest, readers: Iterable[Reader]) -> None:
    """Once for each day that it was due on."""
    organisation, due = _organisation(request), request.due_on
    facts = {"organisation": organisation, "url": _page(request)}
    for reader in readers:
        _write(request, "join_overdue", version=due.toordinal() if due else 1, reader=reader, **facts)


def ask(
    request: RegistrationRequest, question: RegistrationQuestion, secret: str, rules: RegistrationRules
) -> None:
    link = public_address(f"/join/question/{secret}")
    facts = {"question": question, "link": outbox.ONE_TIME_LINK, "days": rules.question_waits.days}
    _write(request, "join_question", hidden=link, version=question.id, **facts)


def tell_answered(request: RegistrationRequest, question: RegistrationQuestion) -> None:
    """To whoever asked or, if they are gone, to those who would hear of a new request."""
    asker = queries.find_reader(question.asked_by_id)
    if request.handed_on_at is not None:
        asker = None
    for reader in [asker] if asker else deciders(None if request.handed_on_at else request.agency_id):
        _write(request, "join_answered", version=question.id, reader=reader, url=_page(request))


def tell_refused(request: RegistrationRequest) -> None:
    _write(request, "join_refused")


def tell_lapsed(request: RegistrationRequest) -> None:
    _write(request, "join_lapsed")


def tell_address_changed(person: Person, old: str) -> None:
    """To the address that was in the register before: a wrong one must not be put in its place unseen."""
    _once_a_day("join_address_changed", old, f"person:{person.id}", person=person)


def _write(
    request: RegistrationRequest, name: str, *, version: int = 1, hidden: str = "", **facts: object
) -> None:
    """Queue a letter to the reader who is among the facts, or else to whoever asks to join."""
    letter, reader = letters.write(name, request=request, **facts), facts.get("reader")
    outbox.queue(
        outbox.Message(
            recipient=reader.email if isinstance(reader, Reader) else request.email,
            kind=name,
            about=_about(request),
            version=version,
            subject=letter.subject,
            body=letter.body,
            link=hidden,
        )
    )


def _once_a_day(name: str, recipient: str, about: str, **facts: object) -> None:
    letter = letters.write(name, **facts)
    outbox.queue(
        outbox.Message(
            recipient=recipient,
            kind=name,
            about=about,
            version=clock.today().toordinal(),
            subject=letter.subject,
            body=letter.body,
        )
    )


def _about(request: RegistrationRequest) -> str:
    return f"registration_request:{request.id}"


def _page(request: RegistrationRequest) -> str:
    return public_address(f"/requests-to-join/{request.id}")


def _organisation(request: RegistrationRequest) -> str:
    agency = queries.find_agency(request.agency_id)
    return agency.name if agency else request.organisation

"""What people do about their own bookings, and what strangers try."""

from __future__ import annotations

import pytest
from hypothesis.stateful import (
    precondition,
    rule,
)

from portal.kernel.errors import Forbidden, NotFound
from tests.integration.bookings.machine.acting import (
    Acting,
    any_booking,
    someone,
    somewhere,
    yes_or_no,
)
from training.bookings import services
from training.bookings.domain import (
    AnswerOffer,
    Book,
    ChangeNeeds,
    MoveUp,
    Substitute,
    Withdraw,
)


class Learners(Acting):
    # What people do.

    @rule(event=somewhere, person=someone, joins=yes_or_no, despite=yes_or_no, by_staff=yes_or_no)
    def book(self, event, person, joins, despite, by_staff):
        self.book_for(event, person, joins=joins, despite=despite, by_staff=by_staff)

    @rule(event=somewhere, person=someone)
    def join_a_queue(self, event, person):
        self.join(event, person)

    @rule(event=somewhere, person=someone, other=someone)
    def a_stranger_books(self, event, person, other):
        if person != other:
            actor = self.portal.oneself(self.person(other))
            Acting.steps += 1
            with pytest.raises(Forbidden):
                self.portal.run(services.book, actor, Book(self.event(event), self.person(person)))
            self._compare(self.portal.rows())

    @precondition(lambda self: self.model.bookings)
    @rule(number=any_booking, by_staff=yes_or_no)
    def withdraw(self, number, by_staff):
        key = self.booking(number, "booked", "offered", "waiting")
        if key:
            self.give_back(key, by_staff=by_staff)

    @precondition(lambda self: self.model.bookings)
    @rule(number=any_booking, other=someone, accepts=yes_or_no)
    def a_stranger_meddles(self, number, other, accepts):
        key = self.booking(number)
        if key and self.model.bookings[key].person != self.person(other):
            actor = self.portal.oneself(self.person(other))
            for service, command in (
                (services.withdraw, Withdraw(key)),
                (services.answer_offer, AnswerOffer(key, accepts)),
                (services.substitute, Substitute(key, self.portal.references[other])),
                (services.move_up, MoveUp(key, "Please")),
            ):
                Acting.steps += 1
                with pytest.raises((NotFound, Forbidden)):
                    self.portal.run(service, actor, command)
            self._compare(self.portal.rows())

    @precondition(lambda self: self.model.bookings)
    @rule(number=any_booking, accepts=yes_or_no)
    def answer(self, number, accepts):
        key = self.booking(number, "offered")
        if key:
            one = self.model.bookings[key]
            command = AnswerOffer(key, accepts)
            self.both(
                lambda: self.portal.run(services.answer_offer, self.portal.oneself(one.person), command),
                lambda: self.model.answer(one, accepts=accepts),
            )

    @precondition(lambda self: self.model.bookings)
    @rule(number=any_booking, other=someone, despite=yes_or_no)
    def substitute(self, number, other, despite):
        key = self.booking(number, "booked")
        if key:
            one = self.model.bookings[key]
            command = Substitute(key, self.portal.references[other], despite_clash=despite)
            self.both(
                lambda: self.portal.run(services.substitute, self.portal.oneself(one.person), command),
                lambda: self.model.substitute(one, self.person(other), despite=despite),
            )

    @precondition(lambda self: self.model.bookings)
    @rule(number=any_booking)
    def change_needs(self, number):
        key = self.booking(number, "booked", "requested")
        if key:
            one, self.needs = self.model.bookings[key], self.needs + 1
            command = ChangeNeeds(key, f"Need {self.needs}")
            self.both(
                lambda: (
                    self.portal.run(services.change_needs, self.portal.oneself(one.person), command) and None
                ),
                lambda: self.model.change_needs(one),
            )

"""Once means once: for messages, long work and ticks, with four processes after each."""

from __future__ import annotations

import time

from portal.kernel import outbox, work
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import Message, OutgoingMessage
from portal.kernel.work import Work, WorkState

PROCESSES = 4
# One start of the processes for all three: on two cores it takes longer than what they do.
EVERYTHING = """
sending.send_due(lambda message: log(f"message {message.about}"))
work.drain({"count": lambda payload, progress: log(f"work {payload['number']}")})
due = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
for minute in range(10):
    if timetable.claim("digest", due + timedelta(minutes=minute)):
        log(f"tick {minute}")
"""
DIE = """
work.LEASE = timedelta(seconds=1)
def die(payload, progress):
    log("began")
    os.kill(os.getpid(), signal.SIGKILL)
work.drain({"count": die})
"""


def letter(number: int) -> Message:
    about = f"booking:{number}"
    return Message(recipient="kim@demo.example", kind="booked", about=about, subject="Booked", body="Come")


def test_whatever_is_to_be_done_is_done_once(crowd):
    with unit_of_work():
        outbox.queue_all([letter(number) for number in range(40)])
        for number in range(40):
            work.defer("count", number=number)
    crowd.start(EVERYTHING, PROCESSES)
    expected = [f"message booking:{number}" for number in range(40)]
    expected += [f"work {number}" for number in range(40)] + [f"tick {minute}" for minute in range(10)]
    assert sorted(crowd.finish()) == sorted(expected)
    assert db.session.query(OutgoingMessage).filter_by(sent_at=None).count() == 0
    assert db.session.query(Work).filter(Work.state != WorkState.DONE).count() == 0


def test_what_a_killed_worker_began_another_finishes(crowd):
    with unit_of_work():
        work.defer("count", number=7)
    crowd.start(DIE)[0].wait()
    patience = time.monotonic() + 10
    while (done := work.drain({"count": lambda *_: None})) == 0 and time.monotonic() < patience:
        time.sleep(0.2)
    assert (done, crowd.lines()) == (1, ["began"])
    assert db.session.query(Work).one().attempts == 2

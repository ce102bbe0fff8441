"""The log of both is one history, and says that they were merged."""

from portal.kernel import activity
from portal.kernel.access import SYSTEM
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.trail.domain import LogFilter
from portal.trail.finding.log import select_log
from portal.trail.queries import find_person_id
from portal.trail.sentences import SENTENCES
from tests.factories_merging import merged, undone


def verbs_about(person) -> list[str]:
    return [row.verb for row in db.session.execute(select_log(LogFilter(person_id=person.id)))]


def test_what_was_done_to_either_is_read_of_the_one_who_stays(pair, kept, lost):
    activity.record(SYSTEM, "change_person", lost)
    db.session.commit()
    assert verbs_about(kept) == []
    done = merged(pair)
    assert verbs_about(kept).count("change_person") == 1
    assert "merge_person" in verbs_about(kept)
    undone(done)
    assert "change_person" not in verbs_about(kept)


def test_a_reference_of_either_leads_there(pair, kept, lost):
    merged(pair)
    assert find_person_id(lost.reference) == kept.id


def test_every_step_has_a_sentence(pair):
    undone(merged(pair))
    written = {verb for (verb,) in db.session.query(Activity.verb)}
    assert {"merge_person", "undo_merge"} <= written <= SENTENCES.keys()

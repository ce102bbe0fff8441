"""Lists that came in, in the demo partnership."""

from sqlalchemy import select

from portal.imports.domain import ImportState
from portal.imports.models import FileImport, ImportProblem
from portal.kernel import work
from portal.kernel.db import db
from portal.kernel.slice import registry


def imports():
    rows = db.session.scalars(select(FileImport).order_by(FileImport.id))
    return [(one.state, one.added, one.changed, one.unchanged, one.refused, one.digest) for one in rows]


def test_one_list_is_imported_and_one_waits_with_refused_rows(demo):
    del demo
    (first, *_), (second, added, changed, _, refused, _) = imports()
    assert (first, second) == (ImportState.APPLIED, ImportState.READY)
    assert (added, refused) == (2, 2)
    assert changed
    reasons = db.session.scalars(select(ImportProblem.reason).order_by(ImportProblem.number)).all()
    assert reasons == [
        "There is no such day as “31/02/2026”",
        "There is no person with the reference NOBODY-1",
    ]


def test_the_same_seed_gives_the_same_lists(load_demo):
    found = []
    for name in ("imports-once", "imports-again"):
        with load_demo(name, people=300).app_context():
            found.append(imports())
    assert found[0] == found[1]


def test_the_worker_of_the_demo_has_nothing_left_to_do(load_demo):
    with load_demo("imports-worker", people=300).app_context():
        before = imports()
        db.session.commit()
        work.drain(registry().tasks)
        assert imports() == before

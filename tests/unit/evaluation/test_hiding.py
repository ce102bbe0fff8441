"""Of everything that is kept or shown, at least so many people could have said it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.domain import AgencyKind
from training.evaluation.domain import GONE, OF_LEARNERS, EvaluationForm, Look, Secrecy, shared, shown
from training.evaluation.domain.views import Answer

BEFORE, AFTER, LATER = OF_LEARNERS
HEALTH, POLICE = AgencyKind.HEALTH, AgencyKind.POLICE
ALL = frozenset(EvaluationForm)
ONE_AFTER = frozenset({AFTER})

a_look = st.builds(
    Look,
    st.frozensets(st.sampled_from(EvaluationForm), min_size=1),
    st.sampled_from([None, HEALTH, POLICE]),
)


def of(*groups):
    """Looks by key, so many of each."""
    looks = [Look(frozenset(forms), kind) for count, forms, kind in groups for _ in range(count)]
    return dict(enumerate(looks))


def counted(*groups, smallest=5):
    return Counter(shared(of(*groups), smallest).values())


@given(st.lists(a_look, max_size=40), st.integers(5, 9))
def test_no_look_that_stays_is_shared_by_fewer(looks, smallest):
    kept = shared(dict(enumerate(looks)), smallest)
    assert all(size >= smallest for look, size in Counter(kept.values()).items() if look != GONE)
    assert all(kept[key].forms <= look.forms for key, look in enumerate(looks))
    assert all(kept[key].kind in {look.kind, None} for key, look in enumerate(looks))


@pytest.mark.parametrize(
    ("groups", "kept"),
    [
        ([(4, {AFTER}, None)], {GONE: 4}),
        ([(5, {AFTER}, None)], {Look(ONE_AFTER): 5}),
        # The kind of agency goes before what joins the forms.
        ([(3, ALL, HEALTH), (3, ALL, POLICE)], {Look(ALL): 6}),
        # The one who came too late for the form before is hidden among others.
        ([(6, {BEFORE, AFTER}, None), (1, {AFTER}, None)], {Look(ONE_AFTER): 7}),
        # The one who answered before and not after.
        ([(6, ALL, None), (1, {BEFORE}, None)], {Look(ALL): 6, GONE: 1}),
        # Of the kind of one officer nothing is said; to hide them, not of the smallest other kind either.
        ([(6, {AFTER}, HEALTH), (1, {AFTER}, POLICE)], {Look(ONE_AFTER): 7}),
        # As few others as will do look plainer to hide two.
        ([(11, ALL, None), (2, {AFTER}, None)], {Look(ALL): 8, Look(ONE_AFTER): 5}),
        ([(11, ALL, HEALTH), (2, ALL, None)], {Look(ALL, HEALTH): 8, Look(ALL): 5}),
        ([(9, ALL, HEALTH), (5, {AFTER}, None)], {Look(ALL, HEALTH): 9, Look(ONE_AFTER): 5}),
    ],
)
def test_what_is_rare_is_made_plainer(groups, kept):
    assert counted(*groups) == kept


def answers(event_id, count, rating=4, promised=5):
    return [
        Answer(
            event_id=event_id,
            pair_key=100 * event_id + number,
            form=AFTER,
            version=2,
            kind=HEALTH,
            ratings={"useful": rating},
            promised=promised,
        )
        for number in range(count)
    ]


def test_one_view_less_another_never_leaves_fewer_than_five():
    """The small one of two events counts in no view: nothing is left of the course without the other."""
    course, event = shown([*answers(1, 9), *answers(2, 4)], Secrecy()), shown(answers(1, 9), Secrecy())
    assert len(course.answers) - len(event.answers) == 0
    assert (course.events, course.hidden) == (1, 1)


a_sent = st.lists(
    st.tuples(
        st.frozensets(st.sampled_from(OF_LEARNERS), min_size=1), st.sampled_from([None, HEALTH, POLICE])
    ),
    max_size=25,
)


def sent(event_id, people, managers):
    """What these people sent about the event, each with a key of their own, and so many managers."""
    forms = [(key, kind, form) for key, (forms, kind) in enumerate(people) for form in sorted(forms)]
    forms += [(1000 + turn, None, EvaluationForm.MANAGER) for turn in range(managers)]
    made = {"version": 2, "ratings": {"plan": 3}, "promised": 5, "event_id": event_id}
    return [Answer(**made, pair_key=2000 * event_id + key, kind=kind, form=form) for key, kind, form in forms]


def views_of(events):
    """Whose answers each figure of each page is made of: of one event, some, or all; by kind; by form."""
    for among in ({1}, {2}, {1, 2}, {2, 3}, {1, 2, 3}):
        found = shown([one for number in sorted(among) for one in events[number]], Secrecy())
        for kind in (None, HEALTH, POLICE, ...):
            part = found.answers if kind is ... else found.of_kind(kind).answers
            for form in EvaluationForm:
                yield frozenset(one.pair_key for one in part if one.form is form)


@given(st.lists(st.tuples(a_sent, st.integers(0, 9)), min_size=3, max_size=3))
def test_no_sum_or_difference_of_any_views_leaves_fewer_than_five(given_events):
    """Every figure that can be reckoned from the pages is made of these smallest parts."""
    events = {number: sent(number, *one) for number, one in enumerate(given_events, start=1)}
    views = list(views_of(events))
    everybody = frozenset().union(*views)
    parts = Counter(tuple(person in view for view in views) for person in everybody)
    assert all(size >= 5 for size in parts.values())


def test_of_each_event_no_kind_is_shown_that_few_of_it_have():
    few = [Answer(**{**as_dict(one), "kind": POLICE}) for one in answers(1, 4)]
    many = [Answer(**{**as_dict(one), "kind": POLICE}) for one in answers(3, 5)]
    course = shown([*few, *answers(2, 6), *many], Secrecy())
    assert len(course.of_kind(POLICE).answers) == 5


def as_dict(one):
    return {name: getattr(one, name) for name in Answer.__slots__}


def test_the_largest_promise_holds():
    assert shown(answers(1, 6, promised=7), Secrecy()).answers == []
    assert shown(answers(1, 6, promised=7), Secrecy()).smallest == 7

"""Nothing hidden can be worked out again: tables are attacked by rank and by what else is possible."""

import random

import numpy as np
import pytest
from scipy.optimize import linprog

from portal.kernel.statistics.suppression import NOTE, CountTable, publish

CATEGORIES = "1234"


def a_table(rows, name="localities"):
    return CountTable(
        name, {f"Group {place}": dict(zip(CATEGORIES, row, strict=False)) for place, row in enumerate(rows)}
    )


def cells(published):
    return [list(row.values()) for row in published.counts.values()]


class Attack:
    """Everything a reader of these tables knows: figures, and which of them add up to which."""

    def __init__(self, tables, published):
        self.figures, self.lines = {}, []
        for table, shown in zip(tables, published, strict=True):
            for group, row in table.counts.items():
                self._sum(table.name, group, row, shown.counts[group], shown.group_totals[group])
            for category, count in table.category_totals().items():
                column = [(table.name, group, category) for group in table.counts]
                self.lines.append((("all", category), column))
                self.figures["all", category] = (count, shown.category_totals[category])
            self.figures["all",] = (sum(table.category_totals().values()), shown.total)
        self.lines.append((("all",), [("all", category) for category in table.category_totals()]))
        self.hidden = [key for key, (_, seen) in self.figures.items() if seen is None]

    def _sum(self, name, group, row, shown, total):
        self.figures |= {(name, group, category): (row[category], shown[category]) for category in row}
        self.figures[name, group] = (sum(row.values()), total)
        self.lines.append(((name, group), [(name, group, category) for category in row]))

    def equations(self):
        """What is known of the hidden figures: left and right sides."""
        left, right = [], []
        for total, parts in self.lines:
            signed = [(total, -1), *((part, 1) for part in parts)]
            left.append([dict(signed).get(key, 0) for key in self.hidden])
            right.append(-sum(sign * (self.figures[key][1] or 0) for key, sign in signed))
        return np.array(left), np.array(right)

    def solved(self):
        """The hidden figures that the sums alone give away."""
        left, _ = self.equations()
        rank = np.linalg.matrix_rank(left)
        units = np.eye(len(self.hidden))
        return [
            key
            for key, unit in zip(self.hidden, units, strict=True)
            if np.linalg.matrix_rank(np.vstack([left, unit])) == rank
        ]

    def ranges(self):
        """What each hidden figure may be, in whole cases and none below nought."""
        left, right = self.equations()
        # An unbounded figure has no largest value; a thousand is more than all there is.
        options = {"A_eq": left, "b_eq": right, "bounds": (0, 1000), "integrality": 1}
        for place, key in enumerate(self.hidden):
            aim = [float(other == place) for other in range(len(self.hidden))]
            low, high = linprog(aim, **options), linprog([-one for one in aim], **options)
            assert low.status == high.status == 0
            yield key, round(low.fun), round(-high.fun)

    def assert_fails(self):
        assert not self.hidden or not self.solved()
        for key, low, high in self.ranges() if self.hidden else ():
            count = self.figures[key][0]
            assert low <= count <= high
            assert low < high, key
            assert high >= 5 or count == 0, key


def small(published):
    """Whatever is shown although it is a count of 1 to 4, or of a group that small."""
    for group, row in published.counts.items():
        counts = [*row.values(), published.group_totals[group]]
        yield from (count for count in counts if count is not None and 0 < count < 5)
    totals = [*published.category_totals.values(), published.total]
    yield from (count for count in totals if count is not None and 0 < count < 5)


def random_rows(rng):
    weights = rng.choice([[1, 4, 8, 3], [1, 1, 1, 1], [0, 1, 9, 1]])
    sizes = [rng.choice([0, 2, 4, 7, 12, 30]) for _ in range(rng.randint(1, 7))]
    drawn = [rng.choices(range(4), weights, k=size) for size in sizes]
    return [[row.count(category) for category in range(4)] for row in drawn]


@pytest.mark.parametrize("seed", range(30))
def test_no_table_gives_a_small_count_away(seed):
    tables = [a_table(random_rows(random.Random(seed)))]  # noqa: S311  # no secret
    published = publish(tables)
    assert list(small(published[0])) == []
    Attack(tables, published).assert_fails()


@pytest.mark.parametrize("seed", range(8))
def test_two_tables_of_the_same_cases_give_nothing_away_together(seed):
    rng = random.Random(seed)  # noqa: S311  # no secret
    cases = [(rng.randrange(4), rng.randrange(6), rng.choices(range(4), [1, 4, 8, 3])[0]) for _ in range(70)]

    def rows(by, groups):
        return [[sum(c[by] == g and c[2] == k for c in cases) for k in range(4)] for g in range(groups)]

    tables = [a_table(rows(0, 4)), a_table(rows(1, 6), "agencies")]
    Attack(tables, publish(tables)).assert_fails()


def test_an_attack_on_a_table_with_only_its_small_counts_hidden_succeeds():
    """Guards the guard: with the helpers of a hidden count left out, both attacks find it."""
    table = a_table([[3, 9, 8, 5], [6, 7, 9, 5], [8, 8, 8, 5]])
    [published] = publish([table])
    naive = {
        name: {c: count if count >= 5 else None for c, count in row.items()}
        for name, row in table.counts.items()
    }
    totals = {name: sum(row.values()) for name, row in table.counts.items()}
    bare = type(published)("localities", naive, totals, table.category_totals(), 81)
    attack = Attack([table], [bare])
    assert attack.solved() == [("localities", "Group 0", "1")]
    assert list(attack.ranges()) == [(("localities", "Group 0", "1"), 3, 3)]


def test_one_small_count_takes_three_others_and_no_total():
    [published] = publish([a_table([[3, 9, 8, 5], [6, 7, 9, 5], [8, 8, 8, 5]])])
    assert sum(count is None for row in cells(published) for count in row) == 4
    assert None not in [*published.group_totals.values(), *published.category_totals.values()]
    assert published.total == 81


def test_a_group_under_five_is_hidden_whole_noughts_included():
    [published] = publish([a_table([[0, 0, 4, 0], [0, 6, 12, 5], [5, 6, 12, 5], [7, 7, 9, 9]])])
    assert cells(published)[0] == [None] * 4
    assert published.group_totals["Group 0"] is None


def test_a_group_without_cases_is_shown_as_that():
    [published] = publish([a_table([[0, 0, 0, 0], [5, 6, 12, 5]])])
    assert cells(published) == [[0, 0, 0, 0], [5, 6, 12, 5]]
    assert not published.hides


def test_a_handful_of_cases_shows_nothing():
    [published] = publish([a_table([[1, 2, 0, 0]])])
    assert cells(published) == [[None] * 4]
    assert (published.total, published.hides) == (None, True)


def test_what_is_shown_is_true():
    table = a_table([[1, 9, 8, 3], [6, 7, 9, 5], [0, 8, 20, 2]])
    [published] = publish([table])
    for group, row in published.counts.items():
        assert all(count in (None, table.counts[group][category]) for category, count in row.items())


def test_the_threshold_is_a_setting():
    table = a_table([[8, 20, 20, 20], [20, 20, 20, 20]])
    assert not publish([table])[0].hides
    assert publish([table], smallest=10)[0].counts["Group 0"]["1"] is None
    assert "Counts of 1 to 4" in NOTE


def test_only_tables_of_the_same_cases_go_together():
    with pytest.raises(ValueError, match="same cases"):
        publish([a_table([[5, 5, 5, 5]]), a_table([[5, 5, 5, 6]], "agencies")])
    with pytest.raises(ValueError, match="same categories"):
        CountTable("x", {"a": {"1": 2}, "b": {"2": 2}})
    with pytest.raises(ValueError, match="under 0"):
        CountTable("x", {"a": {"1": -2}})
    assert publish([]) == []

"""The published data of docs/audits.md 5.2."""


def rows(*lines):
    return [[None if mark == "." else int(mark) for mark in line.split()] for line in lines]


def from_table(table):
    """Two rows of marks from a square table of counts; grades from 1."""
    pairs = [(i, j) for i, row in enumerate(table, 1) for j, n in enumerate(row, 1) for _ in range(n)]
    return [list(side) for side in zip(*pairs, strict=True)]


def blocks(first, second):
    """Two rows of marks in blocks of 1s, 2s and 3s."""
    return [[grade for grade, n in enumerate(sizes, 1) for _ in range(n)] for sizes in (first, second)]


K1 = rows(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
G1 = rows(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . .",
    ". 3 3 3 2 3 4 2 2 5 1 3",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
K3 = rows("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
X1 = [[3] * 17 + [2, 3, 3], [3] * 17 + [3, 2, 4]]
C2 = blocks((46, 44, 10), (52, 32, 16))
C3 = blocks((46, 44, 10), (50, 40, 10))

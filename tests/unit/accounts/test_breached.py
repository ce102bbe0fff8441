"""The list of stolen passwords is searched on disk: right at every edge, quick, and without memory."""

from __future__ import annotations

import hashlib
import tracemalloc

import pytest

from portal.accounts.breached import is_breached, looks_right

LINES = 1_000_000


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def write(path, passwords, end="\r\n", *, last=True):
    lines = [f"{one}:{number % 97 + 1}" for number, one in enumerate(sorted(map(sha1, passwords)))]
    path.write_bytes((end.join(lines) + (end if last else "")).encode())
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A million stolen passwords, as the real list writes them, and their numbers in its order."""
    ordered = sorted((sha1(f"stolen {number}"), number) for number in range(LINES))
    file = tmp_path_factory.mktemp("breached") / "ordered.txt"
    file.write_text("".join(f"{one}:{number % 97 + 1}\n" for one, number in ordered))
    return file, [number for _, number in ordered]


def test_finds_every_line_of_a_small_list(tmp_path) -> None:
    passwords = [f"pass {number}" for number in range(200)]
    for size in (1, 2, 3, 10, 200):
        for last in (True, False):
            file = write(tmp_path / "list.txt", passwords[:size], last=last)
            assert all(is_breached(file, one) for one in passwords[:size])
            assert not any(is_breached(file, one) for one in passwords[size:])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_takes_lines_of_either_kind_and_hashes_in_small_letters(tmp_path, end: str) -> None:
    file = write(tmp_path / "list.txt", ["one", "two", "three"], end)
    file.write_bytes(file.read_bytes().lower())
    assert is_breached(file, "two")
    assert not is_breached(file, "four")


def test_finds_the_first_and_last_of_a_million(large) -> None:
    file, ordered = large
    for number in (*ordered[:3], *ordered[LINES // 2 :][:3], *ordered[-3:]):
        assert is_breached(file, f"stolen {number}")


def test_knows_who_is_not_among_a_million(large) -> None:
    assert not any(is_breached(large[0], f"safe {number}") for number in range(200))


def test_a_search_takes_no_memory(large) -> None:
    is_breached(large[0], "stolen 1")
    tracemalloc.start()
    is_breached(large[0], "stolen 500000")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000


def test_an_empty_list_holds_nobody(tmp_path) -> None:
    (tmp_path / "empty").touch()
    assert not is_breached(tmp_path / "empty", "anything")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (sha1("x") + ":3\r\n", True),
        (sha1("x").lower() + ":12345678", True),
        ("password:3\n", False),
        (sha1("x") + "\n", False),
        ("", False),
        ("<html>" + "x" * 60, False),
    ],
)
def test_a_file_of_another_kind_is_known_by_its_first_line(tmp_path, text, right) -> None:
    file = tmp_path / "list"
    file.write_text(text)
    assert looks_right(file) is right


def test_a_file_that_is_not_there_is_not_right(tmp_path) -> None:
    assert not looks_right(tmp_path / "nowhere")

"""A careful reader of JSON: each refusal names the place, and nothing unknown passes unseen."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from fractions import Fraction
from typing import Any, TypeVar

from checklists.domain import DefinitionInvalid

T = TypeVar("T")


class Place:
    """One object in the file. Ask it for what it should hold; `done` refuses what nobody asked for."""

    def __init__(self, path: str, value: object) -> None:
        if not isinstance(value, dict):
            raise DefinitionInvalid(path, "must be an object")
        self._path = path
        self._value: dict[str, Any] = value
        self._asked: set[str] = set()

    def at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _get(self, name: str) -> Any:  # noqa: ANN401  # whatever JSON holds
        self._asked.add(name)
        if name not in self._value:
            raise DefinitionInvalid(self.at(name), "is missing")
        return self._value[name]

    def text(self, name: str) -> str:
        value = self._get(name)
        if not isinstance(value, str) or not value.strip():
            raise DefinitionInvalid(self.at(name), "must be text")
        return value

    def flag(self, name: str) -> bool:
        """False when left out."""
        self._asked.add(name)
        value = self._value.get(name, False)
        if not isinstance(value, bool):
            raise DefinitionInvalid(self.at(name), "must be true or false")
        return value

    def whole(self, name: str, allowed: Container[int]) -> int:
        value = self._get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise DefinitionInvalid(self.at(name), f"{value!r} is not an allowed whole number")
        return value

    def whole_or_none(self, name: str, allowed: Container[int]) -> int | None:
        return None if self._get(name) is None else self.whole(name, allowed)

    def fraction(self, name: str) -> Fraction:
        """Numbers that decide a grade are written as text, "5/2": a decimal point would not be exact."""
        try:
            return Fraction(self.text(name))
        except (ValueError, ZeroDivisionError) as error:
            raise DefinitionInvalid(self.at(name), "must be a fraction such as 5/2") from error

    def choice(self, name: str, allowed: Iterable[str], *, none: bool = False) -> str:
        """The empty string stands for null, where null is allowed."""
        value = self._get(name)
        if value is None and none:
            return ""
        words = list(allowed)
        if value not in words:
            raise DefinitionInvalid(self.at(name), f"must be one of {', '.join(words)}")
        return str(value)

    def words(self, name: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        value = self._get(name)
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise DefinitionInvalid(self.at(name), "must be a list of texts")
        known = None if allowed is None else set(allowed)
        for index, word in enumerate(value):
            if known is not None and word not in known:
                raise DefinitionInvalid(f"{self.at(name)}[{index}]", f"{word} is not known")
        return tuple(value)

    def within(self, name: str) -> Place:
        return Place(self.at(name), self._get(name))

    def each(self, name: str, *, empty: bool = False) -> Iterator[Place]:
        value = self._get(name)
        if not isinstance(value, list) or not (value or empty):
            raise DefinitionInvalid(self.at(name), "must be a list that is not empty")
        for index, entry in enumerate(value):
            yield Place(f"{self.at(name)}[{index}]", entry)

    def done(self, made: T) -> T:
        """Hand back what was made, unless the file says more here than was understood."""
        for name in sorted(set(self._value) - self._asked):
            raise DefinitionInvalid(self.at(name), "is not known here")
        return made

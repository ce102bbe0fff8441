"""Takes a part of a page out of the structure of a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def cut(pdf: Any, objects: dict[int, Any], marks: Sequence[int]) -> None:  # noqa: ANN401  # pydyf
    """Remove the last marks of the page, and the block that holds them, from the tree and from `objects`."""
    root = objects[_number(pdf.catalog["StructTreeRoot"])]
    nums = objects[_number(root["ParentTree"])]["Nums"]
    of_page = nums[1]
    if sorted(marks) != list(range(len(of_page) - len(marks), len(of_page))):
        raise ValueError("Only the last marks of a page can be cut")
    blocks = {_block(objects, _number(reference)) for reference in of_page[-len(marks) :]}
    del of_page[-len(marks) :]
    for block in blocks:
        parent = objects[_number(objects[block]["P"])]
        parent["K"].remove(objects[block].reference)
        _drop(objects, block)


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _block(objects: dict[int, Any], number: int) -> int:
    """The part of the document that this element is in."""
    parent = _number(objects[number]["P"])
    return number if objects[parent]["S"] == "/Document" else _block(objects, parent)


def _drop(objects: dict[int, Any], number: int) -> None:
    for child in objects.pop(number)["K"]:
        if isinstance(child, bytes):
            _drop(objects, _number(child))

"""Takes page numbers, and whatever else stands in the margins, out of what a document reads out.

WeasyPrint marks them as parts of the structure, and then leaves them out of it; PDF/UA asks that they be
artifacts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MARK_BEGINS = b"BDC"


def set_apart(pdf: Any) -> None:  # noqa: ANN401  # pydyf has no types
    """Margins are drawn last, so their marks are the last of each page."""
    objects: dict[int, Any] = {one.number: one for one in pdf.objects}
    nums = _at(objects, _at(objects, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    marked = dict(zip(nums[::2], nums[1::2], strict=True))
    for one in pdf.objects:
        if isinstance(one, dict) and one.get("Type") == "/Page":
            of_page = marked[one["StructParents"]]
            while of_page and not _is_read_out(objects, of_page[-1]):
                of_page.pop()
                _make_artifact(_at(objects, one["Contents"]).stream, len(of_page))


def _at(objects: Mapping[int, Any], reference: bytes) -> Any:  # noqa: ANN401  # pydyf has no types
    return objects[int(reference.split()[0])]


def _is_read_out(objects: Mapping[int, Any], reference: bytes) -> bool:
    """Whether the document leads to this element: each above it knows it as its own."""
    element = _at(objects, reference)
    while "P" in element:
        above = _at(objects, element["P"])
        if element.reference not in above["K"]:
            return False
        element = above
    return True


def _make_artifact(operators: list[Any], number: int) -> None:
    for at, operator in enumerate(operators):
        if operator == MARK_BEGINS and operators[at - 1].get("MCID") == number:
            operators[at - 2 : at + 1] = [b"/Artifact", b"BMC"]
            return

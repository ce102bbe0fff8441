"""What a program can tell of PDF/UA-1 (ISO 14289-1), read with pikepdf and not with what made the file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise

import pikepdf
from fontTools.ttLib import TTFont

HIDDEN = 2
PAINTING = {"BT", "Do", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "INLINE IMAGE"}
CHILDREN_OF_A_LIST = {"/LI", "/Caption", "/L"}


def faults(made: bytes) -> list[str]:
    """Each rule that the document breaks, in words; none for a good one."""
    with pikepdf.open(io.BytesIO(made)) as file:
        checks = (_document, _metadata, _structure, _pages, _links, _fonts)
        return [*file.check_pdf_syntax(), *(fault for check in checks for fault in check(file))]


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every structure element below this one, in the order in which they are read out."""
    for child in kids(node):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def kids(node: pikepdf.Object) -> list:
    children = node.get("/K", [])
    return list(children) if isinstance(children, pikepdf.Array) else [children]


def _document(file: pikepdf.Pdf) -> Iterator[str]:
    root = file.Root
    if root.get("/MarkInfo", {}).get("/Marked") is not True:
        yield "not marked as tagged"
    if not re.fullmatch("[a-z]{2}(-[A-Z]{2})?", str(root.get("/Lang", ""))):
        yield "no language"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "does not show its title"


def _metadata(file: pikepdf.Pdf) -> Iterator[str]:
    with file.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "does not say that it is PDF/UA-1"
        if not metadata.get("dc:title") or metadata["dc:title"] != str(file.docinfo.get("/Title", "")):
            yield "its two titles differ, or there is none"


def _structure(file: pikepdf.Pdf) -> Iterator[str]:
    found = list(elements(file.Root.StructTreeRoot))
    for one in found:
        below = [child for child in kids(one) if isinstance(child, pikepdf.Dictionary) and "/S" in child]
        inside = [str(child.S) for child in below]
        if one.S == "/Figure" and not str(one.get("/Alt", "")):
            yield "a figure without a description"
        if one.S == "/L" and not set(inside) <= CHILDREN_OF_A_LIST:
            yield f"a list with {inside} in it"
        if "/LI" in inside and one.S != "/L":
            yield "an item of no list"
        if any(child.P.objgen != one.objgen for child in below):
            yield "a child of another"
    levels = [int(str(one.S)[2:]) for one in found if re.fullmatch("/H[1-6]", str(one.S))]
    if levels[:1] != [1] or any(below > above + 1 for above, below in pairwise(levels)):
        yield f"headings leave out a level: {levels}"


def parents(file: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    nums = list(file.Root.StructTreeRoot.ParentTree.Nums)
    return dict(zip(map(int, nums[::2]), nums[1::2], strict=True))


def _pages(file: pikepdf.Pdf) -> Iterator[str]:
    """Each mark of each page is known to the structure, which knows no others; nothing is outside of one."""
    tree, known = parents(file), list(elements(file.Root.StructTreeRoot))
    for page in file.pages:
        marks, loose = _marks(page)
        of_page = tree[int(page.obj.StructParents)]
        if sorted(marks) != list(range(len(of_page))):
            yield f"marks {sorted(marks)}, and {len(of_page)} in the parent tree"
        if any(number not in kids(element) for number, element in enumerate(of_page)):
            yield "an element that does not know its mark"
        if {one.objgen for one in of_page} - {one.objgen for one in known}:
            yield "an element outside the tree"
        here = [one for one in known if one.get("/Pg") is not None and one.Pg.objgen == page.obj.objgen]
        if sum(isinstance(child, int) for one in here for child in kids(one)) != len(of_page):
            yield "marks in the tree that are on no page"
        yield from loose


def _marks(page: pikepdf.Page) -> tuple[list[int], list[str]]:
    marks, loose, open_ = [], [], []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in {"BDC", "BMC"}:
            number = operands[1].get("/MCID") if name == "BDC" else None
            marks += [] if number is None else [int(number)]
            open_.append(number is not None or str(operands[0]) == "/Artifact")
        elif name == "EMC":
            open_.pop()
        elif name in PAINTING and not any(open_):
            loose.append(f"{name} outside of any mark")
    return marks, loose


def _links(file: pikepdf.Pdf) -> Iterator[str]:
    tree = parents(file)
    for page in file.pages:
        # Seals and the like, which nobody is meant to come upon on the page.
        annotations = [one for one in page.obj.get("/Annots", []) if not int(one.get("/F", 0)) & HIDDEN]
        if annotations and page.obj.get("/Tabs") != "/S":
            yield "tab order is not that of the structure"
        for one in annotations:
            element = tree.get(int(one.get("/StructParent", -1)))
            if element is None or element.S != "/Link" or one.objgen not in pointed_to(element):
                yield "a link that is none in the structure"
            if not str(one.get("/Contents", "")):
                yield "a link without a description"


def pointed_to(element: pikepdf.Object) -> list:
    """The objects, such as links, that an element stands for."""
    return [
        child.Obj.objgen
        for child in kids(element)
        if isinstance(child, pikepdf.Dictionary) and "/Obj" in child
    ]


def _fonts(file: pikepdf.Pdf) -> Iterator[str]:
    """Each glyph that is shown is in the embedded font, as wide as is said, and is text."""
    for page in file.pages:
        for name, glyphs in shown(page).items():
            font = page.Resources.Font[name]
            inner = font.DescendantFonts[0]
            embedded = TTFont(io.BytesIO(inner.FontDescriptor.FontFile2.read_bytes()))
            wide, texts = widths(inner), to_unicode(font)
            advance = [embedded["hmtx"][one][0] for one in embedded.getGlyphOrder()]
            if any(glyph >= len(advance) for glyph in glyphs):
                yield f"{name}: a glyph that is not embedded"
            elif any(
                abs(wide[one] - 1000 * advance[one] / embedded["head"].unitsPerEm) > 1 for one in glyphs
            ):
                yield f"{name}: a glyph of another width"
            if not glyphs <= texts.keys():
                yield f"{name}: a glyph without its letter"


def shown(page: pikepdf.Page) -> dict[str, set[int]]:
    """The glyphs that a page shows in each font."""
    found: dict[str, set[int]] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            glyphs = found.setdefault(str(operands[0]), set())
        elif str(operator) in {"TJ", "Tj"}:
            pieces = operands[0] if str(operator) == "TJ" else operands
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    data = bytes(piece)
                    glyphs |= {int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)}
    return found


def widths(font: pikepdf.Object) -> dict[int, float]:
    found, entries = {}, list(font.W)
    for first, run in zip(entries[::2], entries[1::2], strict=True):
        found |= {int(first) + at: float(width) for at, width in enumerate(run)}
    return found


def to_unicode(font: pikepdf.Object) -> dict[int, str]:
    pairs = re.findall(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>$", font.ToUnicode.read_bytes(), re.MULTILINE)
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}

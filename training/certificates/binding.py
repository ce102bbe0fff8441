"""Binds finished documents into one, which is read out as each of them is.

Their structures are put below one another and counted on, and what they have in common, such as the fonts of
one mould, is kept once. pikepdf is imported where something is bound and nowhere else.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

LANGUAGE = "en-GB"


def bind(documents: Iterable[tuple[str, bytes]], title: str, into: BinaryIO) -> None:
    """Write one PDF/UA-1 file of these; each comes with what it is called among the bookmarks."""
    import pikepdf  # noqa: PLC0415  # a library in C++ that only whoever binds should pay for

    with pikepdf.new() as bound:
        binder = _Binder(pikepdf, bound)
        for label, document in documents:
            with pikepdf.open(io.BytesIO(document)) as one:
                binder.add(label, one)
        binder.finish(title)
        packed = pikepdf.ObjectStreamMode.generate
        bound.save(into, object_stream_mode=packed, deterministic_id=True)


class _Binder:
    def __init__(self, library: Any, bound: Any) -> None:  # noqa: ANN401  # imported late
        self._library, self._bound = library, bound
        self._labels: list[tuple[str, int]] = []
        # What the structure says of each page and link: numbers and elements by turns.
        self._marks: list[Any] = []
        self._fonts: dict[bytes, Any] = {}
        name, dictionary = library.Name, library.Dictionary
        self._root = bound.make_indirect(dictionary(Type=name.StructTreeRoot))
        whole = dictionary(Type=name.StructElem, S=name.Document, P=self._root, K=library.Array())
        self._whole = bound.make_indirect(whole)
        self._root.K = library.Array([self._whole])

    def add(self, label: str, one: Any) -> None:  # noqa: ANN401  # a document of the library
        first, counted = len(self._bound.pages), len(self._marks) // 2
        self._labels.append((label, first))
        self._bound.pages.extend(one.pages)
        # The pages that it speaks of are those that have just been added.
        tree = self._bound.copy_foreign(one.Root.StructTreeRoot)
        nums = list(tree.ParentTree.Nums)
        for number, element in zip(nums[::2], nums[1::2], strict=True):
            self._marks += [counted + int(number), element]
        for page in list(self._bound.pages)[first:]:
            self._count_on(page.obj, counted)
            self._share_fonts(page.obj)
        for part in tree.K:
            part.S, part.P = self._library.Name.Part, self._whole
            self._whole.K.append(part)

    def _count_on(self, page: Any, counted: int) -> None:  # noqa: ANN401  # a page of the library
        page.StructParents = counted + int(page.StructParents)
        for link in page.get("/Annots", []):
            link.StructParent = counted + int(link.StructParent)

    def _share_fonts(self, page: Any) -> None:  # noqa: ANN401  # a page of the library
        fonts = page.Resources.Font
        for name, font in list(fonts.items()):
            inner = font.DescendantFonts[0]
            parts = (
                inner.FontDescriptor.FontFile2.read_raw_bytes(),
                inner.W.unparse(),
                font.ToUnicode.read_raw_bytes(),
            )
            key = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
            fonts[name] = self._fonts.setdefault(key, font)

    def finish(self, title: str) -> None:
        library, root = self._library, self._bound.Root
        tree = library.Dictionary(Nums=library.Array(self._marks))
        self._root.ParentTree = self._bound.make_indirect(tree)
        root.StructTreeRoot, root.Lang = self._root, library.String(LANGUAGE)
        root.MarkInfo = library.Dictionary(Marked=True)
        root.ViewerPreferences = library.Dictionary(DisplayDocTitle=True)
        with self._bound.open_metadata(set_pikepdf_as_editor=False) as about:
            about["dc:title"], about["pdfuaid:part"] = title, "1"
        with self._bound.open_outline() as outline:
            for label, page in self._labels:
                outline.root.append(library.OutlineItem(label, page))

"""Excel workbooks for tests: those that a spreadsheet writes, and those that nobody honest would."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook xmlns="{NAMESPACE}" xmlns:r="{LINKS}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>"
)
RELATIONS = (
    f'<Relationships><Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)


def a_workbook(rows: Iterable[Sequence[object]]) -> bytes:
    """As a spreadsheet would write it; dates become Excel's numbers with a date's format."""
    from xlsxwriter import Workbook

    file = BytesIO()
    with Workbook(file, {"default_date_format": "dd/mm/yyyy", "in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def a_package(parts: Mapping[str, str | bytes]) -> bytes:
    """A workbook made of exactly these parts; those that every workbook needs are added."""
    file = BytesIO()
    needed = {"xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": RELATIONS}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**needed, **parts}.items():
            archive.writestr(name, content)
    return file.getvalue()


def a_sheet(rows: str) -> bytes:
    """A workbook whose only sheet holds this XML."""
    return a_package({"xl/worksheets/sheet1.xml": sheet_xml(rows)})


def sheet_xml(rows: str) -> str:
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'


def a_bomb(megabytes: int) -> bytes:
    """A few kilobytes that unpack to a sheet of this size."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(sheet_xml("")[:-20].encode())
            for _ in range(megabytes):
                part.write(b" " * (1 << 20))
    return file.getvalue()

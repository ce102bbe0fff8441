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


def some_sheets(*sheets: Iterable[Sequence[object]], hide: int = 0) -> bytes:
    """A workbook of several sheets, of which the first so many are hidden."""
    from xlsxwriter import Workbook

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        for place, rows in enumerate(sheets):
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if place == hide:
                sheet.activate()
                sheet.set_first_sheet()
            elif place < hide:
                sheet.hide()
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


def a_row(number: object, *texts: str) -> str:
    """The XML of a row that says this of its number."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{cells}</row>'


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

"""Packs finished files into one ZIP file, a few at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator

from portal.kernel import clock


class _Outlet:
    """What a ZIP file is written to: it cannot be wound back, and is emptied as it fills."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        data, self._parts = b"".join(self._parts), []
        return data


def zip_chunks(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The ZIP file of these files, by name, as it comes about.

    They go in as they are: PDFs are packed already.
    """
    outlet = _Outlet()
    at = clock.in_london(clock.now()).timetuple()[:6]
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]  # not seekable
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, at), content)
            yield outlet.taken()
    yield outlet.taken()

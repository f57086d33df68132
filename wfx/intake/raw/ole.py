"""The compound file an old workbook is kept in: its streams by name, whatever its chains claim.

After [MS-CFB]: a header, chains of sectors in a table (FAT), small streams in a table of their own (MiniFAT).
"""

import struct
from collections.abc import Iterator, Sequence

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_LAST = 0xFFFFFFFA  # from here on a number is no sector but a mark
_IN_HEADER = 109
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class Compound:
    """An opened compound file. Errors: ``ValueError`` for chains that run in circles or out of the file."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER or not data.startswith(OLE):
            raise ValueError
        self._data = data
        self._version, _, shift, self._mini_shift = struct.unpack_from("<HHHH", data, 26)
        self._shift = shift
        if shift not in (9, 12) or self._mini_shift != 6:  # noqa: PLR2004 - the two sizes there are
            raise ValueError
        self._cutoff = struct.unpack_from("<I", data, 56)[0]
        self._fat = self._table()
        self._entries = list(self._directory(struct.unpack_from("<I", data, 48)[0]))
        root = next((each for each in self._entries if each[1] == _ROOT), None)
        self._mini = self._chain(root[2]) if root else b""
        first = struct.unpack_from("<I", data, 60)[0]
        self._mini_fat = _numbers(self._chain(first)) if first < _LAST else []

    @property
    def names(self) -> list[str]:
        """The names of its streams."""
        return [name for name, kind, _, _ in self._entries if kind == _STREAM]

    def stream(self, wanted: str) -> bytes:
        """A stream's bytes. Errors: ``KeyError``, ``ValueError``."""
        for name, kind, start, size in self._entries:
            if kind == _STREAM and name.lower() == wanted.lower():
                whole = self._small(start) if size < self._cutoff else self._chain(start)
                if len(whole) < size:
                    raise ValueError
                return whole[:size]
        raise KeyError(wanted)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        found = self._data[start : start + (1 << self._shift)]
        if not found:
            raise ValueError
        return found

    def _table(self) -> Sequence[int]:
        """The FAT, put together from the sectors that the header and its further list (DIFAT) name."""
        listed = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        following, seen = struct.unpack_from("<I", self._data, 68)[0], set[int]()
        while following < _LAST:
            if following in seen:
                raise ValueError
            seen.add(following)
            numbers = _numbers(self._sector(following))
            listed += numbers[:-1]
            following = numbers[-1]
        kept = [number for number in listed if number < _LAST]
        if len(set(kept)) < len(kept):
            raise ValueError
        return _numbers(b"".join(self._sector(number) for number in kept))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _followed(start, self._fat))

    def _small(self, start: int) -> bytes:
        size = 1 << self._mini_shift
        return b"".join(self._mini[number * size : number * size + size] for number in _followed(start, self._mini_fat))

    def _directory(self, start: int) -> Iterator[tuple[str, int, int, int]]:
        whole = self._chain(start)
        for at in range(0, len(whole) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", whole, at + 64)
            if kind:
                first, size = struct.unpack_from("<IQ", whole, at + 116)
                name = whole[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                yield name, kind, first, size if self._shift > 9 else size & 0xFFFFFFFF  # noqa: PLR2004 - as above


def _numbers(data: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _followed(start: int, table: Sequence[int]) -> Iterator[int]:
    """The sectors of a chain. Errors: ``ValueError`` for a circle."""
    steps = 0
    while start < _LAST:
        if start >= len(table) or steps > len(table):
            raise ValueError
        yield start
        start, steps = table[start], steps + 1

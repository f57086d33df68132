"""The footer of a Parquet file, read by hand: what must be known before the library is let at a hostile file.

Arrow ends the whole process when it is asked for the codec of a column whose codec number it does not know, and a
compressed page may unfold to any size. The footer is one Thrift structure in the compact protocol; the field numbers
are those of ``parquet.thrift`` (Apache Parquet format 2.11).
"""

from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

MAGIC: Final = b"PAR1"
CREATOR: Final = "wfx version 1"  # the writer's name in a file of wfx
TAIL: Final = 8  # length of the footer in four bytes, then PAR1
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_NUMBERS: Final = (4, 5, 6)
_DEEPEST: Final = 12
_ROWS, _GROUPS, _METADATA, _CREATOR = 3, 4, 5, 6  # of FileMetaData; RowGroup has its rows under 3 too
_COLUMNS, _COLUMN, _CODEC, _VALUES = 1, 3, 4, 5  # of RowGroup, ColumnChunk and (two) ColumnMetaData
_SIZE, _OFFSET = 7, 9  # of ColumnMetaData
_PAGE, _UNFOLDED, _STORED, _DATA = 1, 2, 3, 5  # of PageHeader: its type, its two sizes, DataPageHeader
_COUNT, _ENCODING = 1, 2  # of DataPageHeader
_UNCOMPRESSED: Final = 0
_PLAIN: Final = 0  # the type of a data page of version 1, and the encoding of values one after the other
_LEAST_VALUE: Final = 4  # bytes
_SHORT: Final = 0x7F  # a length up to here takes one byte


@dataclass(frozen=True)
class Footer:
    """What was read; ``most`` is the largest count of rows or values claimed anywhere.

    ``creator`` is where the writer's name stands in the file, its one length byte before it, or (0, 0); ``chunks`` are
    each column's first byte, number of bytes and values, ``start`` is the first byte of the footer.
    """

    most: int
    metadata: bool
    compressed: bool
    creator: tuple[int, int]
    chunks: tuple[tuple[int, int, int], ...]
    start: int

    def is_plain(self, data: bytes) -> bool:
        """Whether the file is nothing but pages of values written out one after the other, each of one column.

        A dictionary, or pages that many columns share, unfold to any size.
        """
        at = len(MAGIC)
        try:
            for first, size, values in sorted(self.chunks):
                if first != at or size <= 0:
                    return False
                at, count = _pages(data, first, first + size)
                if at != first + size or count != values:
                    return False
        except (IndexError, KeyError, TypeError, ValueError):
            return False
        return at == self.start

    def fits(self, size: int) -> bool:
        """Whether so many bytes can hold what is claimed: every row has a key and every element a length."""
        return self.most * _LEAST_VALUE <= size


def read_footer(data: bytes) -> Footer:
    """What the footer says. Errors: ``ValueError`` when the file has none that can be read."""
    end = len(data) - TAIL
    start = end - int.from_bytes(data[-TAIL:-4], "little")
    if not data.startswith(MAGIC) or not data.endswith(MAGIC) or not len(MAGIC) <= start < end:
        raise ValueError
    try:
        top, at = _struct(data, start, 0)
        if at != end:
            raise ValueError
        columns = [chunk[_COLUMN] for group in top[_GROUPS] for chunk in group[_COLUMNS]]
        return Footer(
            most=max(top[_ROWS], *(group[_ROWS] for group in top[_GROUPS]), *(column[_VALUES] for column in columns)),
            metadata=_METADATA in top,
            compressed=any(column[_CODEC] != _UNCOMPRESSED for column in columns),
            creator=top.get(_CREATOR, (0, 0)),
            chunks=tuple((column[_OFFSET], column[_SIZE], column[_VALUES]) for column in columns),
            start=start,
        )
    except (IndexError, KeyError, TypeError):
        raise ValueError from None


def outline(file: pa.NativeFile) -> bytes:
    """A file's first bytes and its footer, without the rows between. Errors: ``ValueError``."""
    size = file.size()
    footer = int.from_bytes(file.read_at(min(size, TAIL), max(size - TAIL, 0))[:4], "little") + TAIL
    if footer > size:
        raise ValueError
    return bytes(file.read_at(min(len(MAGIC), size - footer), 0) + file.read_at(footer, size - footer))


def with_creator(data: bytes, name: bytes) -> bytes:
    """The same file with another writer's name (shorter than 128 bytes). Errors: ``ValueError``."""
    start, stop = read_footer(data).creator
    if not start or len(name) > _SHORT:
        raise ValueError
    end = len(data) - TAIL
    length = int.from_bytes(data[-TAIL:-4], "little") + len(name) - (stop - start)
    return b"".join((data[: start - 1], bytes([len(name)]), name, data[stop:end], length.to_bytes(4, "little"), MAGIC))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte <= _SHORT:
            return value, at
        shift += 7
        if shift > 63:  # noqa: PLR2004 - no number of Thrift is longer
            raise ValueError


def _struct(data: bytes, at: int, depth: int) -> tuple[dict[int, Any], int]:
    if depth > _DEEPEST:
        raise ValueError
    fields: dict[int, Any] = {}
    number = 0
    while byte := data[at]:
        at += 1
        if byte >> 4:
            number += byte >> 4
        else:
            zigzag, at = _varint(data, at)
            number = (zigzag >> 1) ^ -(zigzag & 1)
        if number in fields:
            raise ValueError
        kind = byte & 15
        if kind in (_TRUE, _FALSE):
            fields[number] = kind == _TRUE
        else:
            fields[number], at = _value(data, at, kind, depth)
    return fields, at + 1


def _value(data: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in _NUMBERS:
        zigzag, at = _varint(data, at)
        return (zigzag >> 1) ^ -(zigzag & 1), at
    if kind == _BINARY:
        length, at = _varint(data, at)
        return (at, at + length), at + length
    if kind == _STRUCT:
        return _struct(data, at, depth + 1)
    if kind in (_LIST, _SET):
        return _list(data, at, depth)
    if kind in (_TRUE, _FALSE, _BYTE):
        return data[at], at + 1
    if kind == _DOUBLE:
        return None, at + 8
    raise ValueError


def _pages(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Where the plain data pages from here on end, and how many values they say they have.

    Errors: ``ValueError`` and those of what is no page header.
    """
    count = 0
    while at < end:
        header, at = _struct(data, at, 0)
        page, size = header[_DATA], header[_STORED]
        plain = header[_PAGE] == _PLAIN and page[_ENCODING] == _PLAIN and header[_UNFOLDED] == size
        if not plain or size < 0 or page[_COUNT] < 0:
            raise ValueError
        at, count = at + size, count + page[_COUNT]
    return at, count


def _list(data: bytes, at: int, depth: int) -> tuple[list[Any], int]:
    head = data[at]
    size, at = _varint(data, at + 1) if head >> 4 == 15 else (head >> 4, at + 1)  # noqa: PLR2004 - 15: length follows
    if size > len(data) - at:
        raise ValueError
    values = []
    for _ in range(size):
        value, at = _value(data, at, head & 15, depth)
        values.append(value)
    return values, at

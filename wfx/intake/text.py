"""Text files as rows: encoding by mark or by trial, delimiter by counting."""

import csv
import io

from wfx.values.errors import BadEncoding, DamagedFile, Place, TooLarge

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",\t;|"
_SAMPLE_LINES = 20
_MAX_CELL = 32_767  # Excel's own limit for one cell


def decode(name: str, data: bytes) -> str:
    """The text of a csv file: by its mark, else UTF-8, else GB18030. Errors: ``BadEncoding``."""
    encodings = [codec for mark, codec in _MARKS if data.startswith(mark)] or ["utf-8", "gb18030"]
    for codec in encodings:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise BadEncoding(Place(file=name))


def delimiter(text: str) -> str:
    """The character that parts the cells: the one most evenly found in the first lines; a comma in doubt."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]

    def weight(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        return sum(1 for count in counts if count), sum(counts)

    best = max(_DELIMITERS, key=weight)
    return best if any(best in line for line in lines) else ","


def read_rows(name: str, data: bytes) -> list[list[str]]:
    """All records of a csv file; record *n* is Excel's row *n* even where a cell holds line breaks.

    Errors: ``BadEncoding``, ``DamagedFile`` (an open quotation mark), ``TooLarge`` (a cell beyond Excel's limit).
    """
    text = decode(name, data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        place = Place(file=name, row=reader.line_num)
        if "field larger" in str(error):
            raise TooLarge(place, what="一格里的文字", limit=f"{_MAX_CELL} 字") from error
        raise DamagedFile(place) from error

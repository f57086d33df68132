"""The lint of what is published: the finished file is read again, with everything hidden in it."""

import io
import re
import zipfile
from html import unescape
from itertools import chain

from wfx.values.errors import NotForPublication
from wfx.values.personal_check import find_personal
from wfx.values.sheet import Reader, Sheet

_TAG = re.compile(r"<[^>]*>")
_WHOLE = re.compile(r"<(?:w:p|si|is|comment)[ >].*?</(?:w:p|si|is|comment)>", re.DOTALL)
_ALIGNED = re.compile(r"&[LCR]")  # left, centre, right of a sheet's header
_ATTRIBUTE = re.compile(r'(?:descr|title|tooltip|prompt|alt|name|val)="([^"]*)"')
# Words of the registers' own health and risk codes: whoever reads one beside a name knows the state of that person.
HEALTH = re.compile(
    "患有大病|大病|重病|慢性病|慢病|残疾|精神障碍|精神病|癌|肿瘤|尿毒症|透析|肺结核|艾滋|失能|"
    "因病|因残|健康状况|病历|诊断"
)
_LAWFUL = re.compile("残联|残疾人联合会|大病保险|健康扶贫|医保|因病因残等")


def is_public(sheets: tuple[Sheet, ...], reader: Reader | None = None) -> bool:
    """Whether the file goes up on a wall."""
    return Reader.PUBLIC in {reader, *(sheet.reader for sheet in sheets)}


def check(data: bytes, name: str = "") -> None:
    """Refuse a file for publication that holds an ID number, a phone, a card or a state of health, anywhere in it.

    Text, hidden sheets, comments and document properties alike. Source: reference monitoring 3.5 (what a notice may
    not show). Errors: ``NotForPublication``.
    """
    for text in _texts(data):
        kind: str | None = find_personal(text)
        if kind is None and HEALTH.search(_LAWFUL.sub("", text)):
            kind = "health"
        if kind is not None:
            raise NotForPublication(name, found=kind)


def _texts(data: bytes) -> list[str]:
    if not data.startswith(b"PK"):
        return _pieces(data.decode("utf-8", "replace"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if _holds_text(name)]
    return list(chain.from_iterable(_pieces(part.decode("utf-8", "replace")) for part in parts))


def _holds_text(name: str) -> bool:
    """Whether a part holds what somebody wrote; styles, themes and relations hold only the program's own words."""
    return name.endswith((".xml", ".vml")) and not name.rpartition("/")[2].startswith(("styles", "theme", "fontTable"))


def _pieces(text: str) -> list[str]:
    """Every text between two tags, and what attributes say to a person."""
    found = [unescape(piece) for piece in _TAG.split(text)]
    found += [unescape(_TAG.sub("", whole)) for whole in _WHOLE.findall(text)]  # one number in runs of several looks
    found = [_ALIGNED.sub(" ", piece) for piece in found]
    return [piece for piece in [*found, *map(unescape, _ATTRIBUTE.findall(text))] if piece.strip()]

"""A co-operative, an enterprise or a base as lists write it: by number, credit code, name or a kept spelling."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from wfx.values.books import Books
from wfx.values.errors import PartnerUnknown, SourceUnknown
from wfx.values.table import Row

COOPERATIVES, ENTERPRISES, BASES = "cooperatives", "enterprises", "bases"
_COMMON = re.compile(r"农民|种植|养殖|食用菌|香菇|菌业|专业|联合社|合作社|有限|责任|股份|公司|集团|科技|农业")
_PLACE = re.compile(r"^.{1,4}?[省市县]|^.{1,5}?[乡镇]")
_BLOCK, _SHOWN = 2, 3  # letters in a row that two names must share; how many are named


def folded(said: str) -> str:
    """A name without width, spaces and brackets."""
    return re.sub(r"[\s()\[\]【】·.、,]", "", unicodedata.normalize("NFKC", said)).lower()


def partner(books: Books, ledger: str, said: str) -> str:
    """The number of the one that is called so. Errors: ``PartnerUnknown`` with those it may be."""
    found = found_partner(books, ledger, said)
    if not found:
        raise PartnerUnknown(books.schema(ledger).title, shown=said, near=candidates(books, ledger, said))
    return found


def found_partner(books: Books, ledger: str, said: str) -> str:
    """The same, or nothing where none or several are called so."""
    word, key = folded(said), books.schema(ledger).key[0]
    known = [row for row in books.table(ledger).rows() if word and word in _words(row, key)]
    return str(known[0][key]) if len(known) == 1 else ""


def _words(row: Row, key: str) -> set[str]:
    aliases = row.get("aliases")
    names = [row[key], row.get("credit_code"), row["name"], *(aliases if isinstance(aliases, list) else [])]
    return {folded(str(name)) for name in names if name}


def candidates(books: Books, ledger: str, said: str) -> str:
    """Those it may be, the likeliest first, as number and name."""
    key = books.schema(ledger).key[0]
    likely = sorted(_likely(books, ledger, said), key=lambda found: -found[0])
    return "、".join(f"{row[key]} {row['name']}" for _, row in likely[:_SHOWN]) or "没有"


def _likely(books: Books, ledger: str, said: str) -> Iterator[tuple[float, Row]]:
    core = folded if ledger == BASES else _core
    mine = core(said)
    for row in books.table(ledger).rows():
        other = core(str(row["name"]))
        alike = SequenceMatcher(None, mine, other, autojunk=False)
        block = alike.find_longest_match()
        if block.size >= min(_BLOCK, len(mine)) > 0:
            yield block.size + alike.ratio(), row


def _core(name: str) -> str:
    """What tells one name from another: without the place before it and the words all of them have."""
    word = folded(name)
    for _ in range(2):
        word = _PLACE.sub("", word)
    return _COMMON.sub("", word) or word


def base(books: Books, said: str, village: str = "") -> str:
    """The number of a base by number or name, one of the village first. Errors: ``SourceUnknown``."""
    rows = [
        row
        for row in books.table(BASES).rows()
        if folded(said) in (folded(str(row["base_id"])), folded(str(row["name"])))
    ]
    near = [row for row in rows if row["village"] == village] if len(rows) > 1 else rows
    if len(near) != 1:
        raise SourceUnknown("基地或户", shown=said, near=candidates(books, BASES, said))
    return str(near[0]["base_id"])

"""The rules in force at one entry: only those asked for, and each file read and bound once for all commands.

What was checked is kept a file a duty under ``.git/wfx/cache``, named after the ids of the duty's rules, of the schemas
and of the engine, so a changed byte of any of them is seen; what cannot be read is made anew (why that may be trusted:
``rules.kept``). A rule that does not load is never kept: whoever asks for it is told again. Only the duty's own rules
are read, so another duty's broken file stops nobody who does not ask for it; ``wfx check`` and ``wfx rules test`` ask
for all and name it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from wfx.rules.kept import engine, packed, reads, unpacked
from wfx.rules.rule import Rule, RuleKind, RuleSet
from wfx.rules.rulefile import load_rules
from wfx.store.books.books import OpenBooks

FOLDER: Final = "rules"
_ENDING: Final = ".toml"
_COLUMNS: Final = ("path", "blob", "kind", "reads", "text")
_FORM: Final = pa.schema([(name, pa.string()) for name in _COLUMNS])


@dataclass(frozen=True)
class Checked:
    """One rule file found good: where it lies, its bytes' id, its kind, the tables it reads, and itself as text."""

    path: str
    blob: str
    kind: str
    reads: tuple[str, ...]
    text: str

    @property
    def duty(self) -> str:
        return self.path.split("/")[1]


def rules_of(books: OpenBooks, duty: str | None = None, kind: RuleKind | None = None) -> RuleSet:
    """The rules in force at this point of the books, of one duty or all, of one kind or any; without their examples.

    Errors: ``Refused`` with every broken file of those asked for.
    """
    return RuleSet(tuple(opened(books, one) for one in in_force(books, duty) if kind in (None, one.kind)))


def in_force(books: OpenBooks, duty: str | None = None) -> tuple[Checked, ...]:
    """The same as they are kept, sorted by id. Errors: as ``rules_of``."""
    item = books.trees.find(books.here.tree, FOLDER)
    inside = books.trees.items(item.oid) if item and item.is_folder else ()
    loose = {f"{FOLDER}/{each.name}": each.oid for each in inside if not each.is_folder}
    if duty is None and any(path.endswith(_ENDING) for path in loose):
        load_rules(books.files(FOLDER), books.schemas)  # one of no duty: refused, with every other broken file
    known = [one for each in inside if each.is_folder and duty in (None, each.name) for one in _of(books, each.name)]
    if duty is None and max(Counter(_id(one) for one in known).values(), default=0) > 1:
        load_rules(books.files(FOLDER), books.schemas)  # one id twice: likewise
    return tuple(sorted(known, key=_id))


def opened(books: OpenBooks, one: Checked) -> Rule:
    """The rule as a value; one whose text cannot be read is taken from its file."""
    known = ("rule", one.path, one.blob, books.folder_id("schemas"))
    if known not in books.made:
        try:
            books.made[known] = unpacked(one.text, books.schemas)
        except ValueError:
            books.made[known] = load_rules({one.path: books.blob(one.path) or b""}, books.schemas).rules[0]
    rule: Rule = books.made[known]
    return rule


def _id(one: Checked) -> str:
    return one.path.rpartition("/")[2]


def _of(books: OpenBooks, duty: str) -> tuple[Checked, ...]:
    """One duty's rules. Errors: as ``rules_of``."""
    folder, schemas = books.folder_id(f"{FOLDER}/{duty}"), books.folder_id("schemas")
    known = ("checked", folder, schemas)
    if known not in books.made:
        found = books.trees.files(books.here.tree, f"{FOLDER}/{duty}")
        files = {path: blob for path, blob in found.items() if path.endswith(_ENDING)}
        books.made[known] = _kept(books, duty, files, (folder[:16], f"{schemas[:16]}-{engine()}"))
    checked: tuple[Checked, ...] = books.made[known]
    return checked


def _kept(books: OpenBooks, duty: str, files: Mapping[str, str], state: tuple[str, str]) -> tuple[Checked, ...]:
    """Those of these files (path to blob id) as the cache has them; what it lacks is checked now and kept."""
    name = f"law-{duty}"
    table = books.cache.get(name, "-".join(state), _FORM)
    good = {} if table is None else {(one.path, one.blob): one for one in _lines(table)}
    if set(files.items()) <= good.keys():
        return tuple(good[each] for each in files.items())
    for other in books.cache.others(name, state[1]):  # most rules are those of the state before
        good |= {(one.path, one.blob): one for one in _lines(other)} if other.schema.equals(_FORM) else {}
    good |= _fresh(books, {path: blob for path, blob in files.items() if (path, blob) not in good})
    checked = tuple(good[each] for each in files.items())
    rows = [(one.path, one.blob, one.kind, " ".join(one.reads), one.text) for one in checked]
    books.cache.put(name, "-".join(state), pa.table(list(zip(*rows, strict=True)), schema=_FORM))
    return checked


def _lines(table: pa.Table) -> Iterator[Checked]:
    for path, blob, kind, names, text in zip(*(column.to_pylist() for column in table.columns), strict=True):
        yield Checked(path or "", blob or "", kind or "", tuple((names or "").split()), text or "")


def _fresh(books: OpenBooks, files: Mapping[str, str]) -> dict[tuple[str, str], Checked]:
    """Rule files read, bound and checked. Errors: ``Refused``."""
    data = (found.data for found in books.git.read_many(files.values()))
    found = {}
    for rule in load_rules(dict(zip(files, data, strict=True)), books.schemas).rules:
        known = ("rule", rule.path, files[rule.path], books.folder_id("schemas"))
        books.made[known] = rule
        found[rule.path, files[rule.path]] = Checked(
            rule.path, files[rule.path], str(rule.kind), reads(rule), packed(rule)
        )
    return found

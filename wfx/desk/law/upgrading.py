"""wfx upgrade: newer schemas, rules, views and templates in one law entry; what the office edited stays its own."""

import difflib
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wfx.desk.desk import Desk
from wfx.desk.law.handwork import check_law
from wfx.desk.office.shipped import law_files
from wfx.desk.recording.record import Receipt, record
from wfx.values.errors import NotAdoptable, Place, Refused, problem
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet

MANIFEST = "manifest.toml"
LAW = ("schemas", "rules", "views", "templates")


class Fate(StrEnum):
    """What becomes of one shipped file."""

    ADDED = "新增"
    UPDATED = "更新"
    KEPT = "保留本单位的改动"
    LEFT_OUT = "本单位已删去,不再带入"


@dataclass(frozen=True)
class Step:
    """One file: what becomes of it, its bytes in the books and the shipped ones."""

    path: str
    fate: Fate
    before: bytes | None
    after: bytes

    @property
    def brings(self) -> bool:
        return self.fate in (Fate.ADDED, Fate.UPDATED)


def manifest(files: Mapping[str, bytes]) -> bytes:
    """The digest of every file as it was shipped: how a later upgrade tells the office's edits from ours."""
    lines = [f'"{path}" = "{_digest(data)}"' for path, data in sorted(files.items())]
    return ("\n".join(["[shipped]", *lines]) + "\n").encode("utf-8")


def parse_manifest(data: bytes | None) -> dict[str, str]:
    """Path → digest as shipped; empty for books founded before there was one. Errors: ``Refused``."""
    try:
        listed = tomllib.loads((data or b"").decode("utf-8")).get("shipped", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Refused([problem(NotAdoptable, Place(file=MANIFEST))]) from None
    return {str(path): str(digest) for path, digest in listed.items()} if isinstance(listed, dict) else {}


def compare(standing: Mapping[str, bytes], shipped: Mapping[str, bytes], known: Mapping[str, str]) -> list[Step]:
    """What the upgrade would do, file by file; files that are alike are left out, sorted by path.

    A file that differs from the shipped one is the office's own when it also differs from what was shipped last
    (``known``). Without a manifest nobody can tell, so it is taken for the office's own and kept.
    """
    steps = []
    for path, data in sorted(shipped.items()):
        before = standing.get(path)
        if before == data:
            continue
        if before is None:
            fate = Fate.LEFT_OUT if path in known else Fate.ADDED
        else:
            fate = Fate.UPDATED if known.get(path) == _digest(before) else Fate.KEPT
        steps.append(Step(path, fate, before, data))
    return steps


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def planned(desk: Desk) -> list[Step]:
    """The steps from the books at hand to the program's own law."""
    standing = {path: data for folder in LAW for path, data in desk.books.files(folder).items()}
    return compare(standing, law_files(), parse_manifest(desk.books.blob(MANIFEST)))


def upgrade(desk: Desk, steps: list[Step], *, dry: bool) -> Receipt:
    """Bring the new and updated files in as one law entry, the manifest with them. Errors: ``Refused``."""
    files: dict[str, bytes | None] = {step.path: step.after for step in steps if step.brings}
    told = manifest(law_files())
    if desk.books.blob(MANIFEST) != told:
        files[MANIFEST] = told
    wrong = check_law(desk, {path: data for path, data in files.items() if data is not None and path != MANIFEST})
    if wrong:
        raise Refused(wrong)
    if not files:
        return Receipt((), None)
    brought = sum(1 for step in steps if step.brings)
    what = f"随程序更新规则、表样 {brought} 个" if brought else "登记随程序发来的规则、表样的摘要"
    return record(desk, "upgrade", what, [], kind="law", files=files, source="程序自带", dry=dry)


def steps_sheet(steps: list[Step]) -> Sheet:
    """The steps as a list: what comes in first, what stays after it."""
    order = list(Fate)
    listed = sorted(steps, key=lambda step: (order.index(step.fate), step.path))
    rows = tuple((step.path, step.fate.value, _size(step)) for step in listed)
    columns = (Column("path", "文件"), Column("fate", "办法"), Column("lines", "改动行数", FieldType.INT))
    brought = sum(1 for step in steps if step.brings)
    kept = sum(1 for step in steps if step.fate is Fate.KEPT)
    notes = (f"带入 {brought} 个,保留本单位改过的 {kept} 个;逐行差别看 wfx upgrade --diff",)
    return Sheet("规则、表样的更新", columns, rows, notes if steps else ("已经是最新的",))


def _size(step: Step) -> int:
    return sum(1 for line in _lines(step) if line[:1] in "+-" and line[:3] not in ("+++", "---"))


def _lines(step: Step) -> list[str]:
    before, after = ((data or b"").decode("utf-8", "replace").splitlines() for data in (step.before, step.after))
    return list(difflib.unified_diff(before, after, f"台账库/{step.path}", f"程序自带/{step.path}", lineterm="", n=2))


def difference(steps: list[Step]) -> str:
    """Every differing file line by line, for reading before anything is brought in."""
    return "\n".join(line for step in steps for line in _lines(step))

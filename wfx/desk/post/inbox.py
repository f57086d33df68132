"""The post: any files, each recognised, laid over the books and prepared by its road; one entry for the lot."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Letter, forms_of, laid, read_letter
from wfx.desk.incoming.prepared import Prepared, prepare_rows
from wfx.desk.incoming.undoing import spared
from wfx.desk.judging.opening import TOPIC, marked
from wfx.desk.post.departments import lists_of
from wfx.desk.post.finding import CONFIRMED
from wfx.desk.post.roads import Road, road_of
from wfx.desk.recording.record import Receipt
from wfx.desk.recording.record import record as enter
from wfx.intake.take import Taken, without_rows
from wfx.store.entries.entry import Entry
from wfx.values.change import Batch, Change
from wfx.values.errors import (
    FileNotFound,
    ListNeedsKeyring,
    NoFilesHere,
    NoSuchCandidate,
    Problem,
    RowsShifted,
    TwoConfirmed,
    WfxError,
    WhichForm,
)
from wfx.values.month import Month
from wfx.values.roundtrip.returned import ENDING
from wfx.values.roundtrip.workbook import cell_text
from wfx.values.schema import Field, FieldType
from wfx.values.sheet import Column, Sheet, Shown

_DIGEST = re.compile(r"sha256:([0-9a-f]{16})")
_PASSED = frozenset((".txt", ".md", ".docx", ".doc", ".pdf", ".jpg", ".jpeg", ".png", ".tmp", ".lnk", ".db", ".ini"))
_PAGES = frozenset((".html", ".htm"))
_TIMES = 4  # a row taken out may show the next fault of its neighbour, not for ever


@dataclass(frozen=True)
class Asked:
    """What the command said beside the files: the ``month`` of sheets that do not say it, who sent them.

    ``form``: what they are, where their columns do not say so clearly. ``partial``: record the good rows; ``again``:
    also a file that was recorded before. ``theirs`` and ``mine``: numbers of conflicts decided for the sender or for
    the books. ``confirm``: numbers of candidates who are the person on a department's list. ``opening``: taken as 期初
    (see ``opening``). ``what``: asked of a sheet that may be several forms, gives the form's title or nothing.
    """

    month: Month
    source: str = ""
    form: str = ""
    partial: bool = False
    again: bool = False
    theirs: frozenset[str] = frozenset()
    mine: frozenset[str] = frozenset()
    confirm: frozenset[str] = frozenset()
    opening: bool = False
    what: Callable[[Problem], str] | None = None

    @property
    def anew(self) -> bool:
        """Whether a file that was recorded before is read all the same."""
        return bool(self.again or self.theirs or self.mine or self.confirm)


@dataclass
class Received:
    """What came: per file what it is and whether it can be recorded; ``prepared`` are the roads ready to record.

    ``going``: the files with rows among those; ``left_out``: the files with good rows that are not.
    """

    letters: dict[str, Letter] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    known: dict[str, Entry] = field(default_factory=dict)
    refused: dict[str, list[Problem]] = field(default_factory=dict)
    prepared: list[Prepared] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    held_back: int = 0
    going: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)

    @property
    def partly(self) -> set[str]:
        """The files of which the wrong rows are refused and all the others prepared."""
        return (self.going & self.refused.keys()) - self.left_out

    @property
    def good(self) -> set[str]:
        """The files in which nothing is wrong and that were not recorded before."""
        return self.letters.keys() - self.refused.keys()

    @property
    def apart(self) -> bool:
        """Whether only villages' workbooks, or files nobody can read beside them, are wrong: each stands for itself."""
        marks = [self.letters[name].mark for name in self.refused if name in self.letters]
        return None not in marks and any(letter.mark for letter in self.letters.values())

    def stopped(self, *, partial: bool) -> bool:
        """Whether nothing may be recorded: something is wrong, and no good rows may be taken alone."""
        return bool(self.refused) and not ((partial or self.apart) and self.prepared)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong, file by file."""
        return tuple(wrong for found in self.refused.values() for wrong in found)

    @property
    def changes(self) -> tuple[Change | Batch, ...]:
        return tuple(change for one in self.prepared for change in one.changes)


def receive(desk: Desk, paths: Sequence[Path], asked: Asked) -> Received:
    """Read these files and folders, and prepare what they hold; nothing is written.

    Errors: ``FileNotFound``, ``NoFilesHere``; of lists ``ListNeedsKeyring``, ``NoSuchCandidate``, ``TwoConfirmed``.
    What is wrong in a file stands in ``refused``; with ``partial``, and of a village's workbook always, its good rows
    are prepared all the same, else all of it waits.
    """
    skipped: list[str] = []
    received = Received(paths=_gathered(paths, skipped))
    received.notes += [f"{name} 有退回表,按退回表收" for name in skipped]
    forms, recorded = lists_of(forms_of(desk), asked.source), _recorded(desk)
    offered = {"month": str(asked.month), **({"department": asked.source} if asked.source else {})}
    for name, path in received.paths.items():
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if digest[:16] in recorded and not asked.anew:
            received.known[name] = recorded[digest[:16]]
            continue
        read = partial(read_letter, desk, name, data, forms, offered=offered, theirs=asked.theirs)
        try:
            letter = _known_or_told(read, asked)
        except WfxError as error:
            received.refused[name] = list(error.problems)
        else:
            received.letters[name] = letter
    received.notes += _of_workbooks(desk, received.letters.values())
    desk.came.clear()
    for road, letters in _by_road(received.letters.values()):
        _walk(desk, received, road, letters, asked)
    _known_numbers(received, asked)
    if asked.opening:
        received.prepared = [marked(desk, one) for one in received.prepared]
    return received


def _known_or_told(read: Callable[..., Letter], asked: Asked) -> Letter:
    """The file as what it is, or as what somebody says it is. Errors: those of ``read_letter``."""
    try:
        return read(wanted=asked.form or None)
    except WfxError as error:
        [first, *_] = error.problems
        form = asked.what(first) if asked.what and first.code == WhichForm.code else ""
        if not form:
            raise
    return read(wanted=form)


def _known_numbers(received: Received, asked: Asked) -> None:
    """A decision about a cell that nobody asks about is a slip. Errors: ``NoSuchCandidate``."""
    letters = received.letters.values()
    ready = received.prepared
    asking = {"all"}.union(
        *(each.decided for each in letters),
        *(each.decided for each in ready),
        (one.number for each in letters for one in each.conflicts),
        (one.cell.number for each in ready for one in each.undoing),
    )
    for option, numbers in (("--theirs", asked.theirs), ("--mine", asked.mine)):
        for number in sorted(numbers - asking):
            raise NoSuchCandidate(option, shown=number[:20])


def _of_workbooks(desk: Desk, letters: Iterable[Letter]) -> list[str]:
    """What is to be said of workbooks that came back: how much was filled, late ones, those without hidden sheet."""
    back = [(letter, letter.mark) for letter in letters if letter.mark is not None]
    name = desk.books.township.village_name
    filled = [f"{name(mark.village)} {mark.month} 填 {letter.keyed} 格" for letter, mark in back]
    said = [f"村级工作簿 {len(back)} 个:{'、'.join(filled)}"] if back else []
    said += [note for letter, _ in back for note in letter.notes]
    for letter, mark in back:
        if mark.stripped:
            said.append(f"{letter.name} 的底稿页丢了:与账上不同的格子都要您定")
        month = Month.parse(mark.month)
        if desk.books.chain.seal(month) or month < Month.of(desk.today).plus(-1):
            said.append(f"{letter.name} 迟报:是 {mark.month} 的,照收,记在 {mark.month}")
    return said


def conflict_sheet(desk: Desk, received: Received, asked: Asked) -> Sheet:
    """The cells both sides changed, each for a person to decide by its number; those decided are left out."""
    rows: list[tuple[Shown, ...]] = []
    for name, letter in received.letters.items():
        for each in letter.conflicts:
            if each.number in asked.mine or "all" in asked.mine:
                continue
            spec = desk.books.schema(each.ledger).field(each.field)
            told = [_told(spec, cell) for cell in (each.base, each.ours, each.theirs)]
            rows.append((each.number, name, each.key[-1], spec.title, *told))
    names = ("number", "file", "key", "field", "base", "ours", "theirs")
    titles = zip(names, ("编号", "文件", "哪一行", "项目", "发出时", "账上", "来表"), strict=True)
    notes = ("用来表的:原命令加 --theirs 编号(全部写 all);留账上的:加 --mine 编号",)
    return Sheet("要您定的格子", tuple(Column(*both) for both in titles), tuple(rows), notes)


def _told(spec: Field, cell: object) -> str:
    cells = cell if isinstance(cell, list) else [cell]
    return "、".join(spec.codes.get(str(each), cell_text(each)) for each in cells if each is not None)


def _keyed(received: Received) -> str:
    """How many cells each village keyed, for the count of what the month costs them."""
    counted: dict[tuple[str, str], int] = {}
    for name, letter in received.letters.items():
        if letter.mark is not None and letter.keyed and _holds(received, name):
            of = letter.mark.village, letter.mark.month
            counted[of] = counted.get(of, 0) + letter.keyed
    return "\n".join(f"村填 {village} {month} {count} 格" for (village, month), count in sorted(counted.items()))


def record(desk: Desk, received: Received, asked: Asked, *, dry: bool) -> Receipt:
    """All that is prepared as one entry. Errors: those of the store."""
    topics = {TOPIC} if asked.opening else {one.topic for one in received.prepared}
    about = {str(asked.month)} if asked.opening else {one.about for one in received.prepared if one.about}
    digests = [letter.source for name, letter in received.letters.items() if _holds(received, name)]
    return enter(
        desk,
        topics.pop() if len(topics) == 1 else "in",
        ("期初 " if asked.opening else "") + ";".join(dict.fromkeys(one.what for one in received.prepared)),
        received.changes,
        about=about.pop() if len(about) == 1 else "",
        source=";".join(text for text in (asked.source, *digests) if text),
        body=_keyed(received),
        dry=dry,
    )


def _holds(received: Received, name: str) -> bool:
    """Whether rows of that file are recorded: of a wrong file none, unless its good rows were asked for."""
    return name not in received.refused or name in received.partly


def summary(received: Received, *, partial: bool) -> Sheet:
    """One line a file: what it is, how many rows, and what becomes of it."""
    rows: list[tuple[Shown, ...]] = []
    for name in received.paths:
        letter = received.letters.get(name)
        titles = "、".join(dict.fromkeys(item.form.title for item in letter.taken)) if letter else ""
        count = sum(len(item.places) for item in letter.taken) if letter else None
        rows.append((name, titles or "—", count, _fate(received, name, stopped=received.stopped(partial=partial))))
    columns = (
        Column("file", "文件"),
        Column("what", "是什么"),
        Column("rows", "行数", FieldType.INT),
        Column("fate", "处理"),
    )
    return Sheet("收到的文件", columns, tuple(rows), tuple(received.notes))


def _fate(received: Received, name: str, *, stopped: bool) -> str:
    if name in received.known:
        return f"第 {received.known[name].seq} 笔已登记过,没有再登记"
    wrong = received.refused.get(name)
    if wrong:
        return f"{len(wrong)} 处有错,退回"
    return "没有错,同一批里有错的,没有登记" if stopped else "可以登记"


def _gathered(paths: Sequence[Path], skipped: list[str]) -> dict[str, Path]:
    """Shown name → file: those named, and all tables in the folders named. Errors: ``FileNotFound``, ``NoFilesHere``.

    In a folder that holds a file and what was sent back for it, the one sent back stands for both.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file() and _is_table(each))
            back = {each.with_name(each.stem.removesuffix(ENDING)) for each in inside if each.stem.endswith(ENDING)}
            skipped += [each.name for each in inside if each.with_suffix("") in back]
            found += [each for each in inside if each.with_suffix("") not in back]
        elif path.is_file():
            found.append(path)
        else:
            raise FileNotFound("文件", shown=str(path))
    if not found:
        raise NoFilesHere(shown="、".join(str(path) for path in paths)[:80])
    names = [path.name for path in found]
    return {path.name if names.count(path.name) == 1 else path.as_posix(): path for path in found}


def _is_table(path: Path) -> bool:
    return not path.name.startswith((".", "~$", "~")) and path.suffix.lower() not in _PASSED | _PAGES


def _recorded(desk: Desk) -> dict[str, Entry]:
    """Digest → the entry that recorded that file."""
    found: dict[str, Entry] = {}
    for entry in desk.books.entries():
        for digest in _DIGEST.findall(f"{entry.source}\n{entry.body}"):
            found.setdefault(digest, entry)
    return found


def _by_road(letters: Iterable[Letter]) -> list[tuple[Road, dict[str, list[Taken]]]]:
    """The sheets that go one road, by file; each duty's plain rows are a road of their own."""
    found: dict[tuple[Callable[..., Prepared], str], dict[str, list[Taken]]] = {}
    for letter in letters:
        for item in letter.taken:
            if letter.mark is not None and not len(item.places) and not item.problems:
                continue  # a sheet of a workbook that nobody filled
            road = road_of(item.form)
            same = (road, item.form.duty if road is prepare_rows else "")
            found.setdefault(same, {}).setdefault(letter.name, []).append(item)
    return [(road, sheets) for (road, _), sheets in found.items()]


def _walk(desk: Desk, received: Received, road: Road, sheets: Mapping[str, list[Taken]], asked: Asked) -> None:
    """One road, walked again without the wrong rows where the good ones may be taken alone."""
    going = dict(sheets)
    alone = asked.partial or all(received.letters[name].mark for name in sheets)
    for _ in range(_TIMES if alone else 1):
        prepared, wrong = _prepared(desk, received, road, going, asked)
        if prepared is not None:
            received.prepared.append(prepared)
            desk.came.extend(prepared.changes)
            received.going.update(going)
            received.left_out.update(sheets.keys() - going.keys())
            return
        for name, found in wrong.items():
            received.refused.setdefault(name, []).extend(found)
        going = _good_rows(received, going, wrong)
        if not going:
            break
    received.left_out.update(sheets)


def _prepared(
    desk: Desk, received: Received, road: Road, sheets: Mapping[str, list[Taken]], asked: Asked
) -> tuple[Prepared | None, dict[str, list[Problem]]]:
    source = ";".join(received.letters[name].source for name in sheets)
    given = {"month": str(asked.month), CONFIRMED: ",".join(sorted(asked.confirm))}
    incoming = laid(desk, [item for listed in sheets.values() for item in listed], source, given)
    incoming.marked = frozenset(name for name in sheets if received.letters[name].mark is not None)
    try:
        incoming.check()
        return spared(desk, incoming, road(desk, incoming), asked.theirs), {}
    except (ListNeedsKeyring, NoSuchCandidate, TwoConfirmed):
        raise  # what was asked is wrong, not the file
    except WfxError as error:
        first = next(iter(sheets))
        wrong: dict[str, list[Problem]] = {}
        for found in error.problems:
            name = found.place.file if found.place.file in sheets else first
            wrong.setdefault(name, []).append(found)
        return None, wrong


def _good_rows(
    received: Received, sheets: Mapping[str, list[Taken]], wrong: Mapping[str, list[Problem]]
) -> dict[str, list[Taken]]:
    """The sheets without their wrong rows.

    A file with a fault that is no single row's is left out whole, and one in which rows stand in another's place: of
    its other rows nobody can be sure either.
    """
    good: dict[str, list[Taken]] = {}
    for name, listed in sheets.items():
        found = wrong.get(name, [])
        if any(not each.place.row or not _is_data(each, listed) or each.code == RowsShifted.code for each in found):
            continue
        kept = []
        for item in listed:
            bad = {each.place.row for each in found if each.place.sheet == item.places.sheet}
            received.held_back += len(bad)
            kept.append(without_rows(item, bad))
        if any(len(item.places) for item in kept):
            good[name] = [item for item in kept if len(item.places)]
    return good


def _is_data(wrong: Problem, listed: Sequence[Taken]) -> bool:
    """Whether the fault is a record's own: also of one that was left aside, as a row that never went out."""
    return any((wrong.place.row or 0) >= item.first for item in listed if item.places.sheet == wrong.place.sheet)

"""Errors no command line can bring about by words and files alone: each one truly provoked, through public doors."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pyarrow as pa

from tests.errors.township import KEYS, MONTH, Place, typed
from wfx.desk.desk import Desk, Setting
from wfx.desk.incoming.incoming import forms_of
from wfx.desk.recording.record import record
from wfx.intake.take import take
from wfx.report.docx import tables
from wfx.report.lint import check
from wfx.rules.sql import Door
from wfx.store.entries.entry import OFFICERS_FILE
from wfx.store.entries.keys import KeyStore, recovery_signer
from wfx.store.entries.officers import Officers
from wfx.store.objects.git import Git, object_id
from wfx.store.objects.lock import writing
from wfx.values.change import Batch, Change
from wfx.values.errors import WfxError
from wfx.values.matter.lifecycle import Action, Ground, Lifecycle, Step
from wfx.values.matter.steps import step_rows, steps_of
from wfx.values.notecode import Note
from wfx.values.sheet import Column, Reader, Sheet

PHRASE = KEYS["WFX_PASSPHRASE"]


def _desk(place: Place, *, now: datetime | None = None) -> Desk:
    return Desk(Setting(place.books, place.home, now or datetime.now(tz=UTC), "li-ming"))


def _type(*words: str) -> None:
    """One command; what it says goes to the same places as if it had been typed outside."""
    said = typed("--as", "li-ming", *words)
    raise SaidSo(said.code, said.err)


class SaidSo(Exception):
    """The command spoke for itself; ``args`` are its exit code and what it said."""


# words, forms, waiting


def without_class_of_its_own(_: Place) -> None:
    """Nothing in wfx raises the bare class: it is what an error without words of its own would say."""
    raise WfxError(shown="")


def form_of_no_name(place: Place) -> None:
    with _desk(place) as desk:
        take("表.csv", "户编号\nH001\n".encode(), forms_of(desk), desk.books.schemas, villages={}, wanted="菜谱")


def paper_open_in_another_program(_: Place) -> None:
    """As Windows answers while Word or WPS shows the file: it cannot be put in its place."""

    def held(path: Path, target: Path) -> Path:
        raise PermissionError(13, "held", str(path), 32, str(target))

    with patch.object(Path, "replace", held):
        _type("assets", "list", "-o", "../明细账.xlsx")


def machine_without_keys(place: Place) -> None:
    shutil.rmtree(place.home / "keys")
    _type("officers", "revoke", "wang-fang", "--because", "钥匙丢了")


def list_without_keyring(place: Place) -> None:
    for opened in (place.home / "ledgers").glob("*/open.li-ming"):
        opened.unlink()
    Path("医保.csv").write_text("姓名,身份证号码,个人自付\n欧阳例一,410999199001010015,32000\n", encoding="utf-8")
    _type("in", "医保.csv", "--source", "医保", "--yes")


def _workbook(change: Callable[[openpyxl.Workbook], None]) -> None:
    """李斌庄's workbook sent out, altered, and brought back."""
    typed("--as", "li-ming", "out", "--month", MONTH, "--village", "李斌庄", "-o", "../发")
    path = f"../发/李斌庄/李斌庄{MONTH}工作簿.xlsx"
    book = openpyxl.load_workbook(path)
    change(book)
    book.save("回.xlsx")
    _type("in", "回.xlsx", "--month", MONTH, "--yes")


def workbook_of_other_books(_: Place) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        book["wfx"]["B2"] = "0" * 40

    _workbook(rename)


def row_that_did_not_go_out(_: Place) -> None:
    def add(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["A6"], book.worksheets[0]["E6"] = "H002", "入户"

    _workbook(add)


def rows_askew(_: Place) -> None:
    def swap(book: openpyxl.Workbook) -> None:
        went = book["wfx"]
        last = went.max_row
        went.append([cell.value for cell in went[last]])
        went.cell(last, 3, "0" * 16)  # what stood beside this key when it went out ...
        went.cell(last + 1, 2, f'["{MONTH}", "H009"]')  # ... is now beside another

    _workbook(swap)


def lock_held(place: Place) -> None:
    with writing(place.books), writing(place.books, wait=0):
        pass


def notice_that_says_too_much(_: Place) -> None:
    check(tables([Sheet("公示", (Column("what", "情况"),), (("患有大病",),), reader=Reader.PUBLIC)]), "公示.docx")


# git and the chain


def main_moved_on(place: Place) -> None:
    with _desk(place) as desk, Git(place.books) as git:
        parent = desk.books.here.parent
        git.move_main(parent, parent)


def objects_unwritable(place: Place) -> None:
    objects = place.books / ".git" / "objects"
    objects.rename(objects.with_name("moved"))
    objects.write_text("", encoding="utf-8")
    with Git(place.books) as git:
        git.write([("blob", b"x")])


def blob_overwritten(place: Place) -> None:
    register = place.books / "ledgers" / "task_items" / MONTH / "task_items.parquet"
    oid = object_id("blob", register.read_bytes())
    stored = place.books / ".git" / "objects" / oid[:2] / oid[2:]
    stored.chmod(0o600)
    stored.write_bytes(b"damaged")
    shutil.rmtree(place.books / ".git" / "wfx" / "cache")  # a list may show what was read before the damage
    _type("tasks", "list", "--month", MONTH)


def _git(books: Path, *words: str, given: bytes = b"") -> str:
    who = ("-c", "user.name=x", "-c", "user.email=x@x")
    done = subprocess.run(["git", "-C", str(books), *who, *words], input=given, capture_output=True, check=True)
    return done.stdout.decode("utf-8").strip()


def entry_by_hand(place: Place) -> None:
    made = _git(place.books, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "by hand")
    _git(place.books, "update-ref", "refs/heads/main", made)
    _type("status")


def entry_altered_after_signing(place: Place) -> None:
    raw = _git(place.books, "cat-file", "commit", "HEAD") + "\n"
    altered = raw.replace("assets: A001", "assets: A002")
    made = _git(place.books, "hash-object", "-t", "commit", "-w", "--stdin", given=altered.encode())
    _git(place.books, "update-ref", "refs/heads/main", made)
    _type("status")


def ledger_of_no_name(place: Place) -> None:
    with _desk(place) as desk:
        desk.books.table("recipes")


# keys, officers, clock


def key_not_in_the_list(place: Place) -> None:
    (place.home / "keys" / "li-ming.key").unlink()
    KeyStore(place.home).create("li-ming", PHRASE)
    _type("screen", "settle", "C202610", "先行帮扶")


def _officers(place: Place, old: bytes, new: bytes) -> None:
    with _desk(place) as desk:
        standing = desk.books.blob(OFFICERS_FILE) or b""
        assert old in standing
        record(desk, "officers", "改名册", [], kind="officers", files={OFFICERS_FILE: standing.replace(old, new)})


def officer_without_id(place: Place) -> None:
    _officers(place, b'id = "zhao-ke"', b'id = "Zhao Ke"')


def nobody_administers(place: Place) -> None:
    _officers(place, b'"admin"', b'"colleague"')


def key_made_twice(place: Place) -> None:
    KeyStore(place.home).create("li-ming", PHRASE)


def key_elsewhere(place: Place) -> None:
    KeyStore(place.home).unlock("sun-er", PHRASE)


def recovery_mistyped(_: Place) -> None:
    recovery_signer("recovery", "ABCD0 " * 13)


def clock_years_back(place: Place) -> None:
    early = datetime.now(tz=UTC) - timedelta(days=3650)
    with _desk(place, now=early) as desk:
        standing = desk.books.table("assets").lookup("A001") or {}
        record(desk, "assets", "改备注", [Change("assets", ("A001",), standing, {**standing, "note": "新"})])


def note_mistyped(_: Place) -> None:
    note = str(Note.of("0" * 40, 7))
    Note.parse(f"{note[:-1]}{'3' if note.endswith('2') else '2'}")


# records


def law_in_an_entry_of_facts(place: Place) -> None:
    with _desk(place) as desk:
        record(desk, "rules", "删规则", [], files={"rules/assets/A03.toml": None})


def record_seen_otherwise(place: Place) -> None:
    with _desk(place) as desk:
        standing = desk.books.table("assets").lookup("A001") or {}
        seen = {**standing, "note": "别处看到的"}
        record(desk, "assets", "改备注", [Change("assets", ("A001",), seen, {**standing, "note": "新"})])


def sealed_text_altered(place: Place) -> None:
    with _desk(place) as desk:
        rows = desk.books.table("identities").arrow
        boxes = [f"{text[:40]}{'B' if text[40] == 'A' else 'A'}{text[41:]}" for text in rows["sealed"].to_pylist()]
        position = rows.column_names.index("sealed")
        record(
            desk, "households", "改", [Batch("identities", rows.set_column(position, "sealed", pa.array(boxes)), ())]
        )
    _type("households", "list")


# a second computer


def forged_entry_on_the_stick(place: Place) -> None:
    """The newest entry once more on top of itself, under its old signature."""
    stick = place.folder / "stick"
    typed("--as", "li-ming", "sync", "init", str(stick))
    with Git(place.books) as own, Git(stick, directory=stick) as other:
        tip = own.head()
        start, _, rest = own.read(tip, "commit").partition(b"parent ")
        forged = start + b"parent " + tip.encode("ascii") + rest[40:]
        other.write([("commit", forged)])
        other.move_main(object_id("commit", forged), tip)
    _type("sync", "pull", str(stick))


def key_renewed_elsewhere(place: Place) -> None:
    """On one copy of the books, while an entry under the old key waits in another to be given."""
    one, other = (("--books", f"../{name}", "--as", "li-ming") for name in ("one", "other"))
    typed("--as", "li-ming", "sync", "init", "../stick")
    for name in ("one", "other"):
        typed("recover", "../stick", f"../{name}")
    shutil.copytree(place.home / "keys", place.folder / "old")
    typed(*one, "officers", "rotate", "li-ming")
    typed(*one, "sync", "push")
    shutil.copytree(place.folder / "old", place.home / "keys", dirs_exist_ok=True)
    Path("井.csv").write_text("资产编号,资产名称,资产类别,村\nA003,机井,公益性,何庄\n", encoding="utf-8")
    typed(*other, "assets", "register", "井.csv")
    said = typed(*other, "sync", "pull")
    raise SaidSo(said.code, said.err)


# questions and lifecycles


def question_without_end(_: Place) -> None:
    numbers = pa.table({"n": pa.array(range(20_000), pa.int64())})
    with Door(lambda _: numbers, {"t"}, seconds=0.05) as door:
        door.select("select count(*) as n from t a, t b, t c where a.n + b.n > c.n")


def question_too_long(_: Place) -> None:
    _type("query", f"select '{'长' * 200_000}' as x")


def matter_another_waits_for(_: Place) -> None:
    closing = Action("close", "销号", ("open",), "closed", needs={"cases": "cleared"})
    matter = Lifecycle("open", {"open": "未办", "closed": "已销号"}, (closing,))
    matter.act((), Step("close", date(2026, 10, 1), "li-ming"), Ground(("chief",), others={"cases": "open"}))


def one_person_left(place: Place) -> None:
    [path] = (place.books / "ledgers" / "disposals").rglob("*.toml")
    with _desk(place) as desk:
        matter = desk.books.dossier("disposals", path.stem) or {}
        listed = desk.books.officers.all
        desk.books.officers = Officers(tuple(each for each in listed if each.id == "li-ming"))
        steps = step_rows((*steps_of(matter), Step("review", date(2026, 10, 20), "li-ming")))
        record(desk, "assets", "乡审", [Change("disposals", (path.stem,), matter, {**matter, "steps": steps})])


def break_nobody_foresaw(_: Place) -> None:
    raise ZeroDivisionError("欧阳甲 19900000001 410999199001010010")


RAISED: dict[str, Callable[[Place], None]] = {
    "E100": without_class_of_its_own,
    "E112": paper_open_in_another_program,
    "E114": machine_without_keys,
    "E199": break_nobody_foresaw,
    "E242": form_of_no_name,
    "E262": workbook_of_other_books,
    "E263": rows_askew,
    "E264": row_that_did_not_go_out,
    "E265": list_without_keyring,
    "E291": notice_that_says_too_much,
    "E302": lock_held,
    "E303": main_moved_on,
    "E304": objects_unwritable,
    "E306": blob_overwritten,
    "E307": entry_by_hand,
    "E308": entry_altered_after_signing,
    "E310": ledger_of_no_name,
    "E311": key_not_in_the_list,
    "E312": officer_without_id,
    "E313": key_made_twice,
    "E314": key_elsewhere,
    "E316": recovery_mistyped,
    "E317": clock_years_back,
    "E319": law_in_an_entry_of_facts,
    "E320": nobody_administers,
    "E321": note_mistyped,
    "E362": record_seen_otherwise,
    "E370": sealed_text_altered,
    "E383": forged_entry_on_the_stick,
    "E389": key_renewed_elsewhere,
    "E413": question_without_end,
    "E414": question_too_long,
    "E506": matter_another_waits_for,
    "E516": one_person_left,
}

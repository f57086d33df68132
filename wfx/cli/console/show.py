"""One sheet, drawn as the options ask: terminal, JSON, CSV, or a file by its ending."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from wfx.cli.console import session
from wfx.cli.console.place import fit, save
from wfx.values.errors import BadValue

if TYPE_CHECKING:  # a command's help draws nothing
    from wfx.desk.desk import Desk
    from wfx.desk.recording.record import Receipt
    from wfx.values.finding import Finding
    from wfx.values.matter.laid import Laid
    from wfx.values.month import Month
    from wfx.values.paper import Paper
    from wfx.values.sheet import Page, Sheet

LED = 40  # lines of a list that are read on a terminal
SEVERITIES = {"error": "红", "doubt": "黄", "hint": "蓝"}


def show(
    sheets: "Sheet | Sequence[Sheet]",
    *,
    as_json: bool = False,
    as_csv: bool = False,
    out: Path | None = None,
    whole: bool = True,
) -> None:
    """Data to stdout, talk to stderr. Errors: ``BadValue`` for an ending that is no format.

    ``whole`` set aside: on a terminal each list leads with its first lines and counts the rest.
    """
    listed = list(sheets) if isinstance(sheets, Sequence) else [sheets]
    if out is not None:
        write(listed, out)
    elif as_json:
        from wfx.report.data import to_json

        typer.echo(to_json(listed[0]) if len(listed) == 1 else "[" + ",\n".join(map(to_json, listed)) + "]")
    elif as_csv:
        from wfx.report.data import to_csv

        _bytes(to_csv(*listed))
    else:
        from wfx.cli.console.terminal import draw

        for sheet in listed:
            draw(sheet if whole else led(sheet))


def led(sheet: "Sheet") -> "Sheet":
    """The first lines of a list and how many more there are: what matters is read, all of it goes into a file."""
    from dataclasses import replace

    rest = sheet.rows[LED:]
    if not rest:
        return sheet
    names = [column.name for column in sheet.columns]
    kinds = Counter(str(row[names.index("verdict")]) for row in rest) if "verdict" in names else Counter[str]()
    said = f"({'、'.join(f'{kind} {count}' for kind, count in kinds.items())})" if kinds else ""
    note = f"只列出前 {LED} 行,另有 {len(rest)} 行{said};全部:加 -o 清单.xlsx"
    return replace(sheet, rows=sheet.rows[:LED], notes=(note, *sheet.notes))


def _bytes(data: bytes) -> None:
    """Bytes to stdout as they are; where stdout only takes text, the text they hold."""
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None:
        sys.stdout.write(data.decode("utf-8-sig"))
    else:
        raw.write(data)
        raw.flush()


def write(sheets: "Sequence[Sheet]", out: Path, *, over: Path | None = None) -> None:
    """Write the sheets to a file, its format by its ending. Errors: as ``drawn`` and ``save``."""
    save(out, drawn(sheets, out), over=over)


def drawn(sheets: "Sequence[Sheet]", out: Path) -> bytes:
    """The sheets as a file of that ending. Errors: ``BadValue``, ``NotForPublication``."""
    from wfx.report.data import to_csv, to_json
    from wfx.report.lint import check, is_public
    from wfx.report.xlsx import workbook

    ending = out.suffix.lower()
    if ending == ".xlsx":
        data = workbook(sheets)
    elif ending == ".docx":
        from wfx.report.docx import tables

        data = tables(sheets)
    elif ending == ".csv":
        data = to_csv(*sheets)
    elif ending == ".json":
        text = to_json(sheets[0]) if len(sheets) == 1 else "[" + ",\n".join(map(to_json, sheets)) + "]"
        data = text.encode("utf-8")
    elif ending in (".html", ".htm"):
        from wfx.values.sheet import Page

        data = html(Page(sheets[0].title, "", tuple(sheets))).encode("utf-8")
    else:
        raise BadValue("文件后缀(.xlsx .docx .csv .json .html)", shown=out.suffix or out.name)
    if is_public(tuple(sheets)):
        check(data, out.name)
    return data


def write_paper(desk: "Desk", papers: "Paper | Sequence[Paper]", out: Path) -> None:
    """Print papers: one into a ``.docx``, several into a folder, each under its title.

    Errors: as ``papers_drawn``, before anything is written, and ``save``.
    """
    for path, data in papers_drawn(desk, papers, out):
        save(path, data)


def papers_drawn(desk: "Desk", papers: "Paper | Sequence[Paper]", out: Path) -> list[tuple[Path, bytes]]:
    """Each paper as the file it becomes. Errors: ``BadValue`` for another ending; those of ``printed``."""
    from wfx.desk.outgoing.papers import printed

    listed = list(papers) if isinstance(papers, Sequence) else [papers]
    one = not isinstance(papers, Sequence) and out.suffix != ""
    if one and out.suffix.lower() != ".docx":
        raise BadValue("文件后缀(.docx)", shown=out.suffix)
    return [(out if one else out / f"{_file_name(each.title)}.docx", printed(desk, each)) for each in listed]


def tried_first(desk: "Desk", draw: "Callable[[Laid], Iterable[tuple[Path, bytes]]]") -> list[tuple[Path, bytes]]:
    """The files of an act, drawn of the books as they will stand, and their places tried, before its entry is made.

    What is returned is filled when the act is recorded; whoever calls saves it then. Errors, at that moment: those of
    ``draw`` and of ``fit``.
    """
    made: list[tuple[Path, bytes]] = []

    def first(books: "Laid") -> None:
        made.extend(draw(books))
        for path, _ in made:
            fit(path)

    desk.before_entry.append(first)
    return made


def _file_name(title: str) -> str:
    """A title as a file name on every system."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", title).strip(" .")[:80] or "文件"


def html(page: "Page", template: bytes | None = None) -> str:
    """One offline page, drawn with the office's template, or with the shipped one. Errors: ``TemplateBroken``."""
    from wfx.desk.office.shipped import law_files
    from wfx.desk.outgoing.reporting import TEMPLATE
    from wfx.report.html import page as drawn

    return drawn(page, (template or law_files()[TEMPLATE]).decode("utf-8", "replace"))


def findings_sheet(
    title: str,
    findings: "Iterable[tuple[Finding, str]]",
    confirmed: Mapping[str, str] | None = None,
    things: Mapping[str, tuple[str, str]] | None = None,
    village_name: Callable[[str], str] = str,
) -> "Sheet":
    """Findings as a list, with what is new against last month and what a person has said of each.

    What matters leads. ``things``: the subject's village and what it is called, shown before its number;
    ``village_name`` gives a village's name for its code, and anything else as it is.
    """
    from wfx.values.finding import STOCK, Verdict, leading, standing
    from wfx.values.sheet import Column, Sheet

    columns = (
        Column("follow", "变化"),
        Column("number", "疑点编号"),
        Column("rule", "规则"),
        Column("severity", "等级"),
        *((Column("village", "村"), Column("name", "名称")) if things is not None else ()),
        Column("subject", "对象"),
        Column("verdict", "结论"),
        Column("what", "情况"),
        Column("do", "怎么办"),
        Column("confirmed", "核实"),
    )
    said = confirmed or {}
    listed = leading(findings)
    rows = tuple(
        (
            follow,
            found.number,
            found.rule,
            SEVERITIES[found.severity],
            *((things.get(found.subject, ("", ""))) if things is not None else ()),
            village_name(found.subject),
            found.verdict.value,
            found.what or found.title,
            found.do,
            said.get(found.number, ""),
        )
        for found, follow in listed
    )
    there = standing(listed)
    doubts = sum(1 for found in there if found.verdict is Verdict.FOUND)
    missing = sum(1 for found in there if found.verdict is Verdict.MISSING)
    drafts = sum(1 for found in there if found.status == "draft")
    old = sum(1 for _, follow in listed if follow == STOCK)
    note = f"疑点 {doubts} 条,缺数据 {missing} 处" + (f",其中期初存量 {old} 条" if old else "")
    basis = f"其中 {drafts} 条依据的规则尚未确认(draft),只提醒,不计分" if drafts else ""
    return Sheet(title, columns, rows, tuple(text for text in (note, basis) if text))


def told_lines(result: "Receipt") -> None:
    """How many of each ledger; then the first records in words, of what is only tried every cell there is room for."""
    for line in (*result.counts, *(() if result.cells else result.told)):
        typer.echo(f"  {line}", err=True)
    for cell in result.cells:
        typer.echo(f"    {cell}", err=True)


def receipt(result: "Receipt", then: str, sure: str = "") -> None:
    """What was recorded (or would be), and the next step; on stderr, the data itself is in the books.

    ``sure`` stands for a next step that asks something, where nobody can be asked.
    """
    for note in result.notes:
        typer.echo(note, err=True)
    if result.empty:
        typer.echo("没有变化,什么也没有写入。", err=True)
        return
    told_lines(result)
    for path in result.files:
        typer.echo(f"  {path}", err=True)
    for path in result.held:
        typer.echo(f"  {path} 正被别的程序打开,还是旧内容;台账已登记,关掉它后执行 wfx status 即更新", err=True)
    for told in result.foreseen:
        typer.echo(told, err=True)
    if result.dry:
        typer.echo("试办:以上改动没有写入。", err=True)
    elif result.entry is not None:
        following = sure if sure and not session.can_ask() else then
        typer.echo(f"已登记第 {result.entry.seq} 笔 {result.entry.oid[:10]}。下一步:{following}", err=True)


def opened(desk: "Desk", month: "Month", found: "Iterable[tuple[Finding, str]]", *, wanted: bool, dry: bool) -> None:
    """``--open`` of a check command: its standing red findings become rectifications. Errors: ``BadValue``."""
    if not wanted:
        if dry:
            raise BadValue("单独的选项(要与 --open 一起用)", shown="--dry-run")
        return
    from wfx.desk.work.rectifying import open_findings
    from wfx.values.finding import standing

    passed, result = open_findings(desk, month, standing(found), dry=dry)
    for reason, count in passed.items():
        typer.echo(f"红色疑点 {count} 条没有立项:{reason}", err=True)
    receipt(result, "wfx rectify list")


def checked(
    found: "Sheet", rest: "Sequence[Sheet]", late: "Sequence[Sheet]", *, as_json: bool, as_csv: bool, out: Path | None
) -> None:
    """A check's list for a person, what came late first and ``rest`` after it; for a program the list alone."""
    for sheet in late:
        typer.echo(f"{sheet.title} {len(sheet.rows)} 笔,不改已公布的数字,先看", err=True)
    sheets = found if as_json or as_csv else [*late, found, *rest]
    show(sheets, as_json=as_json, as_csv=as_csv, out=out, whole=False)


def leave(findings: "Iterable[Finding]") -> None:
    """Exit with 4 when a check command found doubts."""
    from wfx.values.finding import Verdict

    if any(found.verdict is not Verdict.MISSING for found in findings):
        raise typer.Exit(4)

"""wfx in: any files in, recognised, shown, confirmed once, recorded as one entry; what is wrong goes home marked."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import DryOption, MonthOption
from wfx.cli.console.place import fit_folder, put
from wfx.cli.console.quoted import quoted
from wfx.cli.console.show import receipt, show, told_lines
from wfx.values.errors import NotConfirmed, Refused

if TYPE_CHECKING:
    from wfx.desk.desk import Desk
    from wfx.desk.post.inbox import Asked, Received
    from wfx.desk.recording.record import Receipt
    from wfx.values.errors import Problem

app = single()
_NUMBERED = ("theirs", "mine", "confirm")
_NAMED = re.compile("“(.+?)”")

PathsArgument = Annotated[list[Path], typer.Argument(help="文件或文件夹,可以是几个", metavar="文件或文件夹...")]
FormOption = Annotated[str, typer.Option("--form", "--表", help="这是什么表,认不准时写明(如 农户名册)", metavar="表名")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", "--同意", help="不再问,直接登记")]
PartialOption = Annotated[bool, typer.Option("--partial", "--部分", help="好的行先登记,错的行退回")]
AgainOption = Annotated[bool, typer.Option("--again", "--重收", help="登记过的文件也再收一次")]
BackOption = Annotated[
    Path | None, typer.Option("-o", "--output", "--输出", help="退回表放到哪个文件夹;不写就放在原文件旁边")
]
SentOption = Annotated[
    str, typer.Option("--source", "--来源", help="谁给的(如 乔庄村、医保);部门名单写部门", metavar="文字")
]


TheirsOption = Annotated[
    list[str] | None, typer.Option("--theirs", "--用来表", help="两边都改的格子用来表的:编号,或 all", metavar="编号")
]
MineOption = Annotated[
    list[str] | None, typer.Option("--mine", "--留账上", help="两边都改的格子留账上的:编号,或 all", metavar="编号")
]
ConfirmOption = Annotated[
    list[str] | None, typer.Option("--confirm", "--确认", help="部门名单上的候选,核对是本人的:编号", metavar="编号")
]


@app.command(
    help="收表:任何 Excel、CSV 文件或文件夹,认出是什么,说清会改什么,确认一次后登记为一笔。\n\n"
    "例:wfx in 乔庄.xlsx 何庄.xlsx --month 2026-10 --dry-run\n\n例:wfx in 乔庄.xlsx --month 2026-10 --yes\n\n"
    "例:wfx in 医保名单.csv --source 医保 --month 2026-10 --yes"
)
def in_(
    paths: PathsArgument,
    month: MonthOption = None,
    source: SentOption = "",
    form: FormOption = "",
    partial: PartialOption = False,
    again: AgainOption = False,
    theirs: TheirsOption = None,
    mine: MineOption = None,
    confirm: ConfirmOption = None,
    yes: YesOption = False,
    out: BackOption = None,
    dry_run: DryOption = False,
) -> None:
    """Receive, show, ask once, record; send back what is wrong."""
    from wfx.desk.post.inbox import Asked, receive

    fit_folder(out)
    with session.desk() as desk:
        said = Asked(desk.month(month), source, form=form, partial=partial, again=again)
        asked = replace(said, theirs=_numbers(theirs), mine=_numbers(mine), confirm=_numbers(confirm), what=_what)
        received = receive(desk, paths, asked)
        tell(received, partial=partial)
        go_home(received, out, dry=dry_run, partial=partial)
        question = "" if yes else typed_again(f"{session.called()} in", paths, asked)
        settle(desk, received, asked, question, dry=dry_run, out=out)


def _what(found: "Problem") -> str:
    """Ask what the sheet is; nothing where nobody can be asked or it is none of these."""
    from wfx.cli.errors import sentence

    if not session.can_ask():
        return ""
    session.say(f"{found.place.file}:{sentence(found, 'what')}。{sentence(found, 'why')}")
    return session.chosen("这是什么表?", _NAMED.findall(found.shown))


def _numbers(words: list[str] | None) -> frozenset[str]:
    return frozenset(part for word in words or () for part in word.replace("、", ",").split(",") if part)


def tell(received: "Received", *, partial: bool) -> None:
    """What came, on stdout; what was noticed, on stderr."""
    from wfx.desk.post.inbox import summary

    show(summary(received, partial=partial))
    for note in dict.fromkeys(note for one in received.prepared for note in one.notes):
        typer.echo(note, err=True)
    for sheet in (sheet for one in received.prepared for sheet in one.sheets):
        show(sheet)


def go_home(received: "Received", out: Path | None, *, dry: bool, partial: bool) -> None:
    """Write what goes home; stop when nothing may be recorded. Errors: ``Refused``."""
    from wfx.cli.errors import sentence
    from wfx.desk.post.returning import send_back

    for path, data in () if dry else send_back(received, sentence, out, only_bad=partial or received.apart):
        put(path, data)
        typer.echo(f"退回:{path}", err=True)
        if path.suffix == ".txt":
            typer.echo(data.decode("utf-8-sig"), err=True)
    if received.stopped(partial=partial):
        if received.good:
            typer.echo("这一批什么也没有登记。先登记没有错的:原命令加 --partial;或改好有错的,整批再收", err=True)
        raise Refused(received.problems)


def settle(
    desk: "Desk",
    received: "Received",
    asked: "Asked",
    question: str,
    *,
    dry: bool,
    then: str = "",
    out: Path | None = None,
) -> None:
    """Show what would change, ask once (``question``: the command that would say yes), record; ``then`` comes next.

    Candidates still open go out as a workbook, into ``out`` or beside the list. Errors: ``NotConfirmed``.
    """
    from wfx.desk.incoming.undoing import undo_sheet
    from wfx.desk.outgoing.preview import change_sheet
    from wfx.desk.post.inbox import conflict_sheet, record

    first = record(desk, received, asked, dry=True)
    if dry:
        show(change_sheet(desk, received.changes))
    if question and not dry and not first.empty:
        _ask(first, question)
    result = first if dry or first.empty else record(desk, received, asked, dry=False)
    receipt(
        replace(result, cells=(), told=()),
        then or next((one.then for one in received.prepared), "wfx status"),
    )
    if received.refused:
        what = f" {received.held_back} 行" if received.held_back else "文件"
        typer.echo(f"有错的{what}没有登记,已退回。", err=True)
    undoing = undo_sheet(desk, [each for one in received.prepared for each in one.undoing], asked.mine)
    open_ = [conflict_sheet(desk, received, asked), undoing, *(one.decide for one in received.prepared if one.decide)]
    for decide in open_:
        if decide.rows:
            show(decide)
    if not dry:
        _go_out(received, asked, out)
    if any(decide.rows for decide in open_) or (received.refused and not asked.partial):
        raise typer.Exit(4)


def _go_out(received: "Received", asked: "Asked", out: Path | None) -> None:
    """The candidates still open as a workbook to fill, and the command that takes it back."""
    for one in received.prepared:
        if one.filled:
            first = next(iter(received.paths.values()))
            stem = f"{first.stem}_候选" if len(received.paths) == 1 else "部门名单_候选"
            path = _free(out or first.parent, stem, one.filled)
            put(path, one.filled)
            back = " ".join(["wfx in", quoted(path), f"--month {asked.month}"])
            typer.echo(f"候选表:{path}。填“是本人”一列(是/否)再收回:{back};在键盘上填:wfx do {quoted(path)}", err=True)


def _free(folder: Path, stem: str, data: bytes) -> Path:
    """A name that nothing else stands under: one that went out before may be half filled in."""
    names = (folder / f"{stem}{number}.xlsx" for number in ("", *(f"-{at}" for at in range(2, 1000))))
    return next(path for path in names if not path.exists() or path.read_bytes() == data)


def typed_again(command: str, paths: list[Path], asked: "Asked") -> str:
    """The same command, everything that was said with it, and its yes."""
    chosen = {
        "--source": asked.source,
        "--form": asked.form,
        **{f"--{name}": ",".join(sorted(getattr(asked, name))) for name in _NUMBERED},
    }
    said = [word for option, text in chosen.items() if text for word in (option, quoted(text))]
    flags = [f"--{name}" for name in ("partial", "again") if getattr(asked, name)]
    return " ".join([command, *(quoted(path) for path in paths), f"--month {asked.month}", *said, *flags, "--yes"])


def _ask(first: "Receipt", command: str) -> None:
    """One question for the lot. Errors: ``NotConfirmed`` where nobody can be asked, ``Abort`` for a no."""
    told_lines(first)
    if not session.can_ask():
        raise NotConfirmed(shown=command)
    if not session.agreed("登记以上改动?"):
        raise typer.Abort

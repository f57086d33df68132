"""wfx sign: the sign-offs that wait for me."""

import re
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import BecauseOption, CsvOption, DryOption, JsonOption, OutOption
from wfx.cli.console.show import receipt, show
from wfx.values.errors import BadValue

app = single()
_RANGE = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?")
_WIDEST = 100_000


def numbers_of(words: list[str]) -> set[int]:
    """``12-18 20`` as the numbers of entries. Errors: ``BadValue``."""
    found: set[int] = set()
    for word in (part for text in words for part in re.split("[,、,]", text)):
        match = _RANGE.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not first <= last < first + _WIDEST:
            raise BadValue("笔号", shown=word)
        found.update(range(first, last + 1))
    return found


@app.command(
    help="等我签核的账目:先看有风险的,一次签一段;不同意就退回,要恢复原样就冲回。\n\n"
    "例:wfx --as wang-fang sign --yes\n\n例:wfx --as wang-fang sign 12-18"
)
def sign(
    which: Annotated[list[str] | None, typer.Argument(help="笔号,如 12-18 20;不写就是全部", metavar="笔号...")] = None,
    yes: Annotated[bool, typer.Option("--yes", "--all", "--同意", help="同意,签核列出的全部")] = False,
    reject: Annotated[
        str,
        typer.Option("--reject", "--退回", help="退回这几笔,要写理由;也可以是手签单上退回的", metavar="笔号"),
    ] = "",
    reverse: Annotated[
        bool, typer.Option("--reverse", "--冲回", help="与 --reject 一起用:再登记一笔,恢复成改前的样子")
    ] = False,
    paper: Annotated[
        str, typer.Option("--paper", "--审签单", help="打印这几笔的审签单,给 --by 的人手签", metavar="笔号")
    ] = "",
    paper_signed: Annotated[
        str, typer.Option("--paper-signed", "--已手签", help="登记 --by 的人已在这张审签单上签字", metavar="编码")
    ] = "",
    by: Annotated[str, typer.Option("--by", "--签字人", help="谁在审签单上签字(代号)", metavar="代号")] = "",
    because: BecauseOption = "",
    dry_run: DryOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """List what waits for me, sign it off with one signature, or return it."""
    numbers = numbers_of(which or [])
    if because and not reject:
        raise BadValue("单独的选项(理由只在退回时写,与 --reject 一起用)", shown="--because")
    if reject and (yes or numbers or paper):
        raise BadValue("选项(退回和同意、审签单不能写在同一条命令里)", shown="--reject")
    if paper or paper_signed:
        if not by:
            raise BadValue("--by(谁在审签单上签字)", shown="")
        if paper:
            _print_paper(numbers_of([paper]), by, as_json=as_json, as_csv=as_csv, out=out)
        else:
            _signed_on_paper(paper_signed, by, numbers_of([reject]) if reject else set(), because, dry=dry_run)
        return
    if reject:
        _reject(numbers_of([reject]), because, reverse=reverse, dry=dry_run)
        return
    if reverse:
        raise BadValue("单独的选项(要与 --reject 一起用)", shown="--reverse")
    if dry_run or not (yes or numbers):
        _list(numbers, as_json=as_json, as_csv=as_csv, out=out)
        return
    from wfx.desk.signing.signing import sign as sign_all

    with session.desk() as desk:
        signed = sign_all(desk, numbers)
    for entry in signed:
        typer.echo(f"{entry.subject.partition(': ')[2]},登记为第 {entry.seq} 笔", err=True)
    typer.echo("已签核。下一步:wfx status", err=True)


def _print_paper(numbers: set[int], by: str, *, as_json: bool, as_csv: bool, out: OutOption) -> None:
    from wfx.desk.signing.papersign import paper

    with session.desk() as desk:
        sheets = paper(desk, numbers, by)
    show(sheets, as_json=as_json, as_csv=as_csv, out=out)


def _signed_on_paper(code: str, by: str, returned: set[int], because: str, *, dry: bool) -> None:
    from wfx.desk.recording.gates import spans
    from wfx.desk.signing.papersign import paper_signed

    with session.desk() as desk:
        signed = paper_signed(desk, code, by, returned, because, dry=dry)
    for decision, numbers, entry in signed:
        what = f"{'退回' if decision == 'returned' else '签核'}第 {spans(numbers)} 笔"
        tried = f"试办:{by} 的手签会{what},没有写入。"
        typer.echo(tried if entry is None else f"已登记 {by} 的手签:{what},登记为第 {entry.seq} 笔", err=True)
    if not dry:
        typer.echo("下一步:wfx status", err=True)


def _list(numbers: set[int], *, as_json: bool, as_csv: bool, out: OutOption) -> None:
    from wfx.desk.signing.signing import sign_sheets

    with session.desk() as desk:
        waits, samples = sign_sheets(desk, numbers)
    show(waits if as_csv or not samples.rows else (waits, samples), as_json=as_json, as_csv=as_csv, out=out)
    if waits.rows:
        again = session.called()
        typer.echo(f"看过以后签核:{again} sign --yes,或只签一段:{again} sign 12-18", err=True)


def _reject(numbers: set[int], because: str, *, reverse: bool, dry: bool) -> None:
    from wfx.desk.recording.gates import spans
    from wfx.desk.signing.signing import reject as returned
    from wfx.desk.signing.signing import reverse as reversed_

    with session.desk() as desk:
        results = []
        if reverse:  # asked first, so that nothing is said before it is known to be possible
            results = [reversed_(desk, number, because, dry=True) for number in sorted(numbers, reverse=True)]
        entry = returned(desk, numbers, because, dry=dry)
        if entry is None:
            typer.echo(f"试办:会退回第 {spans(sorted(numbers))} 笔,没有写入。", err=True)
        else:
            typer.echo(f"已退回,登记为第 {entry.seq} 笔", err=True)
            if reverse:
                results = [reversed_(desk, number, because) for number in sorted(numbers, reverse=True)]
    for result in results:
        receipt(result, "wfx audit log --limit 5")
    if not (results or dry):
        typer.echo("要恢复原样:加 --reverse,或由经办人改正后重新登记。", err=True)

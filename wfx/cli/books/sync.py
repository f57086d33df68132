"""wfx sync: init, pull, push, bundle."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import duty
from wfx.cli.console.options import DryOption, OutOption
from wfx.cli.console.place import TABLES, fit, save
from wfx.cli.console.quoted import quoted
from wfx.cli.console.show import show, write
from wfx.values.errors import BadValue, SyncUndecided

app = duty("两台电脑共用一套账,经共享文件夹或U盘上的同步库。\n\n例:wfx sync push")

PlaceArgument = Annotated[
    Path | None, typer.Argument(help="同步库的位置(共享文件夹或U盘);不写就用上次的", metavar="同步库")
]


@app.command()
def init(place: Annotated[Path, typer.Argument(help="新文件夹,在共享文件夹或U盘上", metavar="同步库")]) -> None:
    """建一个同步库,把全部记录送进去。

    例:wfx sync init 共享盘/wenfeng.git
    """
    from wfx.desk.copies.syncing import init_remote

    with session.desk() as desk:
        lines = init_remote(desk, place)
    _say((*lines, f"另一台电脑:wfx recover 从备份建回来,再 wfx sync pull {quoted(place)}"), "wfx backup")


@app.command()
def push(place: PlaceArgument = None) -> None:
    """送出:把这台电脑上的新记录送到同步库。

    例:wfx sync push
    """
    from wfx.desk.copies import syncing

    with session.desk() as desk:
        lines = syncing.push(desk, place)
    _say((*lines, "另一台电脑上收取:wfx sync pull"), "wfx status")


@app.command()
def pull(
    place: PlaceArgument = None,
    mine: Annotated[str, typer.Option("--mine", "--用我的", help="冲突清单里用这台电脑的编号", metavar="编号")] = "",
    theirs: Annotated[str, typer.Option("--theirs", "--用对方的", help="冲突清单里用对方的编号", metavar="编号")] = "",
    listed: Annotated[
        Path | None, typer.Option("--list", "--清单", help="另存后填好“用谁的”的冲突清单", metavar="文件")
    ] = None,
    dry_run: DryOption = False,
    out: OutOption = None,
) -> None:
    """收取:核验并收下同步库里的新记录,自己没送出的接在后面。

    例:wfx sync pull
    """
    from wfx.desk.copies import syncing

    if listed is not None and (mine or theirs):
        raise BadValue("选项(用了 --list 就不用 --mine、--theirs,都填在清单里)", shown=mine or theirs)
    fit(out, *TABLES, over=listed)
    with session.desk() as desk:
        pulled = syncing.pull(desk, place, mine, theirs, listed, dry=dry_run)
    if out is not None and out.suffix.lower() == ".xlsx" and pulled.to_fill:
        save(out, pulled.to_fill(), over=listed)
    elif pulled.clashes is not None and out is not None:
        write([pulled.clashes], out, over=listed)
    elif pulled.clashes is not None:
        show(pulled.clashes)
    if listed is not None and pulled.stale:
        again = f"wfx sync pull --list {quoted(listed)} -o {quoted(listed)}"
        session.say(f"清单里编号 {pulled.stale} 的内容已变,没有采用;{again} 把清单换成现在的,别的已填的还在")
    _say(pulled.lines, "" if pulled.undecided or dry_run else "wfx sync push")
    if pulled.undecided:
        raise SyncUndecided(shown=str(pulled.undecided))


@app.command()
def bundle(file: Annotated[Path, typer.Argument(help="新文件,如 查账.bundle", metavar="文件")]) -> None:
    """打包:整部历史一个文件,给查账的人或留底;不含钥匙,看不到姓名证号。

    例:wfx sync bundle 查账.bundle
    """
    from wfx.desk.copies.copies import make_bundle

    with session.desk() as desk:
        line = make_bundle(desk, file)
    _say((line,), "wfx audit log")


def _say(lines: tuple[str, ...], then: str) -> None:
    for line in lines:
        typer.echo(line, err=True)
    if then:
        typer.echo(f"下一步:{then}", err=True)

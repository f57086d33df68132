"""wfx init: new books, administrators' keys, the genesis sheet."""

import re
from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.quoted import quoted
from wfx.values.errors import BadValue, FolderNotEmpty, PassphraseNeeded
from wfx.values.month import Month

app = single()

SHORTEST = 8
REGION = "410999"
_DIGITS = re.compile(r"[0-9]{6}")


@app.command(help="建一套新的台账库。\n\n例:wfx init wenfeng --name 文峰乡 --villages 李斌庄:A,乔庄:B --admin li-ming")
def init(
    folder: Annotated[Path, typer.Argument(help="新文件夹", metavar="文件夹")],
    name: Annotated[str, typer.Option("--name", "--乡名", help="乡镇名称")] = "",
    region: Annotated[str, typer.Option("--region", "--区划", help="行政区划代码,六位;不写就是 410999")] = "",
    villages: Annotated[
        str, typer.Option("--villages", "--各村", help="村名用逗号隔开,村名后可写 :村类,如 李斌庄:A,乔庄:B")
    ] = "",
    admin: Annotated[str, typer.Option("--admin", "--管理员", help="第一管理员的代号,如 li-ming")] = "",
    second: Annotated[str, typer.Option("--second", "--第二管理员", help="第二管理员的代号;不写就是独任期")] = "",
    opening: Annotated[
        str,
        typer.Option(
            "--opening-until", "--期初到", help="哪个月起旧账也算新问题,如 2026-12;不写就不定", metavar="月份"
        ),
    ] = "",
) -> None:
    """Make the books; what is not given is asked for, one question each."""
    from wfx.desk.law.founding import Founding, found

    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty("文件夹", shown=str(folder), again="init 新文件夹名")
    plan = Founding(
        name=_asked(name, "乡镇名称", "--name"),
        region=region_of(region or _optional(f"行政区划代码(六位;直接回车是 {REGION})") or REGION),
        villages=_asked(villages, "各村名称(逗号隔开)", "--villages"),
        admin=_asked(admin, "第一管理员代号(拼音,如 li-ming)", "--admin"),
        second=second or _optional("第二管理员代号(现在没有就直接回车,进入独任期)"),
        opening_until=_month(
            opening or _optional("期初到哪个月为止:那个月起旧账也算新问题,如 2026-12(不定就直接回车)")
        ),
    )
    phrases = {officer: new_passphrase(officer) for officer in (plan.admin, plan.second) if officer}
    genesis = found(session.setting(), folder, plan, phrases)
    typer.echo(genesis.sheet)
    typer.echo(f"台账库已建好:{folder}。下一步:wfx --books {quoted(folder)} --as {plan.admin} status", err=True)


def region_of(text: str) -> str:
    """A township's or county's code of six digits. Errors: ``BadValue``."""
    if not _DIGITS.fullmatch(text):
        raise BadValue("行政区划代码(六位数字)", shown=text[:12])
    return text


def _month(text: str) -> Month | None:
    """Until which month the opening runs; blank: it is not said. Errors: ``BadValue`` for one that has come."""
    month = Month.parse(text) if text else None
    if month is not None and month <= Month.of(session.now().date()):
        raise BadValue("期初截止的月份(要晚于本月)", shown=text)
    return month


def _asked(given: str, question: str, option: str) -> str:
    if given:
        return given
    if not session.can_ask():
        raise BadValue(question, shown=option)
    return str(typer.prompt(question, err=True))


def _optional(question: str) -> str:
    """An answer that may be empty; empty when nobody can be asked."""
    return str(typer.prompt(question, default="", show_default=False, err=True)) if session.can_ask() else ""


def new_passphrase(officer: str) -> str:
    """A passphrase for a new key: at hand, or typed twice. Errors: ``PassphraseNeeded`` when nobody can be asked."""
    from wfx.desk.office.secrets import Secrets

    known = Secrets(session.home(), None).quiet(officer)
    if known is not None:
        return known
    while session.can_ask():
        typed = str(typer.prompt(f"给 {officer} 定一个口令(不少于 {SHORTEST} 位)", hide_input=True, err=True))
        again = str(typer.prompt("再输一遍", hide_input=True, err=True))
        if typed == again and len(typed) >= SHORTEST:
            return typed
        typer.echo("两次不一样,或太短,请重来。", err=True)
    raise PassphraseNeeded("口令", shown=officer)

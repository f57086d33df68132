"""wfx officers: list, add, rotate, revoke, recover."""

import re
from typing import Annotated

import typer

from wfx.cli.books.init import new_passphrase
from wfx.cli.console import session
from wfx.cli.console.group import duty
from wfx.cli.console.options import BecauseOption, CsvOption, DryOption, JsonOption, OutOption
from wfx.cli.console.show import receipt, show

app = duty("能签字的人:只有要作决定的人才有钥匙。\n\n例:wfx officers list")


@app.command("list")
def list_(as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None) -> None:
    """名单:代号、职务、角色、钥匙指纹。

    例:wfx officers list
    """
    from wfx.desk.recording.people import officers_sheet

    with session.desk() as desk:
        sheet = officers_sheet(desk)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def add(
    officer: Annotated[str, typer.Argument(help="代号(拼音),如 zhao-ke", metavar="代号")],
    title: Annotated[str, typer.Option("--title", "--职务", help="职务,不写姓名")],
    roles: Annotated[
        str,
        typer.Option("--roles", "--角色", help="管理员、经办、主任、分管领导、督导考核办、同事;几个用逗号隔开"),
    ],
    dry_run: DryOption = False,
) -> None:
    """增加一个能签字的人,在本机发给他钥匙。要管理员办理。

    例:wfx officers add zhao-ke --title 督导考核办主任 --roles supervisor
    """
    from wfx.desk.recording.gates import to_sign
    from wfx.desk.recording.people import add_officer

    with session.desk() as desk:
        phrase = "" if dry_run else new_passphrase(officer)
        result = add_officer(
            desk, officer, title, tuple(role.strip() for role in re.split("[,,、]", roles)), phrase, dry=dry_run
        )
        then = to_sign(desk, result.entry)
    receipt(result, then or "wfx officers list")


OfficerArgument = Annotated[str, typer.Argument(help="代号(拼音),如 zhao-ke", metavar="代号")]


@app.command()
def rotate(officer: OfficerArgument, dry_run: DryOption = False) -> None:
    """换发钥匙:在本机给他一把新的,旧的从这一笔起失效。口令泄露、换电脑、定期更换时用;要管理员办理。

    例:wfx officers rotate zhao-ke
    """
    from wfx.desk.recording import key_changes
    from wfx.desk.recording.gates import to_sign

    with session.desk() as desk:
        phrase = "" if dry_run else new_passphrase(officer)
        result = key_changes.rotate(desk, officer, phrase, dry=dry_run)
        then = to_sign(desk, result.entry)
    receipt(result, then or "wfx audit pending")
    session.say("签核以后再备份一次(wfx backup);他别的电脑上用 wfx recover 从备份建回来,再 wfx sync pull。")


@app.command()
def revoke(officer: OfficerArgument, because: BecauseOption, dry_run: DryOption = False) -> None:
    """收回钥匙:丢失、离任、停职。以前签的仍然有效;要管理员办理。

    例:wfx officers revoke zhao-ke --because 钥匙文件丢失
    """
    from wfx.desk.recording import key_changes
    from wfx.desk.recording.gates import to_sign

    with session.desk() as desk:
        result = key_changes.revoke(desk, officer, because, dry=dry_run)
        then = to_sign(desk, result.entry)
    receipt(result, then or "wfx audit pending")
    session.say("他抄走过的备份要一并收回。")


@app.command()
def recover(officer: OfficerArgument) -> None:
    """管理员的钥匙全丢了:用建账单上的恢复钥匙给一名管理员换发,并打开姓名证号。

    例:wfx officers recover li-ming
    """
    from wfx.desk.recording import key_changes

    with session.desk() as desk:
        text = session.ask_recovery()
        result = key_changes.recover(desk, officer, text, new_passphrase(officer))
    receipt(result, "wfx officers list")
    session.say("其他人的钥匙用 wfx officers rotate 重发。")


@app.command()
def deputy(
    officer: Annotated[str, typer.Argument(help="谁代签(代号)", metavar="代号")],
    until: Annotated[str, typer.Option("--until", "--到", help="到哪一天为止,如 2026-10-20", metavar="日期")],
    since: Annotated[str, typer.Option("--from", "--从", help="从哪一天起;不写就是今天", metavar="日期")] = "",
    dry_run: DryOption = False,
) -> None:
    """外出前委托别人代签:由本人登记,写明起止日期;代签在核验时单独统计。

    例:wfx officers deputy wang-fang --until 2099-12-31
    """
    from wfx.desk.office.typed import day_of
    from wfx.desk.recording.people import name_deputy

    with session.desk() as desk:
        first = day_of(since) if since else desk.today
        result = name_deputy(desk, officer, first, day_of(until), dry=dry_run)
    receipt(result, "wfx officers list")


@app.command()
def relatives(
    officer: Annotated[str, typer.Argument(help="哪一位(代号)", metavar="代号")],
    ids: Annotated[
        list[str] | None, typer.Argument(help="本人和亲属的人编号或代号,写全;不写就是没有", metavar="编号...")
    ] = None,
    dry_run: DryOption = False,
) -> None:
    """登记应回避的人:本人、亲属的编号(不写姓名)。涉及他们的关口,本人不能办也不能签。要管理员办理。

    干部自己申报的亲属(乡干部、村干部)用表导入:列“干部编号、亲属人编号、亲属关系”,wfx in 文件。

    例:wfx officers relatives wang-fang 410999010001-1
    """
    from wfx.desk.recording.people import set_relatives

    with session.desk() as desk:
        result = set_relatives(desk, officer, ids or [], dry=dry_run)
    receipt(result, "wfx officers list")


@app.command()
def recusals(
    month: Annotated[
        str | None, typer.Option("--month", "--月份", help="只看这个月登记的,如 2026-10;不写就是全部", metavar="月份")
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """回避核查:已经登记、签核过的,有没有涉及本人或亲属的;批量导入也查。有的退出码是 4。

    例:wfx officers recusals --month 2026-10
    """
    from wfx.desk.incoming.relatives import recusals_sheet

    with session.desk() as desk:
        sheet = recusals_sheet(desk, desk.month(month) if month else None)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
    if sheet.rows:
        raise typer.Exit(4)

"""wfx officers: list, add, rotate, revoke, recover."""

from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import duty
from wfx.cli.init import new_passphrase
from wfx.cli.options import BecauseOption, CsvOption, DryOption, JsonOption, OutOption
from wfx.cli.show import receipt, show

app = duty("能签字的人:只有要作决定的人才有钥匙。\n\n例:wfx officers list")


@app.command("list")
def list_(as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None) -> None:
    """名单:代号、职务、角色、钥匙指纹。

    例:wfx officers list
    """
    from wfx.desk.people import officers_sheet

    with session.desk() as desk:
        sheet = officers_sheet(desk)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def add(
    officer: Annotated[str, typer.Argument(help="代号(拼音),如 zhao-ke", metavar="代号")],
    title: Annotated[str, typer.Option("--title", "--职务", help="职务,不写姓名")],
    roles: Annotated[
        str,
        typer.Option("--roles", "--角色", help="逗号隔开:clerk 经办 chief 主任 leader 分管领导 supervisor 督导考核办"),
    ],
    dry_run: DryOption = False,
) -> None:
    """增加一个能签字的人,在本机发给他钥匙。要管理员办理。

    例:wfx officers add zhao-ke --title 督导考核办主任 --roles supervisor
    """
    from wfx.desk.people import add_officer

    with session.desk() as desk:
        phrase = "" if dry_run else new_passphrase(officer)
        result = add_officer(
            desk, officer, title, tuple(role.strip() for role in roles.split(",")), phrase, dry=dry_run
        )
    receipt(result, "wfx officers list")


OfficerArgument = Annotated[str, typer.Argument(help="代号(拼音),如 zhao-ke", metavar="代号")]


@app.command()
def rotate(officer: OfficerArgument, dry_run: DryOption = False) -> None:
    """换发钥匙:在本机给他一把新的,旧的从这一笔起失效。口令泄露、换电脑、定期更换时用;要管理员办理。

    例:wfx officers rotate zhao-ke
    """
    from wfx.desk import key_changes

    with session.desk() as desk:
        phrase = "" if dry_run else new_passphrase(officer)
        result = key_changes.rotate(desk, officer, phrase, dry=dry_run)
    receipt(result, "请另一名管理员 wfx sign;再 wfx backup U盘位置")


@app.command()
def revoke(officer: OfficerArgument, because: BecauseOption, dry_run: DryOption = False) -> None:
    """收回钥匙:丢失、离任、停职。以前签的仍然有效;要管理员办理。

    例:wfx officers revoke zhao-ke --because 钥匙文件丢失
    """
    from wfx.desk import key_changes

    with session.desk() as desk:
        result = key_changes.revoke(desk, officer, because, dry=dry_run)
    receipt(result, "请另一名管理员 wfx sign;他抄走过的备份要一并收回")


@app.command()
def recover(officer: OfficerArgument) -> None:
    """管理员的钥匙全丢了:用建账单上的恢复钥匙给一名管理员换发,并打开姓名证号。

    例:wfx officers recover li-ming
    """
    from wfx.desk import key_changes

    with session.desk() as desk:
        text = session.ask_recovery()
        result = key_changes.recover(desk, officer, text, new_passphrase(officer))
    receipt(result, "wfx status;其他人的钥匙用 wfx officers rotate 重发")

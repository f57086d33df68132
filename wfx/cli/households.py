"""wfx households: import, list, show."""

from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import duty
from wfx.cli.options import (
    AboutOption,
    CsvOption,
    DryOption,
    FilesArgument,
    JsonOption,
    OutOption,
    SourceOption,
    VillageOption,
    about,
)
from wfx.cli.show import receipt, show
from wfx.values.sheet import Reader

app = duty("农户和人口登记簿。\n\n例:wfx households import 农户.xlsx 人口.xlsx")

ReaderOption = Annotated[Reader, typer.Option("--reader", "--读者", help="给谁看,决定个人信息露多少")]


@app.command("import")
def import_(
    files: FilesArgument, month: AboutOption = "", source: SourceOption = "", dry_run: DryOption = False
) -> None:
    """导入国家系统导出的农户表和人口表。

    例:wfx households import 农户.xlsx 人口.xlsx --dry-run
    """
    from wfx.desk.importing import import_households

    with session.desk() as desk:
        notes, result = import_households(desk, files, about=about(month), source=source, dry=dry_run)
    for note in notes:
        typer.echo(note, err=True)
    receipt(result, "wfx households list")


@app.command("list")
def list_(
    village: VillageOption = None,
    find: Annotated[
        str, typer.Option("--find", "--查找", help="只列这些户:户编号的一段、户主姓名或拼音首字母", metavar="文字")
    ] = "",
    reader: ReaderOption = Reader.WORKING,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """农户名单。

    例:wfx households list --village 乔庄 -o 乔庄农户.xlsx

    例:wfx households list --find 0001
    """
    from wfx.desk.homes import found
    from wfx.duties import households

    with session.desk() as desk:
        code = desk.village(village)
        only = found(desk, find, code) if find else None
        heads = desk.books.table("households", village=code).arrow["head_id"].to_pylist()
        names = desk.names({head for head in heads if head})
        sheet = households.show_list(desk.books, names, village=code, only=only, reader=reader)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command("show")
def show_(
    household: Annotated[str, typer.Argument(help="户编号", metavar="户编号")],
    reader: ReaderOption = Reader.WORKING,
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """一户的全部情况和家庭成员。

    例:wfx households show 410999010001
    """
    from wfx.duties import households

    with session.desk() as desk:
        members = desk.books.table("persons").where(household_id=household).arrow["person_id"].to_pylist()
        sheets = households.show(desk.books, household, desk.names(members), desk.numbers(members), reader=reader)
    show(sheets, as_json=as_json, out=out)

"""wfx households: import, list, show, and every change of a household or its people."""

from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import duty
from wfx.cli.options import (
    AboutOption,
    BecauseOption,
    CsvOption,
    DryOption,
    FilesArgument,
    JsonOption,
    OneMonthOption,
    OutOption,
    SourceOption,
    VillageOption,
    about,
)
from wfx.cli.show import receipt, show
from wfx.values.reader import Reader

app = duty("农户和人口登记簿。\n\n例:wfx households import 农户.xlsx 人口.xlsx")

ReaderOption = Annotated[Reader, typer.Option("--reader", "--读者", help="给谁看,决定个人信息露多少")]


@app.command("import")
def import_(
    files: FilesArgument, month: AboutOption = "", source: SourceOption = "", dry_run: DryOption = False
) -> None:
    """导入国家系统导出的农户表和人口表。

    例:wfx households import 农户.xlsx 人口.xlsx --dry-run
    """
    from wfx.desk.work.importing import import_households

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
    from wfx.desk.office.access import nothing_opened
    from wfx.desk.office.homes import found
    from wfx.desk.office.names import names_of, reading
    from wfx.duties import households

    with session.desk() as desk:
        code = desk.village(village)
        only = found(desk, find, code) if find else None
        homes = [
            home
            for home in desk.books.table("households", village=code).rows()
            if only is None or home["household_id"] in only
        ]
        with reading(desk, reader, "农户名单"):
            names = names_of(desk, {str(home["head_id"]) for home in homes if home["head_id"]})
        sheet = households.show_list(desk.books, names, village=code, only=only, reader=reader)
    if said := nothing_opened(reader, names):
        typer.echo(said, err=True)
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
    from wfx.desk.office.access import nothing_opened
    from wfx.desk.office.names import names_of, numbers_of, reading
    from wfx.duties import households

    with session.desk() as desk, reading(desk, reader, "一户全部情况"):
        members = desk.books.table("persons").where(household_id=household).arrow["person_id"].to_pylist()
        names = names_of(desk, members)
        sheets = households.show(desk.books, household, names, numbers_of(desk, members), reader=reader)
    if said := nothing_opened(reader, names):
        typer.echo(said, err=True)
    show(sheets, as_json=as_json, out=out)


OnOption = Annotated[str, typer.Option("--on", "--日期", help="哪天的事,如 10-8;不写就是今天", metavar="日期")]


@app.command()
def add(
    household: Annotated[str, typer.Argument(help="新户的户编号", metavar="户编号")],
    village: VillageOption = None,
    group: Annotated[str, typer.Option("--group", "--组", help="村民组")] = "",
    category: Annotated[str, typer.Option("--category", "--户类型", help="脱贫户 / 一般农户")] = "",
    because: BecauseOption = "",
    on: OnOption = "",
    source: SourceOption = "",
    dry_run: DryOption = False,
) -> None:
    """登记一户新立的户;人随后用 members 或 import 登记。

    例:wfx households add 410999010999 --village 乔庄 --户类型 一般农户 --because 外乡迁入
    """
    from wfx.desk.work import registering

    given = {"household_id": household, "village": village or "", "group_name": group, "category": category}
    told = registering.Filing(on, because, source, dry_run)
    with session.desk() as desk:
        result = registering.add(desk, given, told)
    receipt(result, f"wfx households members {household} 婚入")


@app.command()
def move(
    household: Annotated[str, typer.Argument(help="户编号", metavar="户编号")],
    to: Annotated[str, typer.Option("--to", "--迁往", help="村名;迁出本乡写 外乡")],
    group: Annotated[str, typer.Option("--group", "--组", help="迁入后的村民组")] = "",
    because: BecauseOption = "",
    on: OnOption = "",
    source: SourceOption = "",
    dry_run: DryOption = False,
) -> None:
    """整户迁移:户编号不变,人随户走;迁出本乡的户仍留在册上。

    例:wfx households move 410999010001 --to 外乡 --because 随子女进城
    """
    from wfx.desk.work import registering

    told = registering.Filing(on, because, source, dry_run)
    with session.desk() as desk:
        result = registering.move(desk, household, to, group, told)
    receipt(result, f"wfx households show {household}")


@app.command()
def split(
    household: Annotated[str, typer.Argument(help="原户编号", metavar="户编号")],
    new: Annotated[str, typer.Option("--new", "--新户", help="分出的户的户编号")],
    people: Annotated[str, typer.Option("--people", "--人", help="分出去的人编号,几个用顿号隔开")],
    head: Annotated[str, typer.Option("--head", "--户主", help="新户的户主(人编号);不写就是第一个人")] = "",
    because: BecauseOption = "",
    on: OnOption = "",
    source: SourceOption = "",
    dry_run: DryOption = False,
) -> None:
    """分户:把几个人立为同村的另一户,要写理由。

    例:wfx households split 410999010001 --new 410999010998 --people P2 --because 儿子成家
    """
    from wfx.desk.work import registering

    told = registering.Filing(on, because, source, dry_run)
    with session.desk() as desk:
        result = registering.split(desk, household, new, people, head, told)
    receipt(result, f"wfx households show {new}")


@app.command()
def close(
    household: Annotated[str, typer.Argument(help="户编号", metavar="户编号")],
    because: BecauseOption = "",
    on: OnOption = "",
    source: SourceOption = "",
    dry_run: DryOption = False,
) -> None:
    """销户:户编号留在册上,要写理由。

    例:wfx households close 410999010001 --because 户内人员全部去世
    """
    from wfx.desk.work import registering

    told = registering.Filing(on, because, source, dry_run)
    with session.desk() as desk:
        result = registering.close(desk, household, told)
    receipt(result, "wfx check households")


@app.command()
def members(
    number: Annotated[str, typer.Argument(help="出生、婚入写户编号;其余写人编号", metavar="编号")],
    kind: Annotated[str, typer.Argument(help="出生/婚入/死亡/婚出/迁出/参军/服刑/回迁", metavar="变动")],
    person: Annotated[str, typer.Option("--person", "--人编号", help="新成员的人编号;不写就编一个")] = "",
    relation: Annotated[str, typer.Option("--relation", "--关系", help="新成员与户主关系,如 之子、配偶")] = "",
    sex: Annotated[str, typer.Option("--sex", "--性别", help="新成员的性别")] = "",
    birth: Annotated[str, typer.Option("--birth", "--出生", help="新成员的出生年月,如 1998-03")] = "",
    head: Annotated[str, typer.Option("--head", "--户主", help="户主不在了:新户主的人编号")] = "",
    because: BecauseOption = "",
    on: OnOption = "",
    source: SourceOption = "",
    dry_run: DryOption = False,
) -> None:
    """成员变动:出生、婚入、死亡、婚出、迁出、参军、服刑、回迁;人数跟着改,人的记录留在册上。

    例:wfx households members 410999010001 出生 --关系 之孙子 --性别 男
    """
    from wfx.desk.work import registering

    given = {"person_id": person, "relation": relation, "sex": sex, "birth_month": birth}
    told = registering.Filing(on, because, source, dry_run)
    with session.desk() as desk:
        result = registering.member(desk, number, kind, given, head, told)
    receipt(result, "wfx households changes")


@app.command()
def changes(
    household: Annotated[str | None, typer.Argument(help="只看一户", metavar="户编号")] = None,
    month: OneMonthOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """农户变动:谁在哪天迁移、分户、销户、增减人口,为什么。

    例:wfx households changes --month 2026-10
    """
    from wfx.duties import households

    with session.desk() as desk:
        chosen = desk.month(month) if month else None
        sheet = households.show_changes(desk.books, household=household, month=chosen)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)

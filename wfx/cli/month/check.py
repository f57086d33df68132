"""wfx check: every rule, or one duty's."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import (
    CsvOption,
    JsonOption,
    MonthOption,
    OpenDryOption,
    OpenOption,
    OutOption,
    VillageOption,
)
from wfx.cli.console.place import TABLES, fit
from wfx.cli.console.show import checked, findings_sheet, leave, opened
from wfx.cli.registry import commands, find

app = single()


@app.command(
    help="按规则检查台账,列出疑点;新出现的在前。\n\n例:wfx check 资产 --month 2026-10\n\n例:wfx check --open --dry-run"
)
def check(
    duty: Annotated[str | None, typer.Argument(help="只查一项工作(如 资产、排查、农户)", metavar="工作")] = None,
    month: MonthOption = None,
    village: VillageOption = None,
    open_: OpenOption = False,
    dry_run: OpenDryOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """Run the rules and list what they find."""
    from wfx.desk.judging.judging import said_of
    from wfx.desk.judging.months import late_sheets
    from wfx.desk.judging.naming import things
    from wfx.desk.judging.opening import followed
    from wfx.values.errors import NotAChoice
    from wfx.values.finding import standing

    command = find(duty) if duty else None
    with session.desk() as desk:
        if duty and command is None:
            ruled = {path.split("/")[1] for path in desk.books.law().rules}
            allowed = "、".join(each.chinese for each in commands() if each.name in ruled)
            raise NotAChoice("工作", shown=duty, allowed=allowed)
        chosen = desk.month(month)
        found = followed(desk, chosen, duty=command.name if command else None, village=desk.village(village))
        confirmed = said_of(desk)
        late, village_name = late_sheets(desk, chosen), desk.books.township.village_name
        named = things(desk, (each for each, _ in found))
        fit(out, *TABLES)
        opened(desk, chosen, found, wanted=open_, dry=dry_run)
    sheet = findings_sheet(f"{chosen} 疑点清单", found, confirmed, named, village_name)
    checked(sheet, (), late, as_json=as_json, as_csv=as_csv, out=out)
    leave(standing(found))

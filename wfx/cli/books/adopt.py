"""wfx adopt: validate and record hand edits."""

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import AboutOption, BecauseOption, DryOption, about
from wfx.cli.console.show import receipt

app = single()


@app.command(help="校验并登记直接改在文件夹里的内容;要写理由。\n\n例:wfx adopt --because 更正录入错误 --dry-run")
def adopt(because: BecauseOption = "", month: AboutOption = "", dry_run: DryOption = False) -> None:
    """Check every hand-edited file like an import, then record it."""
    from wfx.desk.law.handwork import adopt as taken

    with session.desk() as desk:
        for result in taken(desk, because, about=about(month), dry=dry_run):
            receipt(result, "wfx audit log")

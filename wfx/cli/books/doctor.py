"""wfx doctor: whether this computer, the keys and the books can work."""

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import JsonOption
from wfx.cli.console.show import show

app = single()


@app.command(help="检查这台电脑、钥匙和台账库能否正常工作。\n\n例:wfx doctor")
def doctor(as_json: JsonOption = False) -> None:
    """Look at everything wfx stands on; exit 1 when something does not work."""
    from wfx.desk.audit.health import examine

    sheet, sound = examine(session.setting())
    show(sheet, as_json=as_json)
    if not sound:
        raise typer.Exit(1)

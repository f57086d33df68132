"""wfx completion: the Tab key knows commands, options, villages."""

from typing import Annotated

import typer

from wfx.cli.console.group import single
from wfx.values.errors import NotAChoice

app = single()
SHELLS = {"bash": "bash", "powershell": "powershell", "pwsh": "pwsh"}
VARIABLE = "_WFX_COMPLETE"


@app.command(
    help="按 Tab 键补全命令、选项和村名:打印补全脚本,或装进自己的配置(--install)。"
    "\n\n例:wfx completion bash\n\n例:wfx completion powershell"
)
def completion(
    shell: Annotated[str, typer.Argument(help="bash(含 Git Bash)、powershell 或 pwsh", metavar="外壳")],
    install: Annotated[bool, typer.Option("--install", "--安装", help="写进自己的配置文件,下次打开窗口生效")] = False,
) -> None:
    """Print or install the script."""
    from typer._completion_shared import get_completion_script
    from typer._completion_shared import install as put

    if shell not in SHELLS:
        raise NotAChoice("外壳", shown=shell, allowed="、".join(SHELLS))
    if install:
        _, path = put(shell=shell, prog_name="wfx", complete_var=VARIABLE)
        typer.echo(f"已写进 {path};重新打开窗口后,输入 wfx 再按 Tab 键。", err=True)
    else:
        typer.echo(get_completion_script(prog_name="wfx", complete_var=VARIABLE, shell=shell))


def villages(incomplete: str) -> list[str]:
    """The villages of the books at hand whose name or code begins so; nothing outside of books."""
    from wfx.cli.console import session
    from wfx.values.errors import WfxError

    try:
        with session.desk() as desk:
            named = [name for village in desk.books.township.villages for name in (village.name, village.code)]
    except WfxError:
        return []
    return [name for name in named if name.startswith(incomplete)]

"""wfx unlock: remember a passphrase on this machine, or forget it."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single

app = single()


@app.command(help="在本机记住我的口令,以后登记不再问;--forget 忘掉。只在自己的电脑上用。\n\n例:wfx unlock")
def unlock(
    forget: Annotated[bool, typer.Option("--forget", "--忘掉", help="忘掉记住的口令")] = False,
) -> None:
    """Keep or drop the actor's passphrase, after checking that it opens the key."""
    from wfx.desk.office.secrets import secrets_of, signer_of

    with session.desk() as desk:
        actor = desk.actor
        if forget:
            typer.echo("已忘掉。" if secrets_of(desk).forget(actor) else "本来就没有记住。", err=True)
            return
        passphrase = secrets_of(desk).passphrase(actor)
        signer_of(desk).officer  # noqa: B018 - opening the key proves the passphrase
        secrets_of(desk).remember(actor, passphrase)
    typer.echo(f"已在本机记住 {actor} 的口令(明文存放在 {session.home()},离岗请执行 wfx unlock --forget)。", err=True)

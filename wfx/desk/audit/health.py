"""Whether this computer, the keys and the books can work: each thing tried, not assumed."""

import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from wfx import __version__
from wfx.desk.audit.verifying import fits, sentence
from wfx.desk.desk import Desk, Setting
from wfx.rules.sql import Door
from wfx.store.entries.keys import KeyStore
from wfx.store.objects.git import git_version
from wfx.store.verifying.verify import verify
from wfx.values.errors import NotBooks, WfxError
from wfx.values.sheet import Column, Sheet


class Seen(NamedTuple):
    """What was found, in words, and whether it is as it should be."""

    text: str
    sound: bool = True


def examine(setting: Setting) -> tuple[Sheet, bool]:
    """One line a thing: what was tried and how it went; whether all of it is sound."""
    tries: tuple[tuple[str, Callable[[Setting], Seen]], ...] = (
        ("程序", _program),
        ("git", lambda _: Seen(git_version())),
        ("SQL", _sql),
        ("控制台编码", lambda _: Seen(str(sys.stdout.encoding))),
        ("配置文件夹", _home),
        ("时钟", lambda given: Seen(f"{given.now:%Y-%m-%d %H:%M} 北京时间")),
        ("台账库", _books),
    )
    rows = []
    sound = True
    for title, attempt in tries:
        try:
            seen = attempt(setting)
        except (WfxError, OSError, duckdb.Error) as wrong:
            seen = Seen(f"{getattr(wrong, 'code', type(wrong).__name__)}", sound=False)
        sound = sound and seen.sound
        rows.append((title, "正常" if seen.sound else "有问题", seen.text))
    columns = (Column("thing", "项目"), Column("state", "结果"), Column("detail", "说明"))
    return Sheet("自检", columns, tuple(rows)), sound


def _program(setting: Setting) -> Seen:
    del setting
    text = f"wfx {__version__},Python {platform.python_version()},pyarrow {pa.__version__},duckdb {duckdb.__version__}"
    return Seen(text)


def _sql(setting: Setting) -> Seen:
    del setting
    one = pa.table({"n": [1, 2]})
    with Door(lambda _: one, {"t"}) as door:
        total = door.select("select sum(n) as total from t")["total"].to_pylist()
    right = [int(value) for value in total] == [3]
    return Seen("能算" if right else "算错", right)


def _home(setting: Setting) -> Seen:
    setting.home.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=setting.home)
    os.close(handle)
    Path(name).unlink()
    keys = KeyStore(setting.home)
    return Seen(f"可写;本机钥匙:{'、'.join(keys.officers()) or '还没有'}{_ended(setting, keys)}")


def _ended(setting: Setting, keys: KeyStore) -> str:
    """Whose keys here no longer sign in the books where the person stands, if they stand in any."""
    try:
        with Desk(setting) as desk:
            officers = desk.books.officers
    except WfxError:  # told where the books are examined
        return ""
    ended = sorted(set(keys.officers()) & set(officers.ids) - set(keys.in_force(officers)))
    return f"(其中 {'、'.join(ended)} 的不在本库名册里,换发过或收回了,不能用)" if ended else ""


def _books(setting: Setting) -> Seen:
    try:
        with Desk(setting) as desk:
            verdict = verify(desk.folder, level="rows", fits=fits)
            return Seen(sentence(verdict), verdict.intact)
    except NotBooks:
        return Seen("这里没有台账库")

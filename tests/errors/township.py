"""A small township made once through the real doors, and a copy of it to go wrong in."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.console import captured
from wfx.cli.demo import PASSPHRASE
from wfx.cli.main import main

BOOKS = "wenfeng"
MONTH = "2026-10"
KEYS = {"WFX_HOME": "keys", "WFX_PASSPHRASE": PASSPHRASE}
FULL_NAME, ID_NUMBER, PHONE = "欧阳例一", "410999199001010015", "19900000001"

HOUSEHOLDS = """户编号,村,户类型,家庭人口数,户主人编号
H001,李斌庄,脱贫户,1,P001
H002,何庄,一般农户,1,P002
"""
PERSONS = f"""人编号,户编号,村,姓名,证件号码,联系电话,与户主关系
P001,H001,李斌庄,{FULL_NAME},{ID_NUMBER},{PHONE},户主
P002,H002,何庄,欧阳例二,410999198502020030,19900000002,户主
"""
ASSETS = """资产编号,资产名称,资产类别,村,资产原值
A001,大棚一号,经营性,李斌庄,10000
A002,机井二号,公益性,何庄,8000
"""
TASKS = """任务编号,任务,完成时限,权重
T1,走访排查,2026-10-25,60
T2,资产巡查,2026-10-28,40
"""
SCREENINGS = """户编号,村,排查方式,教育自付支出
H001,李斌庄,入户,20000
"""


@dataclass(frozen=True)
class Said:
    """What one command said and how it ended."""

    code: int
    out: str
    err: str


def typed(*words: str) -> Said:
    """One command typed into the current folder, nobody there to be asked."""
    with captured() as (out, err):
        code = main(["--no-input", *words])
    return Said(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Place:
    """A folder with the books of a township and the keys of its officers."""

    folder: Path

    @property
    def books(self) -> Path:
        return self.folder / BOOKS

    @property
    def home(self) -> Path:
        return self.folder / KEYS["WFX_HOME"]

    @property
    def head(self) -> str:
        """The newest entry's id; empty where there are no books."""
        ref = self.books / ".git" / "refs" / "heads" / "main"
        return ref.read_text(encoding="ascii").strip() if ref.is_file() else ""

    @property
    def environment(self) -> Mapping[str, str]:
        return {**KEYS, "WFX_HOME": str(self.home)}

    def copy(self, to: Path) -> "Place":
        shutil.copytree(self.folder, to)
        return Place(to)


def make(folder: Path) -> Place:
    """Found the township and let it live a little; the environment must hold ``Place.environment``."""
    place = Place(folder)
    folder.mkdir(parents=True)
    files = {"户.csv": HOUSEHOLDS, "人.csv": PERSONS, "资产.csv": ASSETS, "单.csv": TASKS, "排查.csv": SCREENINGS}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    path = {name: str(folder / name) for name in files}
    who = ("--admin", "li-ming", "--second", "wang-fang")
    _do("init", str(place.books), "--name", "文峰乡", "--villages", "李斌庄:A,乔庄:A,何庄:B", *who)
    office = ("--books", str(place.books), "--as", "li-ming")
    _do(*office, "officers", "add", "zhao-ke", "--title", "督导考核办主任", "--roles", "supervisor")
    _do(*office, "households", "import", path["户.csv"], path["人.csv"])
    _do(*office, "assets", "register", path["资产.csv"])
    _do(*office, "tasks", "take", path["单.csv"], "--month", MONTH)
    _do(*office, "screen", "import", path["排查.csv"], "--month", MONTH)
    _do(*office, "screen", "run", "--month", MONTH)
    _do(*office, "assets", "dispose", "A001", "--cause", "其他")
    typed(*office, "check", "--month", MONTH)  # so that no copy has to read and judge all rules for the first time
    return place


def _do(*words: str) -> None:
    said = typed(*words)
    assert said.code == 0, said.err

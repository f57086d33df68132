"""The files the manual's commands name, made in the demo's folder: the demo's own papers under short names, and a
November that the demo has not played."""

import shutil
from pathlib import Path

from tests.township import ROOT
from wfx.demo.files import Files
from wfx.demo.seed import Seed
from wfx.values.month import Month

NOVEMBER = Month(2026, 11)
NAMED = {
    "农户.xlsx": "农户信息表",
    "人口.xlsx": "人口信息表",
    "资产.xlsx": "项目资产台账",
    "合同.xlsx": "资产合同表",
    "收益.xlsx": "资产收益表",
    "通报.xlsx": "四村考核通报",
    "分配表.xlsx": "项目资金拨付表",
}


def prepare(folder: Path) -> None:
    """Lay them out."""
    for name, made in NAMED.items():
        shutil.copy(folder / "excel" / f"{made}.xlsx", folder / name)
    files = Files(Seed.read(ROOT / "ledgers/demo/township.toml", 454), folder / "november")
    (folder / "十一月排查").mkdir()
    for path in map(Path, files.screenings(NOVEMBER)):
        shutil.copy(path, folder / "十一月排查" / f"{path.stem.partition('2026')[0]}.xlsx")
    shutil.copy(files.tasks(NOVEMBER), folder / "十一月提示单.xlsx")
    for kind in ("完成度", "质量分"):
        shutil.copy(files.marks(NOVEMBER, kind), folder / f"十一月{kind}.xlsx")
    (folder / "备份盘").mkdir()

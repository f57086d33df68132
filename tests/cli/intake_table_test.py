"""The table of a folder's files: codes, times and memory, and nothing of what stands in the files."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.errors.township import Place
from tests.intake.sheets import xlsx
from tests.township import ROOT

NAME = "何某某的表"


def test_a_folder_becomes_a_table_without_a_word_of_it(place: Place) -> None:
    folder = Path("来件")
    folder.mkdir()
    (folder / f"{NAME}.xlsx").write_bytes(xlsx([["户编号", "村", "户类型"], ["H001", "无此村", "富户"]]))
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "排名.csv").write_text("名次,村,得分\n1,何庄,95\n2,乔庄,93\n", encoding="utf-8")
    words = [sys.executable, str(ROOT / "tools/intake_table.py"), str(folder), "--as", "li-ming", "--month", "2026-10"]
    done = subprocess.run(
        [*words, "--json"], capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    lines = [json.loads(line) for line in done.stdout.decode("ascii").splitlines()]
    went = {line["ending"]: [line["in"]["exit"], line["rank"]["exit"]] for line in lines}
    assert len(lines) == 3
    assert went[".csv"][1] in {0, 4}
    codes = [line["in"]["codes"] for line in lines]
    assert {"E205": 1} in codes
    assert any({"E227", "E228"} <= set(each) for each in codes)
    assert not any(word in done.stdout.decode() for word in (NAME, "无此村", "富户", "何庄"))
    assert place.head

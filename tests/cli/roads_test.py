"""A form's road is one: what a command takes, and where the digest of the file is kept."""

import json
from pathlib import Path

from tests.conftest import Office


def test_the_file_s_digest_stands_beside_who_said_it(office: Office) -> None:
    Path("户.csv").write_text("户编号,行政村,备注\n410999010001,李斌庄,村东头\n", encoding="utf-8")
    assert office.run("households", "import", "户.csv", "--source", "村会计口述").code == 0
    rows = json.loads(_newest(office))
    said = next(row["value"] for row in rows[0]["rows"] if row["field"] == "来源")
    assert said.startswith("村会计口述;农户名册 sha256:")


def _newest(office: Office) -> str:
    number = json.loads(office.run("audit", "log", "--limit", "1", "--json").out)["rows"][0]["seq"]
    return office.run("audit", "show", str(number), "--json").out

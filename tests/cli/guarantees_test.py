"""A quarter looked into as it is typed: what the books know is read, the rest is told, what is not met is assigned."""

import csv
from io import StringIO

from tests.errors.township import Place, Said, typed

ROAD = "--month 2026-10"


def _do(words: str) -> Said:
    said = typed("--as", "li-ming", *words.split())
    assert said.code == 0, said.err
    return said


def _row(number: str, words: str = "") -> dict[str, str]:
    listed = csv.DictReader(StringIO(_do(f"guarantees list {ROAD} {words} --csv").out))
    return next(row for row in listed if row["户编号"] == number)


def test_a_quarter_from_the_lists_to_who_mends_what(place: Place) -> None:
    (place.folder / "住房.csv").write_text("户编号,村,排查方式,住房安全等级\nH001,李斌庄,入户,C级\n", encoding="utf-8")
    _do(f"in ../住房.csv {ROAD} --yes")
    _do(f"guarantees check {ROAD}")
    (place.folder / "表.csv").write_text(
        "季度,户编号,村,指标,达标结果,结果来源,结果日期\n"
        + "".join(f"2026Q4,H001,李斌庄,{item},是,入户,2026-10-12\n" for item in ("水量", "水质", "方便", "住房")),
        encoding="utf-8",
    )
    _do("in ../表.csv --yes")
    row = _row("H001", "--show 未达标")
    assert (row["住房安全"], row["饮水安全"], row["未达标项"]) == ("未达标", "缺数据", "住房安全")
    found = typed("check", "guarantees", *ROAD.split(), "--csv")
    assert (found.code, "GB1" in found.out, "GB2" in found.out) == (4, True, True)
    _do(f"guarantees assign H001 住房 --who 村支书 --due 2026-11-20 {ROAD}")
    row = _row("H001")
    assert (row["责任人"], row["时限"]) == ("村支书", "2026-11-20")
    _do(f"guarantees record H001 住房 --result 达标 --source 部门 --evidence 鉴定B级 --on 2026-10-28 {ROAD}")
    assert _row("H001")["住房安全"] == "达标"

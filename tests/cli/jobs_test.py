"""Vacancies as they are typed: near villages by name, the village's sheet, who is sent and what came of it."""

import json
from pathlib import Path

from tests.errors.township import Place, Said, typed

PUBLISH = "jobs publish --employer 示例服装厂 --trade 缝纫 --wanted 5 --wage 2600 --age-to 55"


def _do(words: str) -> Said:
    said = typed("--as", "li-ming", *words.split())
    assert said.code == 0, said.err
    return said


def _rows(select: str) -> list[dict[str, object]]:
    return list(json.loads(typed("query", select, "--json").out)["rows"])


def test_a_vacancy_is_published_to_near_villages_and_somebody_is_sent(place: Place) -> None:
    _do(f"{PUBLISH} --near 乔庄 --near 何庄 --until 2099-12-31")
    [row] = _rows("select vacancy_id, villages from vacancies")
    assert row["villages"] in (["v02", "v03"], "v02、v03")
    number = str(row["vacancy_id"])
    unknown = typed("--as", "li-ming", *f"{PUBLISH} --near 无此村".split())
    assert (unknown.code, "无此村" in unknown.err) == (2, True)
    _do("jobs sheet -o 用工单")
    assert sorted(path.name[:2] for path in Path("用工单").glob("*.docx")) == ["乔庄", "何庄"]
    assert "没有核验" in _do("jobs list --csv").out
    _do(f"jobs check {number} --by 乡就业专干")
    _do(f"jobs place {number} --person P002")
    again = _do("jobs match --show out --who all --csv").out
    assert again.count("\n") <= 2  # whose labour is not known is nobody to be sent
    _do("jobs answer 001 --answer 已上岗 --from 2026-10-15")
    assert "示例服装厂" in _do("jobs placements --csv").out
    assert "务工对接" in _do("posts periods --month 2026-11 --only all --csv").out
    _do("jobs follow-up 001 --no-still --left 2026-11-01 --why 活太重")
    assert "务工对接" not in _do("posts periods --month 2026-11 --only all --csv").out
    _do(f"jobs close {number}")
    head = place.head
    assert "示例服装厂" not in _do("jobs list --csv").out
    assert place.head == head

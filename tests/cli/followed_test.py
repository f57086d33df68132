"""What is new, stands still or is gone is the same whether the month before is asked again or remembered."""

import json

from tests.conftest import Office

NOVEMBER = ("--month", "2026-11")


def _checked(office: Office) -> list[dict[str, str]]:
    played = office.run("check", *NOVEMBER, "--json")
    assert played.code in {0, 4}, played.err
    rows: list[dict[str, str]] = json.loads(played.out)["rows"]
    return rows


def _forget(office: Office) -> None:
    for path in (office.books / ".git" / "wfx" / "cache").glob("*.arrow"):
        path.unlink()


def test_what_stands_no_longer_is_told_from_memory_too(office: Office) -> None:
    _forget(office)
    asked = _checked(office)
    assert {row["follow"] for row in asked} == {"新增", "延续", "消失"}
    assert _checked(office) == asked
    rule = next(row["rule"] for row in asked if row["follow"] == "延续")
    (path,) = (office.books / "rules").rglob(f"{rule}.toml")
    path.unlink()
    assert office.run("adopt", "--because", "试").code == 0
    remembered = _checked(office)
    _forget(office)
    assert _checked(office) == remembered
    assert {row["follow"] for row in remembered if row["rule"] == rule} <= {"消失"}

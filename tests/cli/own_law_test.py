"""What the office changed against the shipped rules, as typed."""

from tests.conftest import Office


def test_a_changed_value_is_named_beside_the_shipped_one(office: Office) -> None:
    assert "完全一样" in office.run("rules", "diff", "--shipped").out
    path = office.books / "rules" / "assets" / "A11.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('severity = "error"', 'severity = "hint"'), encoding="utf-8", newline="\n")
    assert office.run("adopt", "--because", "先作提示").code == 0
    told = office.run("rules", "diff", "--shipped", "--csv").out.splitlines()
    assert told[1:] == ["rules/assets/A11.toml,改动,severity,error,hint"]
    assert office.run("rules", "diff").code == 2

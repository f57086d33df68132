"""docs/spec/forms.md and docs/spec/workbook.md: their examples work, their keys are the program's."""

import re
import tomllib

import pytest

from tests.township import ROOT, schemas
from wfx.intake.forms import load_forms
from wfx.values.errors import Refused
from wfx.values.roundtrip.branch import own_changes

FORMS = (ROOT / "docs/spec/forms.md").read_text(encoding="utf-8")
WORKBOOK = (ROOT / "docs/spec/workbook.md").read_text(encoding="utf-8")


def _block(text: str, language: str, which: int = -1) -> str:
    return str(re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)[which])


def test_the_example_of_a_form_loads() -> None:
    form = load_forms({"templates/assets/patrol.form.toml": _block(FORMS, "toml").encode()}, schemas())["patrol"]
    assert form.sheet is not None
    assert form.sheet.fill == ("inspected_on", "inspection")


def test_the_example_of_a_list_loads() -> None:
    form = load_forms({"templates/screen/x.form.toml": _block(FORMS, "toml", 0).encode()}, schemas())["x"]
    assert form.matched is not None
    assert form.matched.facts == ("self_pay_medical",)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"资产编号" = "asset_id"\n', "", "主键"),
        ('"inspection"]', '"weather"]', "weather"),
        ('rows = "assets"', 'rows = "ships"', "台账"),
        ('"name"', '"captain"', "captain"),
        ("fill = [", "colour = 1\nfill = [", "只能有"),
    ],
)
def test_a_wrong_sheet_is_named(old: str, new: str, why: str) -> None:
    text = _block(FORMS, "toml").replace(old, new)
    with pytest.raises(Refused) as caught:
        load_forms({"templates/assets/patrol.form.toml": text.encode()}, schemas())
    assert why in str([dict(each.details) for each in caught.value.problems])


def test_every_key_of_a_shipped_form_is_on_the_page() -> None:
    said = set(re.findall(r"^\| (`.*?`) \|", FORMS, re.MULTILINE))
    words = set(re.findall(r"`(\w+)`", " ".join(said)))
    for path in (ROOT / "templates").rglob("*.form.toml"):
        form = tomllib.loads(path.read_text(encoding="utf-8"))
        nested = set(form.get("sheet", {})) | set(form.get("match", {})) | set(form.get("match", {}).get("counts", {}))
        assert set(form) - {"sheet"} | nested <= words | {"field", "column"}, path


def test_the_example_of_the_merge_holds() -> None:
    exec(compile(_block(WORKBOOK, "python"), "workbook.md", "exec"), {"own_changes": own_changes})  # noqa: S102

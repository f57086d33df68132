"""Rule files: what does not load, each with its own error, all errors at once."""

import pytest

from tests.rules.ledgers import rule_files, schemas, shipped
from wfx.rules.examples import run_examples
from wfx.rules.rulefile import load_rules
from wfx.values.errors import (
    BadRule,
    DuplicateRule,
    ExamplesMissing,
    NoSuchRule,
    Refused,
    RuleNotConfirmed,
    SqlForbidden,
    SqlNotOneSelect,
    SqlUnknownName,
    WfxError,
)

PATH = "rules/assets/A11.toml"
GOOD = """
id = "A11"
title = "合同到期仍在出租"
subject = "asset_id"
severity = "error"
status = "draft"
from = "assets"
when = "state = 'leased' and idle_since + v.grace_days < v.month_end"
needs = ["idle_since"]
[basis]
text = "某办法第三条"
grade = "D"
[values.grace_days]
"2021-01" = 0
[say]
what = "{idle_since} 起 {state}"
do = "核对"
[[example]]
month = "2026-10"
assets = [{asset_id="A1", state="leased", idle_since=2026-09-30}, {asset_id="A2"}, {asset_id="A3", state="leased"}]
flags = ["A1"]
missing = ["A2", "A3"]
silent = ["A4"]
"""

WRONG: list[tuple[str, str, type[WfxError]]] = [
    ('id = "A11"', 'id = "A12"', BadRule),
    ('title = "合同到期仍在出租"', "", BadRule),
    ('title = "合同到期仍在出租"', "title = 5", BadRule),
    ('title = "合同到期仍在出租"', 'titel = "x"\ntitle = "x"', BadRule),
    ('severity = "error"', 'severity = "red"', BadRule),
    ('severity = "error"', "", BadRule),
    ('status = "draft"', 'status = "on"', BadRule),
    ('status = "draft"', 'status = "active"', RuleNotConfirmed),
    ('status = "draft"', 'audience = "public"', BadRule),
    ('status = "draft"', 'guards = ["lease"]', BadRule),
    ('status = "draft"', 'guards = "assets.lease"', BadRule),
    ('status = "draft"', 'kind = "list"\nguards = ["assets.lease"]', BadRule),
    ('month = "2026-10"', 'month = "2026-10"\nday = "2026-10-12"', BadRule),
    ("[values.grace_days]", "[values.day]", BadRule),
    ('from = "assets"', 'from = "asset"', SqlForbidden),
    ('from = "assets"', "from = \"read_csv('x')\"", SqlForbidden),
    ('from = "assets"', 'from = "assets; drop table assets"', SqlNotOneSelect),
    ('from = "assets"', 'select = "select 1"', BadRule),
    ('from = "assets"', "", BadRule),
    ("idle_since + v.grace_days", "idle_sinc + v.grace_days", SqlUnknownName),
    ("idle_since + v.grace_days", "idle_since + v.grace", SqlUnknownName),
    ("idle_since + v.grace_days < v.month_end", "idle_since < now()", SqlForbidden),
    ("idle_since + v.grace_days < v.month_end", "idle_since > name", SqlUnknownName),
    ("idle_since + v.grace_days < v.month_end", "original_value / 3 < 1", SqlForbidden),
    ("state = 'leased' and idle_since + v.grace_days < v.month_end", "original_value + 1", BadRule),
    ('needs = ["idle_since"]', 'needs = ["nothing"]', SqlUnknownName),
    ('needs = ["idle_since"]', 'needs = "idle_since"', BadRule),
    ("{state}", "{stat}", SqlUnknownName),
    ("{state}", "{1 + 1}", BadRule),
    ("{state}", "{v.line}", BadRule),
    ('do = "核对"', 'do = "核对 {state}"', BadRule),
    ('do = "核对"', 'do = ""', BadRule),
    ('grade = "D"', 'grade = "E"', BadRule),
    ('grade = "D"', 'grade = "D"\nsource = "x"', BadRule),
    ('[basis]\ntext = "某办法第三条"\ngrade = "D"', "", BadRule),
    ('"2021-01" = 0', "", BadRule),
    ('"2021-01" = 0', '"2021-13" = 0', BadRule),
    ('"2021-01" = 0', '"2021-01" = 0\n"2022-01" = "x"', BadRule),
    ('"2021-01" = 0', '"2021-01" = inf', BadRule),
    ('"2021-01" = 0', '"2021-01" = [1]', BadRule),
    ('"2021-01" = 0', '"2021-01" = {value = 0, why = "x"}', BadRule),
    ("[values.grace_days]", "[values.month]", BadRule),
    ('flags = ["A1"]', "", ExamplesMissing),
    ('missing = ["A2", "A3"]', "", ExamplesMissing),
    ("idle_since=2026-09-30", "idle_sinc=2026-09-30", BadRule),
    ("idle_since=2026-09-30", 'idle_since="soon"', BadRule),
    ("assets = [", "asset = [", BadRule),
    ('month = "2026-10"', 'month = "2026-1"', BadRule),
]


@pytest.mark.parametrize("grade", ["A", "A-m", "DOC"])
def test_law_that_is_found_may_be_in_force_and_guard_acts(grade: str) -> None:
    text = GOOD.replace('status = "draft"', 'status = "active"\nguards = ["assets.lease", "assets.hand-over"]')
    rule = load_rules({PATH: text.replace('grade = "D"', f'grade = "{grade}"').encode()}, schemas()).get("A11")
    assert rule.guards == ("assets.lease", "assets.hand-over")
    assert rule.asks != load_rules({PATH: GOOD.encode()}, schemas()).get("A11").asks


def test_a_rule_may_read_what_is_due_the_villages_and_the_words() -> None:
    text = GOOD.replace('from = "assets"', 'from = "due_rectifications"').replace(
        "state = 'leased' and idle_since", "due_on"
    )
    text = (
        text.replace('subject = "asset_id"', 'subject = "id"').replace("idle_since", "due_on").replace("asset_id", "id")
    )
    text = text.replace("assets = ", "due_rectifications = ").replace('state="leased"', 'state="open"')
    text = text.replace('missing = ["A2", "A3"]', 'missing = ["A2", "A3"]\nvillages = []\nwords = []')
    rule = load_rules({PATH: text.encode()}, schemas()).get("A11")
    assert run_examples(rule, schemas()) == []
    state = rule.output("state").field
    assert state is not None
    assert state.codes["open"] == "待整改"


def test_the_good_file_loads() -> None:
    assert load_rules({PATH: GOOD.encode()}, schemas()).get("A11").duty == "assets"


@pytest.mark.parametrize(("was", "now", "kind"), WRONG, ids=[f"{at:02}" for at in range(len(WRONG))])
def test_a_wrong_file_is_refused_with_its_own_code(was: str, now: str, kind: type[WfxError]) -> None:
    assert was in GOOD
    with pytest.raises(Refused) as caught:
        load_rules({PATH: GOOD.replace(was, now, 1).encode()}, schemas())
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file) == (kind.code, PATH)


def test_a_silent_example_is_asked_for() -> None:
    text = GOOD.replace('silent = ["A4"]', "")
    with pytest.raises(Refused) as caught:
        load_rules({PATH: text.encode()}, schemas())
    assert caught.value.problems[0].code == ExamplesMissing.code


@pytest.mark.parametrize("data", [b"\xff\xfe", b"= 1", b"a = [" * 2000])
def test_what_is_no_toml_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        load_rules({PATH: data}, schemas())


@pytest.mark.parametrize("path", ["rules/A11.toml", "rules/assets/a11.toml", "rules/assets/x/A11.toml", "A11.toml"])
def test_a_file_out_of_place_is_refused(path: str) -> None:
    with pytest.raises(Refused):
        load_rules({path: GOOD.encode()}, schemas())


def test_personal_fields_and_tags_never_become_evidence() -> None:
    text = GOOD.replace('from = "assets"', 'from = "identities"').replace("asset_id", "person_id", 1)
    text = text.replace("state = 'leased' and idle_since + v.grace_days < v.month_end", "id_tag is null")
    for asked in ("{id_tag}", "{sealed}"):
        body = text.replace("{idle_since} 起 {state}", asked).replace('needs = ["idle_since"]', "")
        with pytest.raises(Refused) as caught:
            load_rules({PATH: body.encode()}, schemas())
        assert caught.value.problems[0].code == BadRule.code


def test_all_errors_come_at_once_and_two_files_of_one_id_are_one_of_them() -> None:
    files = {
        PATH: GOOD.encode(),
        "rules/screen/A11.toml": GOOD.encode(),
        "rules/assets/A12.toml": b"",
        "rules/assets/A13.toml": GOOD.encode(),
        "rules/README.md": b"not a rule",
    }
    with pytest.raises(Refused) as caught:
        load_rules(files, schemas())
    assert [problem.code for problem in caught.value.problems] == [BadRule.code, BadRule.code, DuplicateRule.code]


def test_rules_are_sorted_and_found_by_id() -> None:
    ids = [rule.id for rule in shipped().rules]
    assert ids == sorted(ids)
    assert len(ids) == len(rule_files())
    assert {rule.duty for rule in shipped().of("rank")} == {"rank"}
    with pytest.raises(NoSuchRule):
        shipped().get("Z99")

"""Loans: interest by days, caps by product and date, what is due in 90/30/7 days, one contract one loan, intentions."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pytest

from tests.declared import arrive, play, view
from tests.intake.sheets import cell_codes, taken
from tests.rules.ledgers import ROOT, shipped
from tests.township import SmallBooks, schemas
from wfx.desk.declared.files import duty
from wfx.duties.calls import Call, Lot, Names, Outcome
from wfx.duties.loans import papers
from wfx.duties.loans.interest import Part, parts_of, subsidy
from wfx.duties.matter import Hand
from wfx.rules.columns import table_of
from wfx.rules.engine import judge
from wfx.values.change import Batch, Change
from wfx.values.errors import BadValue, LoanUnknown, NotInBooks, SubsidyUnknown
from wfx.values.finding import Verdict
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.sheet import Reader
from wfx.values.table import Cell

Matter = dict[str, Cell]
TODAY = date(2026, 10, 12)
FIRST, LAST = date(2026, 4, 1), date(2026, 9, 30)
THREE = Decimal("0.030000")
OLD: Matter = {
    "product": "micro_old",
    "since": date(2021, 1, 1),
    "cap": Decimal(50000),
    "household_cap": Decimal(100000),
    "months": 36,
    "age_max": 65,
    "share": Decimal(1),
}
NEW: Matter = {**OLD, "product": "micro_new", "since": date(2026, 3, 1), "cap": Decimal(100000)}
LOAN: Matter = {
    "loan_id": "loan-2026-001",
    "village": "v01",
    "household_id": "H1",
    "person_id": "P1",
    "product": "micro_new",
    "bank": "示例农商行",
    "contract_no": "HT-1",
    "lent_on": FIRST,
    "due_on": date(2027, 3, 31),
    "principal": Decimal(80000),
    "rate": THREE,
}
HOME: Matter = {"household_id": "H1", "village": "v01", "category": "lifted", "head_id": "P1", "group_name": "一组"}
PERSON: Matter = {"person_id": "P1", "household_id": "H1", "village": "v01"}
GRANT: Matter = {"subsidy_id": "sub-2026-001", "loan_id": "loan-2026-001", "village": "v01"}
GRANT |= {"from_on": FIRST, "until_on": LAST}


def _hand(on: date = TODAY) -> Hand:
    return Hand("li-ming", ("clerk",), on)


def _books(**rows: list[Matter]) -> SmallBooks:
    own = {"households": [HOME], "persons": [PERSON], "loan_terms": [OLD, NEW], "loans": [LOAN]}
    return SmallBooks({**own, **rows})


def _after(change: Change | Batch) -> Matter:
    """The record as the change leaves it."""
    assert isinstance(change, Change)
    return dict(change.after or {})


def _row(made: Outcome) -> Matter:
    [change] = made.changes
    return _after(change)


def _found(rule: str, **rows: Sequence[Mapping[str, Cell]]) -> dict[str, Verdict]:
    tables = {name: table_of(schemas()[name], listed) for name, listed in rows.items()}
    found = judge(
        [shipped().get(rule)],
        lambda name: tables[name] if name in tables else table_of(schemas()[name]),
        schemas(),
        Month.of(TODAY),
        day=TODAY,
    )
    return {each.subject: each.verdict for each in found}


# interest


@pytest.mark.parametrize(
    ("base", "share", "amount"), [(80000, "1", "1213.33"), (50000, "1", "758.33"), (50000, "0.7", "530.83")]
)
def test_interest_is_rounded_once(base: int, share: str, amount: str) -> None:
    assert subsidy([Part(182, Decimal(base), THREE, Decimal(share))]) == Decimal(amount)


def test_three_parts_are_added_before_they_are_rounded() -> None:
    part = Part(1, Decimal("48.00"), Decimal("0.03"))  # 0.004 each
    assert subsidy([part]) == Decimal("0.00")
    assert subsidy([part] * 3) == Decimal("0.01")
    assert subsidy([Part(1, Decimal(60), Decimal("0.03"))]) == Decimal("0.01")  # 0.005, half up
    assert subsidy([]) == Decimal("0.00")


OLD_LOAN: Matter = {**LOAN, "product": "micro_old", "lent_on": date(2025, 4, 1)}
SEVENTY: Matter = {**OLD, "since": date(2024, 1, 1), "share": Decimal("0.7")}
JULY: Matter = {**OLD, "since": date(2026, 7, 1), "share": Decimal("0.7")}
BACK: Matter = {"loan_id": "loan-2026-001", "paid_on": date(2026, 7, 1), "amount": Decimal(40000)}
CASES: dict[str, tuple[Matter, list[Matter], list[Matter], str]] = {
    "the new product, up to 100 000": (LOAN, [OLD, NEW], [], "1213.33"),
    "the old one, up to 50 000": (OLD_LOAN, [OLD, NEW], [], "758.33"),
    "seventy hundredths": (OLD_LOAN, [OLD, SEVENTY, NEW], [], "530.83"),
    "the share of each part": (OLD_LOAN, [OLD, JULY], [], "644.58"),  # 91 days whole, 91 at 70 %
    "half of it came back": (LOAN, [NEW], [BACK], "910.00"),  # 91 days of 80 000, 91 of 40 000
    "above the cap first": (OLD_LOAN, [OLD], [BACK], "682.50"),  # 91 of 50 000, 91 of 40 000
    "all of it came back": (LOAN, [NEW], [{**BACK, "amount": Decimal(90000)}], "606.67"),
    "never above the LPR": ({**LOAN, "rate": Decimal("0.05"), "lpr": THREE}, [NEW], [], "1213.33"),
}


@pytest.mark.parametrize("case", CASES)
def test_python_and_sql_reckon_alike(case: str) -> None:
    loan, terms, back, amount = CASES[case]
    books = _books(loans=[loan], loan_terms=terms, loan_repayments=back)
    assert subsidy(parts_of(books, loan, FIRST, LAST)) == Decimal(amount)
    grant = {**GRANT, "amount": Decimal(amount)}
    shown = view(
        _books(loans=[loan], loan_terms=terms, loan_repayments=back, loan_subsidies=[grant]), "loans/subsidies", TODAY
    )
    assert [str(cell) for cell in shown.rows[0][8:11]] == ["182", amount, amount]
    rows = {"loans": [loan], "loan_terms": terms, "loan_repayments": back}
    assert _found("L09", **rows, loan_subsidies=[grant]) == {}
    for fen in ("0.01", "-0.01"):
        off = {**grant, "amount": Decimal(amount) + Decimal(fen)}
        assert _found("L09", **rows, loan_subsidies=[off]) == {"sub-2026-001": Verdict.FOUND}


@pytest.mark.parametrize(
    ("loan", "terms"),
    [
        ({**LOAN, "rate": None}, [NEW]),
        ({**LOAN, "principal": None}, [NEW]),
        (LOAN, []),
        (LOAN, [{**NEW, "since": date(2026, 4, 2)}]),  # lent the day before the terms began
        (LOAN, [{**NEW, "share": None}]),
        (OLD_LOAN, [OLD, {**JULY, "share": None}]),  # of a part of the days the share is not known
    ],
)
def test_what_is_not_known_is_not_reckoned(loan: Matter, terms: list[Matter]) -> None:
    books = _books(loans=[loan], loan_terms=terms)
    assert parts_of(books, loan, FIRST, LAST) == ()
    given: Matter = {"from_on": FIRST, "until_on": LAST}
    with pytest.raises(SubsidyUnknown):
        play(books, "loans subsidy", _hand(), number="001", given=given)
    grant = {**GRANT, "amount": Decimal("1213.33")}
    found = _found("L09", loans=[loan], loan_terms=terms, loan_subsidies=[grant])
    assert found == {"sub-2026-001": Verdict.MISSING}


def test_interest_that_is_not_said_is_reckoned_and_what_was_paid_is_a_fact() -> None:
    given: Matter = {"from_on": FIRST, "until_on": LAST}
    row = _row(play(_books(), "loans subsidy", _hand(), number="HT-1", given=given))
    assert (row["subsidy_id"], row["days"], row["amount"]) == ("sub-2026-001", 182, Decimal("1213.33"))
    paid = _row(play(_books(), "loans subsidy", _hand(), number="001", given={**given, "amount": Decimal(2000)}))
    assert paid["amount"] == Decimal(2000)
    assert _found("L09", loans=[LOAN], loan_terms=[NEW], loan_subsidies=[paid]) == {"sub-2026-001": Verdict.FOUND}


def test_rule_and_list_reckon_in_the_same_words() -> None:
    texts = [
        (ROOT / name).read_text(encoding="utf-8") for name in ("rules/loans/L09.toml", "views/loans/subsidies.toml")
    ]
    told = [re.search(r"points as \(.*?group by subsidy_id\n\)", text, re.DOTALL) for text in texts]
    blocks = {found[0] for found in told if found}
    assert len(blocks) == 1


# caps by product and date


def test_eighty_thousand_of_the_old_product_in_2026_is_found_with_a_hint() -> None:
    loan = {**LOAN, "product": "micro_old"}
    tables: dict[str, Sequence[Mapping[str, Cell]]] = {"loans": [loan], "loan_terms": [OLD, NEW]}
    assert _found("L01", **tables) == {"loan-2026-001": Verdict.FOUND}
    assert _found("L01", loans=[LOAN], loan_terms=[OLD, NEW]) == {}
    said = (ROOT / "rules/loans/L01.toml").read_text(encoding="utf-8")
    assert "2026 起可为帮扶小额信贷(draft)" in said


def test_a_loan_before_the_product_began_has_no_cap() -> None:
    early = {**LOAN, "lent_on": date(2026, 2, 28)}
    assert _found("L01", loans=[early], loan_terms=[OLD, NEW]) == {"loan-2026-001": Verdict.MISSING}


# a bank's list


def _listed(books: SmallBooks, form: str, ledger: str, *rows: Mapping[str, Cell]) -> Outcome:
    raw = pa.Table.from_pylist(list(rows), schema=books.table(ledger).arrow.schema)
    return arrive(books, form, _hand(), Lot({ledger: raw}))


def test_one_contract_is_one_loan_whatever_the_month() -> None:
    line = {name: cell for name, cell in LOAN.items() if name != "loan_id"}
    made = _listed(_books(loans=[]), "loans", "loans", line)
    assert _row(made)["loan_id"] == "loan-2026-001"
    later = {**line, "balance": Decimal(60000), "balance_on": date(2026, 11, 5)}
    row = _row(_listed(_books(), "loans", "loans", later))
    assert (row["loan_id"], row["balance"], row["rate"]) == ("loan-2026-001", Decimal(60000), THREE)
    again = _listed(_books(), "loans", "loans", line)
    assert (again.changes, again.notes) == ((), ("1 行账上已有,没有变化",))
    other = _row(_listed(_books(), "loans", "loans", {**line, "contract_no": "HT-2"}))
    assert other["loan_id"] == "loan-2026-002"
    elsewhere = _row(_listed(_books(), "loans", "loans", {**line, "bank": "另一银行"}))
    assert elsewhere["loan_id"] == "loan-2026-002"
    unnumbered = {**line, "contract_no": None, "balance": Decimal(1)}
    assert _row(_listed(_books(), "loans", "loans", unnumbered))["loan_id"] == "loan-2026-001"


def test_a_product_without_terms_is_said() -> None:
    line = {**LOAN, "loan_id": None, "product": "startup", "contract_no": "HT-9"}
    made = _listed(_books(), "loans", "loans", line)
    assert made.notes == ("创业担保贷款 在放款那天没有登记条件(上限、期限、比例):wfx loans terms",)


HEADS = ["姓名", "证件号码", "村", "产品", "合同号", "放款日期", "贷款金额"]
LINE = ["示例", "410999199001010015", "李斌庄", "帮扶小额信贷", "HT-1", "2026-04-01", 80000]


@pytest.mark.parametrize(
    ("head", "cell", "rate"),
    [
        ("年利率", "3%", "0.03"),
        ("年利率", 0.03, "0.03"),
        ("年利率", "0.03", "0.03"),
        ("年利率", "3.0", None),
        ("年利率", 3.45, None),
        ("年利率(%)", "3.0", "0.03"),
        ("年利率(%)", 3.45, "0.0345"),
        ("年利率(%)", 0.03, None),
        ("年利率(%)", "3%", "0.03"),
    ],
)
def test_a_rate_is_one_value_or_a_named_error(head: str, cell: object, rate: str | None) -> None:
    came = taken([[*HEADS, head], [*LINE, cell]])
    if rate is None:
        assert cell_codes(came) == [("E238", "H2")]
    else:
        assert came.problems == ()
        [table] = came.tables.values()
        assert table["rate"].to_pylist() == [Decimal(rate)]


# what is due


def test_what_is_due_in_ninety_thirty_and_seven_days() -> None:
    days = (-1, 0, 7, 8, 30, 31, 90, 91)
    loans = [
        {**LOAN, "loan_id": f"loan-2026-{at:03}", "due_on": date.fromordinal(TODAY.toordinal() + left)}
        for at, left in enumerate(days)
    ]
    books = _books(loans=loans)
    for within, count in (("quarter", 7), ("month", 5), ("week", 3)):
        assert len(view(books, "loans/due", TODAY, choices={"within": within}).rows) == count + 1
    stages = [row[8] for row in view(books, "loans/due", TODAY).rows[:-1]]
    assert stages == ["到期未还", "7 天内", "7 天内", "30 天内", "30 天内", "90 天内", "90 天内"]
    assert all(one <= other for one, other in pairwise(sorted(days)))


def test_what_is_settled_or_extended_is_not_due() -> None:
    row = _row(play(_books(), "loans change", _hand(), number="001", given={"extended_to": date(2028, 3, 31)}))
    assert view(_books(loans=[row]), "loans/due", date(2027, 3, 1)).rows[:-1] == ()
    made = play(
        _books(), "loans repay", _hand(), number="HT-1", given={"amount": Decimal(80000)}, words={"settled": "1"}
    )
    rows = [_after(change) for change in made.changes]
    assert (rows[0]["paid_on"], rows[0]["amount"], rows[1]["settled_on"]) == (TODAY, Decimal(80000), TODAY)
    assert view(_books(loans=[rows[1]]), "loans/due", date(2027, 3, 1)).rows[:-1] == ()
    part = play(_books(), "loans repay", _hand(), number="HT-1", given={"amount": Decimal(1)})
    assert [change.ledger for change in part.changes if isinstance(change, Change)] == ["loan_repayments"]
    with pytest.raises(NotInBooks):
        play(_books(), "loans repay", _hand(), number="HT-9", given={"amount": Decimal(1)})


# interest paid, as listed


def test_a_list_of_interest_paid_finds_its_loan_by_the_contract() -> None:
    line: Matter = {"contract_no": "HT-1", "from_on": FIRST, "until_on": LAST, "amount": Decimal("1213.33")}
    row = _row(_listed(_books(), "loan_subsidies", "loan_subsidies", line))
    assert (row["subsidy_id"], row["loan_id"], row["village"]) == ("sub-2026-001", "loan-2026-001", "v01")
    assert _listed(_books(loan_subsidies=[row]), "loan_subsidies", "loan_subsidies", line).changes == ()
    other = {**line, "contract_no": "HT-9"}
    [wrong] = _listed(_books(), "loan_subsidies", "loan_subsidies", line, other).wrong
    assert (wrong.kind, list(wrong.rows), wrong.said) == (LoanUnknown, [1], {1: {"shown": "HT-9"}})


def test_the_publication_says_no_number() -> None:
    people = Names(Reader.WORKING, lambda ids: {each: Personal("示例一", is_name=True) for each in ids})
    books = _books(loan_subsidies=[{**GRANT, "amount": Decimal("1213.33")}])
    call = Call(books, duty("loans").verbs["notice"], _hand(), TODAY, words={"year": ""}, people=people)
    paper = papers.notice(books, call, "")
    sheet = paper.sheets["subsidies"]
    assert [column.title for column in sheet.columns] == ["序号", "户主", "村组", "本金", "期间", "天数", "贴息额"]
    assert sheet.rows[0][1:3] == ("示例一", "李斌庄一组")
    assert sheet.rows[0][5:] == (182, Decimal("1213.33"))
    assert (paper.reader, paper.facts["total"]) == (Reader.PUBLIC, "合计 1 笔,1213.33 元")
    with pytest.raises(BadValue):
        papers.notice(books, Call(books, call.verb, _hand(), TODAY, words={"year": "今年"}), "")


# intentions


def test_an_intention_has_who_spoke_and_what_came_of_it() -> None:
    given: Matter = {"wants": "business", "what": "种香菇", "spoke_by": "驻村干部"}
    row = _row(play(_books(), "loans intend", _hand(), number="P1", given=given))
    assert (row["intention_id"], row["spoke_on"], row["village"]) == ("int-2026-001", TODAY, "v01")
    books = _books(intentions=[row])
    again = _row(play(books, "loans intend", _hand(date(2026, 10, 20)), number="P1", given=given))
    assert again["intention_id"] == "int-2026-001"  # the same person, nothing came of it yet
    result: Matter = {"came_of": "lent", "loan_id": "HT-1"}
    came = _row(play(books, "loans follow-up", _hand(), number="001", given=result))
    assert (came["came_of"], came["came_on"], came["loan_id"]) == ("lent", TODAY, "loan-2026-001")
    assert view(_books(intentions=[came]), "loans/intentions", TODAY).rows == ()
    new = _row(play(_books(intentions=[came]), "loans intend", _hand(date(2026, 12, 1)), number="P1", given=given))
    assert new["intention_id"] == "int-2026-002"
    with pytest.raises(NotInBooks):
        play(books, "loans intend", _hand(), number="P9", given=given)


def test_the_rules_of_the_reference_are_all_there_and_none_is_law_yet() -> None:
    rules = [rule for rule in shipped().rules if rule.duty == "loans"]
    assert {rule.id for rule in rules} == {f"L{at:02}" for at in range(1, 16) if at != 10}
    assert {rule.status for rule in rules} == {"draft"}

"""What is printed of a claim: the report, the survey's sheet, the notice on the wall without a state of health."""

from collections.abc import Sequence
from dataclasses import replace

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.insurance.tiers import CLAIMS, POLICIES, payable
from wfx.duties.matter_paper import matter_paper
from wfx.values.books import Books
from wfx.values.chinese import chinese_day, day_or_blank
from wfx.values.paper import Fact, Paper
from wfx.values.sheet import Column, Reader, Sheet
from wfx.values.shown import shown_name
from wfx.values.table import Row

_PRODUCT = "防返贫保险"


def report(books: Books, call: Call, number: str) -> Paper:
    """报案单 of one claim. Errors: ``NotInBooks``."""
    return _named(books, call, number, "report", "报案单")


def survey(books: Books, call: Call, number: str) -> Paper:
    """查勘表 of one claim, to be filled in and signed by two. Errors: ``NotInBooks``."""
    return _named(books, call, number, "survey", "查勘表")


def _named(books: Books, call: Call, number: str, template: str, title: str) -> Paper:
    row = matter.find(books, CLAIMS, number)
    person = str(row["person_id"])
    paper = matter_paper(books, CLAIMS, str(row["claim_id"]), f"insurance/{template}", title, call.today)
    facts: dict[str, Fact] = {
        **paper.facts,
        "name": shown_name(call.people.names([person]).get(person), Reader.WORKING),
        "product": _product(books, row),
        "payable": str(payable(books, row) or "____"),
    }
    return replace(paper, facts=facts)


def _product(books: Books, row: Row) -> str:
    policy = books.table(POLICIES).lookup(str(row.get("policy_id") or "")) or {}
    return str(policy.get("name") or _PRODUCT)


def notice(books: Books, call: Call, _: str) -> Paper:
    """公示 of the claims typed: village group, head, product, amount. Errors: ``NotInBooks``."""
    rows = [matter.find(books, CLAIMS, number) for number in call.numbers]
    facts: dict[str, Fact] = {
        "township": books.township.name,
        "village": books.township.village_name(str(rows[0]["village"])),
        "posted_on": day_or_blank(rows[0].get("posted_on")),
        "today": chinese_day(call.today),
    }
    title = f"{rows[0]['claim_id']} 理赔公示"
    return Paper("insurance/notice", title, facts, {"claims": _wall(books, call, rows)}, Reader.PUBLIC)


def _wall(books: Books, call: Call, rows: Sequence[Row]) -> Sheet:
    """What may hang on a wall: neither the event nor the person it befell."""
    homes = [books.table("households").lookup(str(row.get("household_id") or "")) or {} for row in rows]
    heads = [str(home.get("head_id") or "") for home in homes]
    names = call.people.names([head for head in heads if head])
    drawn = []
    for at, (row, home, head) in enumerate(zip(rows, homes, heads, strict=True), 1):
        place = f"{books.township.village_name(str(row['village']))}{home.get('group_name') or ''}"
        amount = payable(books, row)
        head_name = shown_name(names.get(head), Reader.WORKING) if head else str(row.get("household_id") or "")
        drawn.append((at, place, head_name, _product(books, row), str(amount or "待定")))
    titles = {"at": "序号", "place": "村组", "head": "户主", "product": "险种", "amount": "拟赔金额(元)"}
    return Sheet("", tuple(Column(name, title) for name, title in titles.items()), tuple(drawn), (), Reader.PUBLIC)

"""Terms of three products, the bank's list of the demo's last month, interest paid, who was spoken to; all invented.

Planted: for one loan a fen too much was paid (L09).
"""

from decimal import Decimal

from wfx.demo.people import Household, Member
from wfx.demo.seed import sheet, yuan
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Sheet, Shown

BANK = "示例农商行"
_LOANS = 4


def terms() -> Sheet:
    """What each product allows, as the county's papers are said to say it."""
    titles = ("产品", "起用日期", "最长期限", "到期最大年龄", "贴息比例", "依据")
    columns = dict.fromkeys(titles, FieldType.TEXT)
    columns |= dict.fromkeys(("贴息本金上限", "户合计上限"), FieldType.MONEY)
    rows: list[tuple[Shown, ...]] = [
        ("脱贫人口小额信贷", "2021-01-01", "36", "65", "100%", "示例文件一", yuan(50000), yuan(100000)),
        ("帮扶小额信贷", "2026-03-01", "36", "65", "100%", "示例文件二", yuan(100000), yuan(100000)),
        ("创业担保贷款", "2021-01-01", "36", "65", "50%", "示例文件三", yuan(200000), None),
    ]
    return sheet("贷款产品条件表", columns, rows)


def _borrowers(homes: list[Household]) -> list[tuple[str, Member]]:
    """Heads of lifted households of an age for a loan, one a village."""
    found: dict[str, Member] = {}
    for home in homes:
        head = home.members[0]
        if home.lifted and 1970 <= head.born <= 1985 and home.village not in found:
            found[home.village] = head
    return list(found.items())[: _LOANS + 2]


def bank_list(homes: list[Household], month: Month) -> Sheet:
    """Four loans of three products, one of them due soon after the month."""
    titles = ("借款人", "证件号码", "行政村", "产品", "放款银行", "合同号", "用途", "放款账户")
    columns = dict.fromkeys(titles, FieldType.TEXT)
    columns |= dict.fromkeys(("放款日期", "到期日期", "余额日期"), FieldType.DATE)
    columns |= dict.fromkeys(("贷款金额", "余额"), FieldType.MONEY) | {"年利率(%)": FieldType.TEXT}
    year, soon = month.year, month.plus(3)
    lent = [
        ("帮扶小额信贷", "种香菇", f"{year}-04-01", f"{year + 1}-03-31", 80000, "3.0"),
        ("脱贫人口小额信贷", "养羊", f"{year - 1}-06-10", f"{soon}-09", 50000, "3.1"),
        ("帮扶小额信贷", "大棚维修", f"{year}-05-20", f"{year + 1}-05-19", 30000, "3.0"),
        ("创业担保贷款", "开小超市", f"{year}-07-01", f"{year + 2}-06-30", 150000, "3.5"),
    ]
    rows: list[tuple[Shown, ...]] = []
    for order, ((village, member), loan) in enumerate(zip(_borrowers(homes), lent, strict=False), 1):
        product, purpose, first, last, amount, rate = loan
        who = (member.name, member.cells["证件号码"], village)
        money = (yuan(amount), yuan(amount), rate)
        rows.append(
            (*who, product, BANK, f"HT-{year}-{order:02d}", purpose, "本人", first, last, f"{month}-05", *money)
        )
    return sheet("贷款清单", columns, rows)


def paid(month: Month) -> Sheet:
    """Half a year's interest of two loans: one to the fen, one a fen too much."""
    columns: dict[str, FieldType] = {"合同号": FieldType.TEXT}
    columns |= dict.fromkeys(("贴息起", "贴息止", "发放日期"), FieldType.DATE) | {"贴息额": FieldType.MONEY}
    year = month.year
    rows: list[tuple[Shown, ...]] = [
        (f"HT-{year}-01", f"{year}-04-01", f"{year}-09-30", f"{month}-20", Decimal("1213.33")),
        (f"HT-{year}-03", f"{year}-05-20", f"{year}-09-30", f"{month}-20", Decimal("332.51")),
    ]
    return sheet("贷款贴息清单", columns, rows)


def spoken(homes: list[Household], month: Month) -> Sheet:
    """Two who want to begin something, one of whom has not yet heard from the bank."""
    titles = ("姓名", "证件号码", "行政村", "意向", "做什么", "谁谈的", "谈的日期", "结果")
    columns = dict.fromkeys(titles, FieldType.TEXT)
    wants = (("想创业", "香菇分拣", None), ("想贷款", "扩棚", "已申请"))
    rows: list[tuple[Shown, ...]] = [
        (member.name, member.cells["证件号码"], village, want, what, "驻村干部", f"{month}-14", came)
        for (village, member), (want, what, came) in zip(_borrowers(homes)[_LOANS:], wants, strict=False)
    ]
    return sheet("创业和贷款意向名单", columns, rows)

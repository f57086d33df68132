"""One household told of something, and the sheet it is left with (M38; reference: duties §25)."""

from datetime import date

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import chinese_day
from wfx.values.errors import NotInBooks
from wfx.values.paper import Fact, Paper
from wfx.values.schema import code
from wfx.values.sheet import Column, Reader, Sheet
from wfx.values.table import Row

LEDGER, TOPICS = "publicity", "publicity_topics"
_CARDS = 8


def recorded(call: Call) -> list[Change]:
    """On which days a household was told, in its village's month. Errors: ``NotInBooks``."""
    number = str(call.given.get("household_id") or "")
    home = call.books.table("households").lookup(number)
    if home is None:
        raise NotInBooks("household_id", shown=number)
    given = {**call.given, "month": str(call.of_month), "village": home["village"]}
    return matter.written(call.books, LEDGER, matter.Act("", given, call.hand))


def current(books: Books, topic: str, day: date) -> Row | None:
    """What holds of a topic on that day."""
    rows = [row for row in books.table(TOPICS).rows() if row["topic"] == topic and str(row["since"]) <= str(day)]
    return max(rows, key=lambda row: str(row["since"]), default=None)


def printed(books: Books, call: Call, number: str) -> Paper:
    """The sheet of a topic as it holds today, of the telephone cards. Errors: ``NotAChoice``, ``NotInBooks``."""
    spec = books.schema(TOPICS).field("topic")
    topic = code(spec, number, short=True)
    row = current(books, topic, call.today)
    if row is None:
        raise NotInBooks("topic", shown=spec.codes[topic])
    name, phone = spec.codes[topic], str(row["phone"] or "")
    lines = tuple(line.strip() for line in str(row["what"] or "").replace(";", "。").split("。") if line.strip())
    facts: dict[str, Fact] = {
        "township": books.township.name,
        "topic": name,
        "since": chinese_day(row["since"]) if isinstance(row["since"], date) else "",
        "lines": lines,
        "phone": phone,
        "paper_no": str(row["paper_no"] or ""),
        "today": chinese_day(call.today),
    }
    if topic != "phone":
        return Paper("publicity/sheet", f"{name} 明白纸", facts, {}, Reader.PUBLIC)
    card = "\n".join((f"{books.township.name}乡村振兴办公室", f"咨询电话 {phone}", *lines))
    cards = Sheet(
        "咨询电话卡", (Column("left", "剪下"), Column("right", "剪下")), ((card, card),) * _CARDS, (), Reader.PUBLIC
    )
    return Paper("publicity/cards", "咨询电话卡", facts, {"cards": cards}, Reader.PUBLIC)

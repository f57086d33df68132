"""规则: what a person says of a doubt, and how often each rule is right (MISSION M35)."""

from datetime import date

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, NotAChoice, ReasonMissing
from wfx.values.finding import Finding
from wfx.values.table import Cell


def confirm(books: Books, finding: Finding, decision: str, reason: str, actor: str, today: date) -> list[Change]:
    """A person's word on one finding, kept under its number.

    Errors: ``BadValue``, ``ReasonMissing``, ``AlreadySettled`` when the same word stands already.
    """
    table = books.table("dispositions")
    codes = table.schema.field("decision").codes
    code = next((code for code, title in codes.items() if decision in (code, title)), None)
    if code is None:
        raise NotAChoice("核实结论", shown=decision, allowed="、".join(codes.values()))
    if not reason.strip():
        raise ReasonMissing("reason", shown=codes[code])
    before = table.lookup(finding.number)
    if before is not None and before["decision"] == code:
        raise AlreadySettled("finding", shown=finding.number)
    after: dict[str, Cell] = {
        "finding": finding.number,
        "rule": finding.rule,
        "subject": finding.subject,
        "evidence": finding.digest,
        "decision": code,
        "decided_by": actor,
        "decided_on": today,
        "reason": reason.strip(),
    }
    return [Change("dispositions", (finding.number,), before, after)]

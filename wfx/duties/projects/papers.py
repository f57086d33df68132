"""What hangs on the wall: the plan before the work, the outcome after it; no name, no telephone of a person."""

from dataclasses import replace

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.matter_paper import matter_paper
from wfx.duties.projects.listing import LEDGER
from wfx.values.books import Books
from wfx.values.paper import Paper
from wfx.values.posts import ROLES
from wfx.values.sheet import Reader


def plan(books: Books, call: Call, number: str) -> Paper:
    """计划公示 of one project. Errors: ``NotInBooks``."""
    return _wall(books, call, number, "plan", "项目计划公示")


def done(books: Books, call: Call, number: str) -> Paper:
    """完工公告 of one project. Errors: ``NotInBooks``."""
    return _wall(books, call, number, "done", "项目完工公告")


def _wall(books: Books, call: Call, number: str, template: str, title: str) -> Paper:
    row = matter.find(books, LEDGER, number)
    paper = matter_paper(books, LEDGER, str(row["project_id"]), f"projects/{template}", title, call.today)
    leader = str(row.get("leader") or "")
    facts = {**paper.facts, "phone": call.words.get("phone", ""), "leader": ROLES.get(leader, leader)}
    return replace(paper, facts=facts, sheets={}, reader=Reader.PUBLIC)

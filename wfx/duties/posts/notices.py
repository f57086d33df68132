"""The publication of those proposed for a post: names and posts, no ID number, no household (M14)."""

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.posts.attendance import post_title
from wfx.values.books import Books
from wfx.values.chinese import day_or_blank
from wfx.values.paper import Paper
from wfx.values.sheet import Reader
from wfx.values.shown import shown_name


def published(books: Books, call: Call, number: str) -> Paper:
    """拟聘公示 of one appointment. Errors: ``NotInBooks``."""
    row = matter.find(books, "appointments", number)
    post = books.table("posts").lookup(str(row["post_id"])) or {}
    person = str(row["person_id"])
    facts = {
        "township": books.township.name,
        "village": books.township.village_name(str(row["village"])),
        "name": shown_name(call.people.names([person]).get(person), Reader.WORKING),
        "post": post_title(books, str(row["post_id"])),
        "pay": str(post.get("month_pay") or "____"),
        "posted_on": day_or_blank(row["posted_on"]),
        "today": day_or_blank(call.today),
    }
    return Paper("posts/notice", f"{row['appointment_id']} 拟聘公示", facts, {}, Reader.PUBLIC)

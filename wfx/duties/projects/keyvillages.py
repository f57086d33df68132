"""A task of a key village done: by its number, or the end of it."""

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.values.change import Change
from wfx.values.errors import NotInBooks

TASKS = "key_tasks"


def done(call: Call) -> list[Change]:
    """The task with its day and result over it. Errors: ``NotInBooks``."""
    keys = [str(row["task_id"]) for row in call.books.table(TASKS).rows()]
    near = [key for key in keys if call.number and key.endswith(call.number)]
    if len(near) != 1:
        raise NotInBooks("task_id", shown=call.number)
    act = matter.Act("", {**call.given, "task_id": near[0]}, call.hand, sets=call.verb.sets)
    return matter.written(call.books, TASKS, act)

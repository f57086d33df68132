"""The month's screening at the keyboard: exceptions typed, the rest confirmed at once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wfx.cli.console.session import desk as open_desk
from wfx.cli.console.show import receipt, show
from wfx.cli.month.formfill import Move, Read, Say, agreed, line
from wfx.desk.office.drafts import Draft, open_draft
from wfx.desk.office.homes import Home, matching
from wfx.desk.outgoing.worklists import check_cell, prepared, record
from wfx.desk.work.screening import heads, month_lines, month_list, plain_words
from wfx.duties.screen import CELLS
from wfx.values.errors import WfxError

if TYPE_CHECKING:
    from wfx.desk.desk import Desk
    from wfx.values.month import Month
    from wfx.values.schema import Field
    from wfx.values.sheet import Sheet

_WHICH = "户(编号、姓名、首字母;回车=最该先看的一户;.=其余无变化;?;q)> "
_WHAT = "  变化(如 3=38600 12=突发大病;回车=无变化;?;<;q)> "
_FIRST = 10


class Form:
    """One village's month on the table: the list, the draft, and how to ask."""

    def __init__(self, desk: "Desk", month: "Month", village: str, read: Read, say: Say) -> None:
        self.desk, self.month, self.village, self.read, self.say = desk, month, village, read, say
        self.sheet: Sheet = month_list(desk, month, village)
        self.draft: Draft = open_draft(desk, f"screen-{month}-{village}")
        schema = desk.books.schema("screenings")
        self.cells: dict[str, Field] = {name: schema.field(name) for name in CELLS}
        numbers = [str(row[0]) for row in self.sheet.rows]
        names = heads(desk, numbers)
        self.homes = [Home(number, village, names.get(number)) for number in numbers]
        self.done = {str(row[0]) for row in self.sheet.rows if row[-1]}

    @property
    def left(self) -> list[str]:
        """Households neither in the books of the month nor in the draft, riskiest first."""
        numbers = [home.household_id for home in self.homes]
        return [number for number in numbers if number not in self.done and number not in self.draft.answers]

    def run(self) -> bool:
        """Ask household after household; ``True`` when the rest was confirmed."""
        self.say(f"{self.sheet.title}:{self.sheet.notes[0]},草稿 {len(self.draft.answers)} 户")
        for row in [row for row in self.sheet.rows if str(row[0]) in self.left][:_FIRST]:
            self.say("  " + " ".join(str(cell) for cell in row if cell))
        while True:
            typed = line(self.read, _WHICH)
            if typed is Move.LEAVE:
                return False
            if typed == ".":
                return True
            if typed == "?":
                self._help()
            elif isinstance(typed, str) and self._one(typed) is Move.LEAVE:
                return False

    def _help(self) -> None:
        self.say("  项目:" + " ".join(f"{at}{spec.title}" for at, spec in enumerate(self.cells.values(), 1)))
        self.say("  写“序号=内容”,几项用空格隔开;15情况说明写在最后。.=没有写过的户都无变化;q=存草稿离开")

    def _one(self, typed: str) -> Move | None:
        if not typed:
            number = next(iter(self.left), "")
            if not number:
                self.say("  都有了;用 . 结束。")
                return None
        else:
            found = matching(self.homes, typed)
            if len(found) != 1:
                self.say("  没有这样的户。" if not found else "  对得上几户,写得再全一些:")
                for home in found[:_FIRST]:
                    self.say(f"    {self._said(home.household_id)}")
                return None
            number = found[0].household_id
        self.say(f"  {self._said(number)}" + ("(本月已登记,再填就是更正)" if number in self.done else ""))
        return self._exceptions(number)

    def _said(self, number: str) -> str:
        return next(" ".join(str(cell) for cell in row[:-1] if cell) for row in self.sheet.rows if row[0] == number)

    def _exceptions(self, number: str) -> Move | None:
        while True:
            typed = line(self.read, _WHAT)
            if isinstance(typed, Move):
                return typed
            if typed == "?":
                self._help()
                continue
            try:
                answers = self._parsed(number, typed)
            except WfxError as error:
                from wfx.cli.errors import sentence

                self.say(f"  {sentence(error.problems[0])}")
                continue
            except ValueError as error:
                self.say(f"  看不懂“{error}”:写“序号=内容”,如 3=38600")
                continue
            self.draft.put(number, answers)
            return None

    def _parsed(self, number: str, typed: str) -> dict[str, str]:
        """``3=38600 12=突发大病 15=在县医院住院`` as field → text, each read as a sheet's cell would be."""
        answers: dict[str, str] = {}
        names = list(self.cells)
        rest = typed
        while rest:
            word, _, after = rest.partition(" ")
            at, sign, text = word.replace("=", "=").partition("=")
            place = self._place(at, word)
            if not sign:
                raise ValueError(word)
            name = names[place]
            if name == "note":
                text, after = rest.replace("=", "=").partition("=")[2], ""
                text = plain_words(self.desk, number, text)
            check_cell(self.cells[name], text)
            answers[name] = text
            rest = after.strip()
        return answers

    def _place(self, word: str, shown: str) -> int:
        """Which cell is meant: its number, or the beginning of its title."""
        if word.isdigit() and 1 <= int(word) <= len(self.cells):
            return int(word) - 1
        starts = [at for at, spec in enumerate(self.cells.values()) if word and spec.title.startswith(word)]
        if len(starts) != 1:
            raise ValueError(shown)
        return starts[0]


def enter(month_text: str | None, village: str, read: Read, say: Say) -> None:
    """Ask one village's month and record it as one entry, or keep the draft."""
    with open_desk() as desk:
        month, code = desk.month(month_text), desk.village(village) or ""
        form = Form(desk, month, code, read, say)
        finished = form.run()
        if not finished:
            say(f"草稿已存({len(form.draft.answers)} 户),再执行同一条命令接着填。")
            return
        rest = form.left
        if not rest and not form.draft.answers:
            say("没有要登记的。")
            return
        changed = form.draft.changed
        for number, answers in changed.items():
            say(f"  {number} " + " ".join(f"{form.cells[name].title}={text}" for name, text in answers.items()))
        same = len(form.draft.answers) - len(changed)
        say(f"有变化 {len(changed)} 户,写过无变化 {same} 户,其余无变化 {len(rest)} 户。")
        if not agreed(read, "确认并登记?"):
            say("没有登记,草稿还在。")
            return
        _record(desk, form, rest)


def _record(desk: "Desk", form: Form, rest: list[str]) -> None:
    answers: dict[str, Mapping[str, str]] = {**form.draft.answers, **{number: {} for number in rest}}
    desk.close()
    lines = month_lines(desk, form.month, form.village, answers)
    ready = prepared(desk, "screenings", lines, {"month": str(form.month)})
    receipt(record(desk, ready, dry=False), ready.then)
    form.draft.drop()


def show_list(month_text: str | None, village: str) -> None:
    """The village's households, riskiest first, where nobody can be asked."""
    with open_desk() as desk:
        sheet = month_list(desk, desk.month(month_text), desk.village(village) or "")
    show(sheet)

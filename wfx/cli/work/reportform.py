"""The six questions of a report of any day: each is settled when it is answered, and kept until it is in the books."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wfx.cli.console import session
from wfx.cli.errors import sentence
from wfx.cli.month.formfill import Move, Read, Say, line
from wfx.desk.office.drafts import Draft, open_draft
from wfx.desk.office.homes import Home, found_homes, home_line
from wfx.desk.work.screening import answer
from wfx.values.errors import FieldsMissing, WfxError

if TYPE_CHECKING:
    from wfx.desk.desk import Desk

QUESTIONS = {
    "household": "1/6 哪一户(户编号、户主姓名或拼音首字母)",
    "what": "2/6 什么事(1突发大病 2意外事故 3自然灾害 4产业失败 5主要劳动力死亡 6其他,后面写情况)",
    "happened": "3/6 哪天发生的(如 10-8、昨天;不清楚直接回车)",
    "said_by": "4/6 谁说的(职务或人编号,不写姓名;户主自己说的直接回车)",
    "told": "5/6 哪天告诉乡里的(今天直接回车)",
    "channel": "6/6 渠道(自主申报/网格上报/村书记上报/12317/信访转来)",
}
MUST = ("household", "what", "channel")
_KEPT, _LISTED = "report", 12


def questions(
    desk: "Desk", given: dict[str, str], village: str | None, read: Read, say: Say
) -> tuple[dict[str, str], Draft]:
    """All six answers, those given with the command as they are; and the draft, to be dropped once they are recorded.

    Errors: ``FieldsMissing`` when somebody leaves before the end: what was answered waits for the next time.
    """
    draft = open_draft(desk, "screen-report")
    kept = dict(draft.answers.get(_KEPT, {}))
    if kept:
        say("上次没登记完的答案还在,直接回车就用它;写 - 重新填。")
    done = {name: text for name, text in given.items() if text}
    for name, question in QUESTIONS.items():
        if done.get(name) and name != "household":
            done[name] = answer(desk, name, done[name], done["household"])
            continue
        typed = done.get(name, "")
        found = _one(desk, name, question, village, typed, kept.get(name, ""), done.get("household", ""), read, say)
        if found is None:
            say("没有登记,答过的已存,下次 wfx screen report 接着填。")
            raise FieldsMissing("report", act="登记线索", fields="、".join(_titles(done)))
        done[name] = found
        draft.put(_KEPT, {key: text for key, text in done.items() if text})
    return {name: done.get(name, "") for name in QUESTIONS}, draft


def _titles(done: dict[str, str]) -> list[str]:
    return [question.partition("(")[0].partition(" ")[2] for name, question in QUESTIONS.items() if name not in done]


def _one(
    desk: "Desk",
    name: str,
    question: str,
    village: str | None,
    said: str,
    kept: str,
    household: str,
    read: Read,
    say: Say,
) -> str | None:
    """One answer that will stand, or ``None`` for a wish to leave; ``said``: what the command said of it already."""
    while True:
        typed: str | Move = said or line(read, f"{question}{f'[{kept}]' if kept else ''}> ")
        said = ""
        if isinstance(typed, Move):
            return None
        text = "" if typed == "-" else typed or kept
        if typed == "-" or (not text and name in MUST):
            kept = ""
            continue
        try:
            if name != "household":
                return answer(desk, name, text, household)
            chosen = _which(found_homes(desk, text, village), read, say, lambda home: home_line(desk, home))
        except WfxError as error:
            say(f"  {sentence(error.problems[0])}")
            kept = ""
            continue
        if chosen:
            return chosen
        kept = ""


def _which(homes: list[Home], read: Read, say: Say, told: Callable[[Home], str]) -> str:
    """The household meant; of several the one chosen, nothing for none of them."""
    if len(homes) == 1:
        return homes[0].household_id
    if not homes:
        say("  没有这样的户,换个说法。")
        return ""
    for number, home in enumerate(homes[:_LISTED], 1):
        say(f"  {number}) {told(home)}")
    if len(homes) > _LISTED:
        say(f"  …共 {len(homes)} 户,写得再全一些也可以")
    typed = line(read, f"对得上 {len(homes)} 户,是第几个(回车=都不是,重新写)> ")
    if isinstance(typed, str) and typed.isdecimal() and 1 <= int(typed) <= min(len(homes), _LISTED):
        return homes[int(typed) - 1].household_id
    return ""


def asked(given: dict[str, str], village: str | None) -> tuple[dict[str, str], Draft | None]:
    """The answers of a person at the terminal; nobody there: as they were given."""
    if not session.can_ask():
        return given, None
    with session.desk() as desk:
        return questions(desk, given, desk.village(village), session.read_line, session.say)

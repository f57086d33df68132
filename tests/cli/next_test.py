"""Every next step a command names is a command that works when it is pasted."""

import json
import re
from pathlib import Path

from tests.conftest import Office
from tests.pasting import paste, works
from wfx.cli.console.group import DutyGroup
from wfx.cli.declared.build import group
from wfx.desk.declared.files import duties

_OPEN = "日期|金额|结论|理由|下一步|编号|代号|村名|文件夹|U盘位置|承办人|调解员|答复|文号|名册"
PLACEHOLDER = re.compile(rf"[ =]({_OPEN})(\s|$|=)")


def test_every_next_step_of_the_demo_works_where_it_was_named(demo: Path) -> None:
    pasted = json.loads((demo / "pasted.json").read_text(encoding="utf-8"))
    assert len(pasted) > 15
    assert [each for each in pasted if not works(each)] == []
    assert [each["step"] for each in pasted if PLACEHOLDER.search(each["step"])] == []


def test_every_line_of_today_works(office: Office) -> None:
    for month in ("2026-09", "2026-10", "2026-11"):
        told = json.loads(office.run("status", "--month", month, "--json").out)["rows"]
        for line in told:
            pasted = paste(office.books, line["next"], "li-ming")
            assert works(pasted), (line["next"], pasted)
            assert not PLACEHOLDER.search(line["next"])


def test_a_duty_names_only_commands_that_exist() -> None:
    for duty in duties():
        tree = group(duty.name)
        assert isinstance(tree, DutyGroup)
        thens = [text for verb in duty.verbs.values() for text in (verb.then, verb.other_then)]
        for then in filter(None, [*thens, *(road.then for road in duty.incoming)]):
            assert not PLACEHOLDER.search(f" {then}"), then
            first = then.split()[0]
            assert first == "wfx" or first in duty.titles, then


def test_the_step_after_a_step_is_for_the_one_who_may(office: Office) -> None:
    assert office.run("rectify", "assign", "002", "--owner", "wang-fang", "--days", "30").code == 0
    submit = ("rectify", "submit", "002", "--result", "补齐", "--evidence", "抽查表", "--evidence-on", "2026-11-01")
    said = office.run(*submit)
    assert "下一步:wfx --as zhao-ke rectify inspect rect-" in said.err, said.err
    said = office.run("rectify", "inspect", "002", "--because", "看过", actor="zhao-ke")
    assert re.search(r"下一步:wfx --as [a-z-]+ (sign|rectify close)", said.err), said.err

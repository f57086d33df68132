"""Run by write_test in a process of its own: one entry is written again and again, killed at another point each time.

``python crash_driver.py BOOKS``; the fault point comes in ``WFX_TEST_FAULT`` or, where processes can fork, every
point is tried in turn on its own copy ``BOOKS-<n>``. Prints the exit code of each try, one a line; 9 is a kill.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

import tests.store.office as office_module
from wfx.store.books import view
from wfx.store.objects import git, root

KILLED = 9
POINTS = (
    (git.Git, "write"),
    (git.Git, "move_main"),
    (git.Git, "fill_index"),
    (view, "_replace"),
    (view._View, "save"),
    (root.Roots, "save"),
)


def arm(fault: int) -> None:
    """Before and after each watched call is a point; at the one numbered ``fault`` the process is gone at once."""
    passed = [0]

    def tick() -> None:
        passed[0] += 1
        if passed[0] == fault:
            os._exit(KILLED)

    def watched(call: Callable[..., Any]) -> Callable[..., Any]:
        def around(*given: Any, **named: Any) -> Any:
            tick()
            result = call(*given, **named)
            tick()
            return result

        return around

    for owner, name in POINTS:
        setattr(owner, name, watched(getattr(owner, name)))


def write_one(folder: Path, fault: int) -> None:
    arm(fault)
    office = office_module.Office(folder, office_module.START.replace(hour=12))
    rows = [office_module.asset(1, name="改过"), office_module.asset(3, "v03")]
    office.put(*rows)


def main() -> None:
    folder = Path(sys.argv[1])
    if "WFX_TEST_FAULT" in os.environ:
        write_one(folder, int(os.environ["WFX_TEST_FAULT"]))
        return
    pa.array(["warm"])  # what pyarrow loads late is loaded once, not in every child
    for fault in range(1, 100):
        copy = folder.with_name(f"{folder.name}-{fault}")
        shutil.copytree(folder, copy)
        child = os.fork()
        if child == 0:
            write_one(copy, fault)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{code}\n")
        if code == 0:
            return


if __name__ == "__main__":
    main()

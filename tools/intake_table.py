"""How wfx fares with a folder of office files, as a table that holds nothing of what stands in them.

Run in the books' folder, as who keeps them: ``python tools/intake_table.py FOLDER --as li-ming --month 2026-10``.
Every file goes through ``in --dry-run`` and ``rank check``, each in a process of its own. A line is the file's digest
(its first eight places, by which the office finds it again), ending and kilobytes; then for each command the exit
code, the error codes with how many there are, seconds, and the peak of memory in MiB (0 where the system does not
tell). No name, no cell and no message is printed, so the table can be sent where the files cannot. ``--json`` for one
object a line.
"""

import argparse
import contextlib
import hashlib
import io
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

_CODE = re.compile(r"^(E\d{3})  ", re.MULTILINE)
_ENDING = re.compile(r"\.[a-z]{1,5}")
_SECONDS = 600
_ABORTED = -1


def main() -> None:
    """Print the table, or (``--one``) run one command here and say how it went."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path, help="the folder of files, looked through with all its folders")
    words.add_argument("--as", dest="actor", default="", help="who acts, as for wfx")
    words.add_argument("--month", default="", help="the month of files that do not say it")
    words.add_argument("--json", action="store_true", help="one JSON object a line")
    words.add_argument("--one", choices=("in", "rank"), help=argparse.SUPPRESS)
    said = words.parse_args()
    if said.one:
        _one(_words(said.one, said.folder, said.actor, said.month))
        return
    files = sorted(path for path in said.folder.rglob("*") if path.is_file() and not path.name.startswith(("~$", ".")))
    lines = (_line(path, said.actor, said.month) for path in files)
    sys.stdout.writelines(f"{text}\n" for text in (map(json.dumps, lines) if said.json else _drawn(lines)))


def _words(command: str, path: Path, actor: str, month: str) -> list[str]:
    who = ["--as", actor] if actor else []
    if command == "rank":
        return [*who, "--no-input", "rank", "check", str(path)]
    return [*who, "--no-input", "in", str(path), *(["--month", month] if month else []), "--dry-run"]


def _line(path: Path, actor: str, month: str) -> dict[str, object]:
    """What one file came to. A name's own ending may say something too: only usual ones are kept."""
    data = path.read_bytes()
    ending = path.suffix.lower() if _ENDING.fullmatch(path.suffix.lower()) else ""
    about = {"file": hashlib.sha256(data).hexdigest()[:8], "ending": ending, "kb": -(-len(data) // 1024)}
    more = [*(["--as", actor] if actor else []), *(["--month", month] if month else [])]
    return about | {command: _in_a_process([str(path), "--one", command, *more]) for command in ("in", "rank")}


def _in_a_process(words: Sequence[str]) -> dict[str, object]:
    """The command in a process of its own: what ends that one is a line of the table, too."""
    began = time.perf_counter()
    try:
        done = subprocess.run(
            [sys.executable, str(Path(__file__).resolve()), *words], capture_output=True, timeout=_SECONDS, check=False
        )
        return json.loads(done.stdout.decode("ascii").splitlines()[-1])  # type: ignore[no-any-return]
    except (subprocess.TimeoutExpired, ValueError, IndexError):
        spent = round(time.perf_counter() - began, 2)
        return {"exit": _ABORTED, "codes": {}, "seconds": spent, "mib": 0}


def _one(words: list[str]) -> None:
    from wfx.cli.main import main as wfx  # noqa: PLC0415 - not for the table itself

    out, err = io.StringIO(), io.StringIO()
    began = time.perf_counter()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = wfx(words)
    seconds = round(time.perf_counter() - began, 2)
    codes = Counter(_CODE.findall(err.getvalue()))
    sys.stdout.write(json.dumps({"exit": code, "codes": codes, "seconds": seconds, "mib": round(_peak())}) + "\n")


def _peak() -> float:
    """This process's peak of resident memory in MiB; 0 where the system does not tell it in a file."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _drawn(lines: Iterator[dict[str, object]]) -> Iterator[str]:
    yield f"{'file':8}  {'end':6}{'KB':>7}  {'command':8}{'exit':>5}{'seconds':>9}{'MiB':>6}  codes"
    for line in lines:
        for command in ("in", "rank"):
            went = line[command]
            if isinstance(went, dict):
                codes = " ".join(f"{code}x{count}" for code, count in sorted(went["codes"].items()))
                figures = f"{command:8}{went['exit']:>5}{went['seconds']:>9}{went['mib']:>6}"
                yield f"{line['file']:8}  {line['ending']!s:6}{line['kb']:>7}  {figures}  {codes}"


if __name__ == "__main__":
    main()

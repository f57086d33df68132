"""Writes what the documents say from what the program is: ``uv run python tools/generate_docs.py``.

``docs/errors.md`` whole; in each ``docs/duties/*.md`` and ``docs/commands.md`` the part between the reference markers.
A test compares, so that a document never describes what does not exist.
"""

import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
START, END = "<!-- reference: made by tools/generate_docs.py -->", "<!-- /reference -->"


def errors_page() -> str:
    """Every error code with its words."""
    from wfx.cli.errors import catalogue  # noqa: PLC0415 - after the path is set

    lines = [
        "# 错误代码",
        "",
        "由 `tools/generate_docs.py` 从 `wfx/cli/errors.toml` 和各项工作的 `refusals.toml` 生成;",
        "终端里用 `wfx explain 代码` 查看。",
        "",
    ]
    lines += ["退出码:0 办成 · 1 失败 · 2 用法不对 · 3 数据退回,没有写入 · 4 有疑点 · 5 台账被动过 · 130 中止", ""]
    lines += ["| 代码 | 是什么 | 为什么 | 怎么办 | 退出码 |", "|---|---|---|---|---|"]
    for code, words in sorted(catalogue().items()):
        cells = (words["what"], words["why"], f"`{words['fix']}`")
        lines.append(f"| {code} | " + " | ".join(cell.replace("|", "\\|") for cell in cells) + f" | {words['exit']} |")
    return "\n".join(lines) + "\n"


def reference(name: str) -> str:
    """The help of one command and its verbs, as the terminal shows it."""
    from wfx.cli.registry import find  # noqa: PLC0415 - after the path is set
    from wfx.cli.root import load  # noqa: PLC0415 - after the path is set

    entry = find(name)
    if entry is None:
        raise KeyError(name)
    parts = [f"命令名:`wfx {entry.name}`,也可写 `wfx {entry.chinese}`。", ""]
    for path, command in _walk(f"wfx {name}", load(entry)):
        context = click.Context(command, info_name=path, terminal_width=100, max_content_width=100)
        parts += ["```text", command.get_help(context).rstrip(), "```", ""]
    return "\n".join([*parts, *rules_of(name)]).rstrip()


def rules_of(duty: str) -> list[str]:
    """The duty's shipped rules as a table, none where it has none."""
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "rules" / duty).glob("*.toml"))]
    if not found:
        return []
    kinds = {"finding": "疑点", "list": "名单", "measure": "指标"}
    levels = {"error": "红", "doubt": "黄", "hint": "蓝"}
    lines = [
        "随程序的规则(依据和条件:`wfx rules explain 编号`):",
        "",
        "| 编号 | 名称 | 种类 | 依据 |",
        "|---|---|---|---|",
    ]
    for rule in found:
        kind = kinds[rule.get("kind", "finding")] + levels.get(rule.get("severity", ""), "")
        lines.append(
            f"| {rule['id']} | {rule['title']} | {kind} | {'已确认' if rule.get('status') == 'active' else '未确认'} |"
        )
    return lines


def _walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for verb in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), verb)
            if found is not None:
                yield from _walk(f"{path} {verb}", found)


def filled(text: str, name: str) -> str:
    """A page with its reference part made anew."""
    head, _, rest = text.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}\n{reference(name)}\n{END}{tail}"


def commands_page() -> str:
    """The reference of every command that is no duty."""
    from wfx.cli.registry import commands  # noqa: PLC0415 - after the path is set

    pages = {page.stem for page in (ROOT / "docs/duties").glob("*.md")}
    parts = ["# 其他命令", "", "由 `tools/generate_docs.py` 生成。各项工作的命令见 `docs/duties/`。"]
    for entry in commands():
        if entry.name not in pages and not entry.hidden:
            parts += ["", f"## {entry.chinese} {entry.name}", "", entry.line, "", reference(entry.name)]
    return "\n".join(parts) + "\n"


def pages() -> dict[Path, str]:
    """Every generated document and what it should hold."""
    _prepare()
    made = {ROOT / "docs/errors.md": errors_page(), ROOT / "docs/commands.md": commands_page()}
    for page in sorted((ROOT / "docs/duties").glob("*.md")):
        made[page] = filled(page.read_text(encoding="utf-8"), page.stem)
    return made


def _prepare() -> None:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    import_module("wfx.cli.main").use_chinese()


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")

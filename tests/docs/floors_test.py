"""The drawn house is the built one: no circle among files, no hall without rooms."""

import ast
import graphlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST = 30  # files in one folder


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted((ROOT / "wfx").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


def imports(name: str, path: Path, known: dict[str, Path]) -> set[str]:
    """Every module of the program this one imports, inside functions and for types alone too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = [f"{node.module}.{each.name}" for each in node.names]
            found |= {part if part in known else node.module for part in parts}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return (found & known.keys()) - {name}


def test_no_circle_among_files() -> None:
    known = modules()
    order = graphlib.TopologicalSorter({name: imports(name, path, known) for name, path in known.items()})
    order.prepare()  # raises CycleError with the circle


def test_a_circle_would_be_seen(tmp_path: Path) -> None:
    for name, other in (("wfx.one", "wfx.two"), ("wfx.two", "wfx.one")):
        (tmp_path / f"{name}.py").write_text(f"def late():\n    from {other} import late\n", encoding="utf-8")
    known = {name: tmp_path / f"{name}.py" for name in ("wfx.one", "wfx.two")}
    order = graphlib.TopologicalSorter({name: imports(name, path, known) for name, path in known.items()})
    with pytest.raises(graphlib.CycleError):
        order.prepare()


def test_no_hall_without_rooms() -> None:
    folders = {path.parent for path in modules().values()}
    crowded = {str(each.relative_to(ROOT)) for each in folders if len(list(each.glob("*.py"))) > MOST}
    assert crowded <= {"wfx/cli", "wfx/values"}

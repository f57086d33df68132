"""The law, views, forms and templates that come with the program, as a new township receives them."""

from pathlib import Path

_KEPT = {"schemas": (".json",), "rules": (".toml",), "views": (".toml",), "templates": (".toml", ".j2")}


def shipped_root() -> Path:
    """The folder holding the law's folders and ``ledgers``: in the wheel, or the project's own."""
    inside = Path(__file__).resolve().parents[2] / "shipped"
    return inside if inside.is_dir() else inside.parent.parent


def law_files() -> dict[str, bytes]:
    """Every schema, rule, view and template by its path in the books."""
    return {path: data for folder in _KEPT for path, data in shipped_files(folder).items()}


def shipped_files(folder: str) -> dict[str, bytes]:
    """The same of one of its folders, sorted by path. Errors: ``KeyError`` for another folder."""
    root, endings = shipped_root(), _KEPT[folder]
    found = (path for path in sorted((root / folder).rglob("*")) if path.suffix in endings)
    return {path.relative_to(root).as_posix(): path.read_bytes().replace(b"\r\n", b"\n") for path in found}


def shipped_file(path: str) -> bytes:
    """One of them. Errors: ``OSError`` for a path that is none."""
    return (shipped_root() / path).read_bytes().replace(b"\r\n", b"\n")

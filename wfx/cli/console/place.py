"""Where files go: outside the books, never over somebody's own work; asked before an entry is made."""

import os
from pathlib import Path

import typer

from wfx.cli.console import session
from wfx.desk.office.written import is_ours, remember
from wfx.values.errors import BadValue, OutputInside, WorkInFile

TABLES = (".xlsx", ".docx", ".csv", ".json", ".html", ".htm")


def is_inside(path: Path) -> bool:
    """Whether the path lies in the folder of the books one works with."""
    books = session.folder()
    return (books / "wfx.toml").is_file() and path.resolve().is_relative_to(books.resolve())


def beside(path: Path) -> Path:
    """The path as it is, or of the same name beside the books where it would lie in them."""
    return session.folder().resolve().parent / path.name if is_inside(path) else path


def fit(out: Path | None, *endings: str, over: Path | None = None) -> None:
    """Whether a file may be written there; ``over``: a file that was read and may be written again.

    Errors: ``OutputInside``, ``BadValue`` (a folder, another ending), ``WorkInFile``, ``OSError``.
    """
    if out is None:
        return
    if endings and out.suffix.lower() not in endings:
        shown = " ".join(each for each in endings if each != ".htm")
        raise BadValue(f"文件后缀({shown})", shown=out.suffix or out.name)
    _free(out, over)
    out.parent.mkdir(parents=True, exist_ok=True)
    there = out.exists()
    with out.open("ab"):
        pass
    if not there:
        out.unlink()


def fit_folder(folder: Path | None) -> None:
    """Whether files may be written into that folder. Errors: ``OutputInside``, ``OSError``."""
    if folder is not None:
        if is_inside(folder):
            raise OutputInside("-o", shown=folder.name, outside=_outside(folder))
        folder.mkdir(parents=True, exist_ok=True)


def _free(out: Path, over: Path | None, data: bytes | None = None) -> None:
    if is_inside(out):
        raise OutputInside("-o", shown=out.name, outside=_outside(out))
    if out.is_dir():
        raise BadValue("输出文件(这是文件夹)", shown=out.name)
    again = over is not None and out.resolve() == over.resolve()
    if again or is_ours(session.folder(), out):
        return
    if data is None or out.read_bytes() != data:
        raise WorkInFile("-o", shown=out.name)


def _outside(path: Path) -> str:
    return os.path.relpath(beside(path)) if path.resolve().drive == Path.cwd().drive else str(beside(path))


def save(out: Path, data: bytes, *, over: Path | None = None) -> None:
    """A finished file to the disk, whole or not at all, and say so. Errors: as ``fit``."""
    _free(out, over, data)
    put(out, data)
    remember(session.folder(), out, data)
    typer.echo(f"已写到 {out}", err=True)


def put(out: Path, data: bytes) -> None:
    """A file in one step: who breaks off, or whose disk is full, keeps the one before. Errors: ``OSError``."""
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f".{out.name[:60]}.{os.getpid()}")
    try:
        fresh.write_bytes(data)
        fresh.replace(out)
    except OSError as error:
        error.filename = str(out)
        raise
    finally:
        fresh.unlink(missing_ok=True)

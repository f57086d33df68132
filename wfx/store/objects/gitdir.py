"""What may lie in the books' git directory: default deny, because its settings and files can change what git does.

``check_safe`` is the cheap look before the first git call of every command; ``unknown_files`` and ``unknown_settings``
give the verifier everything that is not on the list.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from wfx.values.errors import UnsafeBooks

FIXED_CONFIG = """[core]
\trepositoryformatversion = 0
\tfilemode = false
\tbare = false
\tlogallrefupdates = true
\tautocrlf = false
\tsymlinks = false
\tquotepath = false
[gc]
\tauto = 0
\tpruneExpire = never
[diff "wfx"]
\ttextconv = wfx textconv
"""
BARE_CONFIG = """[core]
\trepositoryformatversion = 0
\tfilemode = false
\tbare = true
\tlogallrefupdates = true
[gc]
\tauto = 0
\tpruneExpire = never
"""
FIXED_ATTRIBUTES = b"* -text\n*.parquet binary diff=wfx\n"
_BORROWED = ("shallow", "info/grafts", "info/attributes", "objects/info/alternates", "objects/info/http-alternates")
_LARGEST = 1 << 20  # bytes of a file of settings
_WRITTEN = ("HEAD", "refs", "refs/heads", "refs/heads/main", "logs", "wfx", "wfx/lock", "wfx/keyring")  # by sync
_YES_NO = "true|false|yes|no|on|off|0|1|input"
_PLAIN = r"[^\x00-\x1f]{0,200}"
# Settings git or the people's own tools write that cannot start a program or change what a read gives.
_SETTINGS = {
    r"core\.repositoryformatversion": "0",
    r"core\.(filemode|logallrefupdates|symlinks|ignorecase|precomposeunicode|quotepath|longpaths)": _YES_NO,
    r"core\.(protecthfs|protectntfs)": _YES_NO,
    r"core\.(bare|autocrlf)": "false",
    r"gc\.(auto|autodetach)": "0|false",
    r"gc\.pruneexpire": "never",
    r"diff\.wfx\.textconv": "wfx textconv",  # run by the people's own git diff only; wfx never asks git for one
    r"user\.(name|email)": _PLAIN,
    r"branch\..*\.(remote|merge|rebase|vscode-merge-base)": _PLAIN,
    r"remote\.[a-z0-9-]{1,32}\.(url|pushurl)": r"(?!-)(?!.*::)[^\x00-\x1f]{1,400}",
    r"remote\.[a-z0-9-]{1,32}\.fetch": r"\+?refs/heads/(main|\*):refs/remotes/[a-z0-9-]{1,32}/(main|\*)",
    r"(color|gui|tgit|push|pull|init)\..*": _PLAIN,
}
_ALLOWED = [(re.compile(name), re.compile(value)) for name, value in _SETTINGS.items()]
_FILES = re.compile(
    r"HEAD|ORIG_HEAD|FETCH_HEAD|COMMIT_EDITMSG|config|description|index|packed-refs|gc\.log"
    r"|info/(exclude|refs)|hooks/[a-z-]+\.sample|logs/(HEAD|refs/heads/main|refs/remotes/[a-z0-9-]{1,32}/(main|HEAD))"
    r"|refs/heads/main|refs/remotes/[a-z0-9-]{1,32}/(main|HEAD)"
    r"|objects/[0-9a-f]{2}/([0-9a-f]{38}|tmp_obj_\w+)|objects/pack/(pack-[0-9a-f]{40}\.(pack|idx|rev|bitmap|keep)|tmp_\w+|multi-pack-index)"
    r"|objects/info/(packs|commit-graph|commit-graphs/[\w.-]+)|(HEAD|index|config|packed-refs|refs/heads/main)\.lock"
    r"|wfx/[\w./ -]+"
)
_SECTION = re.compile(r'\[([A-Za-z0-9.-]+)(?: "((?:[^"\\\n]|\\.)*)")?\]\s*')
_LINE = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*?))?\s*")


def check_safe(folder: Path) -> None:
    """Refuse a git directory that is a link, borrows objects, or holds a setting not on the list.

    Errors: ``UnsafeBooks`` naming the file or setting.
    """
    directory = folder / ".git"
    if directory.is_symlink() or (directory / "config").is_symlink():
        raise UnsafeBooks(shown=".git")
    for name in _BORROWED:
        if (directory / name).exists():
            raise UnsafeBooks(shown=name)
    for name in unknown_settings(directory):
        raise UnsafeBooks(shown=name)


def borrowed(directory: Path) -> list[str]:
    """What makes a git directory take its objects from elsewhere, or stop short of the first entry, sorted.

    A link, too: whoever follows it reads what a stranger chose, perhaps over the network. And a pipe or device
    among the objects, on which git would wait for ever.
    """
    parts = (".", "objects", "objects/pack", "objects/info", *_BORROWED, "commondir")
    found = [name for name in parts if _is_link(directory / name)]
    found += [name for name in (*_BORROWED, "commondir") if (directory / name).exists()]
    found += _no_files(directory, "objects")
    return sorted(set(found) - {"info/attributes"})


def _no_files(directory: Path, folder: str) -> Iterator[str]:
    """What in this folder, at any depth, is neither a file nor a folder of its own."""
    try:
        items = list(os.scandir(directory / folder))
    except OSError:
        return
    for item in items:
        name = f"{folder}/{item.name}"
        if item.is_dir(follow_symlinks=False) and not _is_link(directory / name):
            yield from _no_files(directory, name)
        elif not item.is_file(follow_symlinks=False):
            yield name


def check_bare(directory: Path) -> None:
    """The same for a bare git directory on a share or stick, which strangers may have written in.

    Nor may anything be a link in it through which something elsewhere would be written over.

    Errors: ``UnsafeBooks`` naming the file or setting.
    """
    linked = (name for name in _WRITTEN if _is_link(directory / name))
    for name in (*borrowed(directory), *linked, *unknown_settings(directory, bare=True)):
        raise UnsafeBooks(shown=directory.name if name == "." else name)


def unknown_settings(directory: Path, *, bare: bool = False) -> list[str]:
    """The names of settings in ``config`` (and of any second file of settings) that are not on the list."""
    path = directory / "config"
    try:
        text = _short(path).decode("utf-8") if path.is_file() else "?"
    except (OSError, ValueError):
        return ["config"]
    found = [name for name, value in _settings(text) if not _allowed(name, value)]
    if bare:
        found = [name for name in found if name != "core.bare"]
    return found + (["config.worktree"] if (directory / "config.worktree").exists() else [])


def _short(path: Path) -> bytes:
    """A small file's bytes. Errors: ``OSError``, ``ValueError`` for one that is larger than any of its kind."""
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError
    return data


def _allowed(name: str, value: str) -> bool:
    return any(key.fullmatch(name) and form.fullmatch(value) for key, form in _ALLOWED)


def _settings(text: str) -> Iterator[tuple[str, str]]:
    """Name and value of each line; what the simple form cannot hold comes out as a name nobody allows."""
    section = ""
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        if match := _SECTION.fullmatch(stripped):
            section = match[1].lower() + (f".{match[2]}" if match[2] is not None else "")
        elif (match := _LINE.fullmatch(line)) and not line.endswith("\\"):
            yield f"{section}.{match[1].lower()}", (match[2] if match[2] is not None else "true").strip('"')
        else:
            yield f"{section}.?", line[:40]


def unknown_files(directory: Path) -> list[str]:
    """Files and links under ``.git`` that are not on the list, sorted."""
    found: list[str] = []
    pending = [directory]
    while pending:
        for path in _inside(pending.pop()):
            name = path.relative_to(directory).as_posix()
            if _is_link(path):
                found.append(name)
            elif path.is_dir():
                pending.append(path)
            elif not path.is_file() or not _FILES.fullmatch(name) or _says_more(path, name):
                found.append(name)  # what is no file is a pipe or device: opening it might never end
    return sorted(found)


def _is_link(path: Path) -> bool:
    return path.is_symlink() or bool(getattr(path, "is_junction", bool)())  # a junction of Windows: Python 3.12


def _inside(folder: Path) -> list[Path]:
    """What lies in a folder; one that cannot be read holds nothing that git could read."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _says_more(path: Path, name: str) -> bool:
    """Whether the list of ignored files, which git itself ships full of comments, names any."""
    if name != "info/exclude":
        return False
    try:
        lines = _short(path).decode("utf-8", "replace").splitlines()
    except (OSError, ValueError):
        return True
    return any(line.strip() and not line.startswith("#") for line in lines)

"""Copies of the books: a bundle for whoever looks into them, a back-up with keys, and books made anew from either.

Private keys and the keyring go into a back-up only as they lie on this machine: wrapped under their passphrases.
"""

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from wfx.desk.desk import Desk, Setting
from wfx.desk.office.last_backup import note_backup
from wfx.desk.office.secrets import Secrets, secrets_of
from wfx.store.books.books import OpenBooks
from wfx.store.entries.entry import OFFICERS_FILE, Entry
from wfx.store.entries.keys import KeyStore, public_in
from wfx.store.entries.officers import RECOVERY, Officers, parse_officers
from wfx.store.exchange.bundle import bundle_bytes, parse_bundle, restore, try_out
from wfx.store.exchange.remote import is_remote, remote
from wfx.store.objects.git import NO_OBJECT
from wfx.values.beijing import BEIJING
from wfx.values.errors import FolderNotEmpty, InsideBooks, NoSuchPlace, NotACopy, WhichBackup

_MANIFEST, _BOOKS = "manifest.toml", "books.bundle"
_BACKUP = "wfx-backup-"  # so the name of every back-up begins
_FORMAT = 1
_LEDGER = "keyring"


def outside(desk: Desk, place: Path) -> Path:
    """The place itself: not in the books, and in a folder that is there. Errors: ``InsideBooks``, ``NoSuchPlace``."""
    whole, books = place.resolve(), desk.folder.resolve()
    if whole.is_relative_to(books):
        raise InsideBooks(shown=place.name, path=books.parent / (place.name if whole != books else "备份盘"))
    if not whole.exists() and not whole.parent.is_dir():
        raise NoSuchPlace(shown=str(place))
    return place


def make_bundle(desk: Desk, file: Path) -> str:
    """Every entry in one file, read back and verified; gives a line about it.

    Errors: ``ArrivedDamaged``, ``InsideBooks``, ``NoSuchPlace``.
    """
    books, file = desk.books, outside(desk, file)
    data = bundle_bytes(books.git, books.head)
    file.write_bytes(data)
    _read_back(desk, file)
    return f"已打包 {books.seq} 笔(到 {books.head[:10]})到 {file},已读回核验;不含钥匙,姓名证号仍是密封的"


def _read_back(desk: Desk, file: Path) -> None:
    head, pack = parse_bundle(file.read_bytes(), file.name)
    if head != desk.books.head:
        raise NotACopy(shown=file.name)
    try_out(desk.folder / ".git" / "wfx" / "read-back", head, pack)


# the back-up


def backup(desk: Desk, place: Path) -> tuple[str, ...]:
    """A new folder under ``place``: the bundle, the keyring, this machine's keys of these books, and a manifest.

    What was written is read back and verified. Errors: ``FolderNotEmpty``, ``NotACopy``, ``ArrivedDamaged``,
    ``InsideBooks``, ``NoSuchPlace``.
    """
    place = outside(desk, place)
    books, when = desk.books, desk.setting.now.astimezone(BEIJING)
    folder = place / f"{_BACKUP}{when:%Y%m%d-%H%M}-{books.seq}"
    if folder.exists():
        raise FolderNotEmpty(shown=folder.name, again="backup 另一个位置")
    files = {_BOOKS: bundle_bytes(books.git, books.head), **_secret_files(desk)}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    for name, data in {**files, _MANIFEST: _manifest(desk, when, digests)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    _read_folder(folder)
    _read_back(desk, folder / _BOOKS)
    note_backup(desk, when)
    keys = sum(1 for name in files if name.startswith("keys/"))
    opened = "钥匙串" if _LEDGER in files else "没有钥匙串(本机没有)"
    return (f"已备份到 {folder}:{books.seq} 笔、{opened}、{keys} 把钥匙,已读回核验",)


def _secret_files(desk: Desk) -> dict[str, bytes]:
    """Name in the back-up → bytes of what this machine holds for these books, all of it wrapped."""
    own = secrets_of(desk).folder(desk.books.ledger_id)
    found = {path.name: path.read_bytes() for path in sorted(own.glob("open.*"))}
    if (own / _LEDGER).is_file():
        found[_LEDGER] = (own / _LEDGER).read_bytes()
    known = set(desk.books.officers.ids)
    keys = {path.stem: path for path in (desk.setting.home / "keys").glob("*.key") if path.stem in known}
    return found | {f"keys/{name}.key": path.read_bytes() for name, path in sorted(keys.items())}


def _manifest(desk: Desk, when: datetime, digests: Mapping[str, str]) -> bytes:
    books = desk.books
    lines = [f"format = {_FORMAT}", f'ledger = "{books.ledger_id}"', f'head = "{books.head}"', f"seq = {books.seq}"]
    lines += [f"made = {when.isoformat()}", "", "[files]", *(f'"{name}" = "{each}"' for name, each in digests.items())]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a back-up, each as its manifest says. Errors: ``NotACopy`` naming the first that is not."""
    try:
        told: dict[str, Any] = tomllib.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        listed = dict(told["files"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        raise NotACopy(shown=folder.name) from None
    found: dict[str, bytes] = {}
    for name, digest in listed.items():
        path = folder / str(name)
        inside = path.resolve().is_relative_to(folder.resolve()) and not path.is_symlink() and path.is_file()
        data = path.read_bytes() if inside else b""
        if not inside or hashlib.sha256(data).hexdigest() != digest:
            raise NotACopy(shown=str(name))
        found[str(name)] = data
    return found


# books made anew


def recover(setting: Setting, source: Path, folder: Path) -> tuple[str, ...]:
    """Books from a back-up folder, a bundle or a bare repository, verified whole; keys not here yet are put in place.

    Errors: ``NoSuchPlace``, ``WhichBackup``, ``NotACopy``, ``FolderNotEmpty``, ``ArrivedDamaged``, ``UnsafeRemote``,
    ``RemoteDamaged``.
    """
    head, pack, files = _taken(source)
    newest = restore(folder.resolve(), head, pack)
    with Desk(Setting(folder.resolve(), setting.home, setting.now)) as desk:
        ledger, officers = desk.books.ledger_id, desk.books.officers
        ended = _once_listed(desk.books) - officers.holders.keys()
    placed = [*_make_way(setting, ledger, officers, ended, files), *_put(setting, ledger, officers, files)]
    return (_restored(newest), *placed, *_keys(setting, officers), *_opening(setting, ledger, officers))


def _restored(newest: Entry) -> str:
    return f"已恢复 {newest.seq} 笔(到 {newest.when:%Y-%m-%d %H:%M} {newest.oid[:10]}),整条链已核验"


def _keys(setting: Setting, officers: Officers) -> tuple[str, ...]:
    """Whose keys this machine has, as the list of officers knows them; without any, every way to one."""
    store = KeyStore(setting.home)
    here = store.in_force(officers)
    found = [name for name in store.officers() if name in officers.ids and name not in here]
    old = tuple(f"{name} 在本机的钥匙不在名册里(换发过、收回了,或这份副本较旧),不能用" for name in found)
    if here:
        return (f"本机可用的钥匙:{'、'.join(here)}", *old)
    holders = "、".join(dict.fromkeys(who for who in officers.holders.values() if who != RECOVERY))
    return (
        *old,
        f"缺签字钥匙:本机没有任何人的钥匙(名册里有钥匙的:{holders}),只能看,不能登记、不能签核。补上的办法:",
        "  有备份文件夹的:wfx recover 备份文件夹 另一个新文件夹(钥匙和钥匙串一起回来)",
        "  别的电脑上还有管理员钥匙的:在那里 wfx officers rotate 代号,另一名管理员 wfx sign,再用 wfx backup 带过来",
        "  管理员的钥匙全丢了的:取保险柜里的恢复钥匙,在这里 wfx officers recover 代号,给另一名管理员换发,由他 wfx sign",
    )


def _opening(setting: Setting, ledger: str, officers: Officers) -> tuple[str, ...]:
    """Whether names open here, and what it would take."""
    own = Secrets(setting.home, None).folder(ledger)
    if not (own / _LEDGER).is_file():
        return ("缺钥匙串:姓名、证号打不开,也登记不了;钥匙串只在备份文件夹和同步库里,恢复钥匙变不出来",)
    if any((own / f"open.{who}").is_file() for who in officers.ids):
        return ()
    return ("钥匙串有了,还没有人能打开它,姓名、证号看不到:要从备份文件夹恢复(wfx recover 备份文件夹 另一个新文件夹)",)


def _taken(source: Path) -> tuple[str, bytes, Mapping[str, bytes]]:
    """Head, pack and secret files of the source.

    Errors: ``NoSuchPlace``, ``WhichBackup``, ``NotACopy``, ``UnsafeRemote``, ``RemoteDamaged``.
    """
    if not source.exists():
        raise NoSuchPlace(shown=str(source))
    if source.is_file():
        return (*parse_bundle(source.read_bytes(), source.name), {})
    if (source / _MANIFEST).is_file():
        files = _read_folder(source)
        return (*parse_bundle(files.get(_BOOKS, b""), source.name), files)
    if backups := [each.parent for each in source.glob(f"{_BACKUP}*/{_MANIFEST}")]:
        newest = max(backups, key=lambda each: (each.name.rpartition("-")[0], len(each.name), each.name))
        raise WhichBackup(shown=source.name, count=len(backups), newest=newest.name, path=newest)
    if not is_remote(source):
        raise NotACopy(shown=source.name)
    with remote(source) as git:
        head = git.head()
        if not head:
            raise NotACopy(shown=source.name)
        box = source / "wfx" / "keyring"
        return head, git.pack(head), {_LEDGER: box.read_bytes()} if box.is_file() else {}


def _once_listed(books: OpenBooks) -> frozenset[str]:
    """Every public key that ever stood in the list of officers."""
    changes = books.git.changes(books.head, OFFICERS_FILE)
    lists = {oid for each in changes for oid in (each.before, each.after)} - {NO_OBJECT}
    return frozenset(key for oid in lists for key in parse_officers(books.git.read(oid, "blob")).holders)


def _make_way(
    setting: Setting, ledger: str, officers: Officers, ended: Collection[str], files: Mapping[str, bytes]
) -> list[str]:
    """A key that has ended goes aside for one that stands in the list, with its way to the keyring."""
    store, secrets = KeyStore(setting.home), Secrets(setting.home, None)
    said = []
    for officer in store.officers():
        fresh = officers.holders.get(public_in(files.get(f"keys/{officer}.key", b""))) == officer
        if fresh and store.line(officer) in ended:
            kept = store.set_aside(officer)
            secrets.set_aside(ledger, officer)
            said.append(f"{officer} 的钥匙换成了副本里的新钥匙,旧的另存为 {kept};口令是换发时定的那个")
    return said


def _put(setting: Setting, ledger: str, officers: Officers, files: Mapping[str, bytes]) -> list[str]:
    """Keys and keyring where this machine has none; one that is there is not written over."""
    own, kept = Secrets(setting.home, None).folder(ledger), []
    wanted = {own / name: data for name, data in files.items() if name == _LEDGER or name.startswith("open.")}
    keys = {setting.home / "keys" / f"{each}.key": files.get(f"keys/{each}.key", b"") for each in officers.ids}
    wanted |= {path: data for path, data in keys.items() if data}
    for path, data in wanted.items():
        if path.exists():
            kept += [] if path.read_bytes() == data else [f"{path.name} 本机已有,没有替换"]
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o600)
    return kept

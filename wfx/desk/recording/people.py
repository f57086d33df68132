"""The officers: who may sign, and a new one added by an administrator."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from wfx.desk.desk import Desk
from wfx.desk.office.secrets import secrets_of
from wfx.desk.office.sole import alone
from wfx.desk.recording.record import Receipt, record
from wfx.store.entries.entry import OFFICERS_FILE
from wfx.store.entries.keys import KeyStore
from wfx.store.entries.officers import Deputy, Officer, OfficerKey, Officers, officers_toml
from wfx.store.entries.sign import fingerprint
from wfx.values.errors import AlreadySettled, BadValue, NotAChoice, NotInBooks, RoleMissing
from wfx.values.ids import Id, OfficerId
from wfx.values.posts import ROLES
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet

GIVEN = {code: word for code, word in ROLES.items() if code != "recovery"}  # what an administrator may give


def role_code(word: str) -> str:
    """The role of that code or Chinese word. Errors: ``NotAChoice``."""
    code = next((code for code, title in GIVEN.items() if word in (code, title)), None)
    if code is None:
        raise NotAChoice("角色", shown=word[:20], allowed="、".join(GIVEN.values()))
    return code


def officers_sheet(desk: Desk) -> Sheet:
    """Everybody who may sign."""
    here = KeyStore(desk.setting.home).in_force(desk.books.officers)
    rows = tuple(
        (
            officer.id,
            officer.title,
            "、".join(ROLES.get(role, role) for role in officer.roles),
            " ".join(fingerprint(key.public) for key in officer.keys) or "已收回",
            "是" if officer.id in here else "否",
            "、".join(f"{each.officer} 至 {each.until}" for each in officer.deputies if each.until >= desk.today),
            len(officer.relatives) or None,
        )
        for officer in desk.books.officers.all
    )
    columns = (
        Column("id", "代号"),
        Column("title", "职务"),
        Column("roles", "角色"),
        Column("fingerprint", "钥匙指纹"),
        Column("here", "钥匙在本机"),
        Column("deputies", "代签人"),
        Column("relatives", "登记亲属", FieldType.INT),
    )
    return Sheet("能签字的人", columns, rows, (_state(desk),))


def _state(desk: Desk) -> str:
    """How many administrators can sign today: with one alone nothing of the office itself can be agreed to."""
    if alone(desk):
        return "独任期:第二管理员还没有签核建账"
    able = desk.books.officers.administrators
    if len(able) > 1:
        return f"{len(able)} 名管理员能签字"
    return f"只有 {'、'.join(able) or '恢复钥匙'} 一名管理员能签字:给另一名换发钥匙 wfx officers rotate 代号"


def add_officer(desk: Desk, officer: str, title: str, roles: tuple[str, ...], phrase: str, *, dry: bool) -> Receipt:
    """One more officer with a key on this machine. Errors: ``RoleMissing``, ``BadValue``, ``AlreadySettled``."""
    OfficerId.parse(officer)
    if "admin" not in desk.roles:
        raise RoleMissing("officers", act="增加人员", roles="admin")
    roles = tuple(map(role_code, roles))
    standing = desk.books.officers
    if standing.get(officer) is not None:
        raise AlreadySettled("代号", shown=officer)
    if dry:
        return Receipt((), None, dry=True, files=(OFFICERS_FILE,))
    keys = KeyStore(desk.setting.home)
    public = keys.public(officer) if officer in keys.officers() else keys.create(officer, phrase)
    added = Officer(officer, title, roles, (OfficerKey(public, desk.today),))
    files = {OFFICERS_FILE: officers_toml(Officers((*standing.all, added)))}
    actor, ledger = desk.actor, desk.books.ledger_id
    result = record(desk, "officers", f"增加 {officer}({title})", [], kind="officers", files=files)
    secrets_of(desk).share_keyring(ledger, actor, secrets_of(desk).passphrase(actor), officer, phrase)
    return result


def name_deputy(desk: Desk, deputy: str, since: date, until: date, *, dry: bool) -> Receipt:
    """Who may sign off in the place of the one who acts, for these days. Errors: ``NotInBooks``, ``BadValue``."""
    standing = desk.books.officers
    known = standing.get(deputy)
    if deputy == desk.actor or known is None:
        raise NotInBooks("代号", shown=deputy)
    if not known.keys:
        raise BadValue("代签人(钥匙已收回,不能签字)", shown=deputy)
    if until < since or until < desk.today:
        raise BadValue("日期", shown=str(until))
    named = Deputy(deputy, since, until)
    what = f"{desk.actor} 委托 {deputy} 代签,{since} 至 {until}"

    def make(officer: Officer) -> Officer:
        return replace(officer, deputies=(*(each for each in officer.deputies if each.until >= desk.today), named))

    return _change(desk, desk.actor, what, make, dry=dry)


def set_relatives(desk: Desk, officer: str, ids: Sequence[str], *, dry: bool) -> Receipt:
    """The persons and officers in whose matters this officer does not decide, all of them. Errors: ``RoleMissing``."""
    if "admin" not in desk.roles:
        raise RoleMissing("officers", act="登记亲属", roles="admin")
    if desk.books.officers.get(officer) is None:
        raise NotInBooks("代号", shown=officer)
    known = tuple(sorted({Id.parse(each) for each in ids}))
    what = f"{officer} 登记亲属 {len(known)} 人"
    return _change(desk, officer, what, lambda each: replace(each, relatives=known), dry=dry)


def _change(desk: Desk, officer: str, what: str, make: Callable[[Officer], Officer], *, dry: bool) -> Receipt:
    """One officer's line made anew, recorded."""
    listed = desk.books.officers.all
    changed = tuple(make(each) if each.id == officer else each for each in listed)
    if changed == listed:
        raise AlreadySettled("代号", shown=officer)
    files = {OFFICERS_FILE: officers_toml(Officers(changed))}
    return record(desk, "officers", what, [], kind="officers", files=files, dry=dry)

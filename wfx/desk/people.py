"""The officers: who may sign, and a new one added by an administrator."""

from wfx.desk.desk import Desk, Receipt
from wfx.desk.sole import alone
from wfx.store.keys import KeyStore
from wfx.store.officers import Officer, OfficerKey, Officers, officers_toml
from wfx.store.sign import fingerprint
from wfx.values.errors import AlreadySettled, BadValue, RoleMissing
from wfx.values.ids import OfficerId
from wfx.values.sheet import Column, Sheet

ROLES = {
    "admin": "管理员",
    "clerk": "经办",
    "chief": "主任",
    "leader": "分管领导",
    "supervisor": "督导考核办",
    "colleague": "同事",
    "recovery": "恢复钥匙",
}
OFFICERS_FILE = "ledgers/officers.toml"


def officers_sheet(desk: Desk) -> Sheet:
    """Everybody who may sign."""
    here = KeyStore(desk.setting.home).officers()
    rows = tuple(
        (
            officer.id,
            officer.title,
            "、".join(ROLES.get(role, role) for role in officer.roles),
            " ".join(fingerprint(key.public) for key in officer.keys) or "已收回",
            "是" if officer.id in here else "否",
        )
        for officer in desk.books.officers.all
    )
    columns = (
        Column("id", "代号"),
        Column("title", "职务"),
        Column("roles", "角色"),
        Column("fingerprint", "钥匙指纹"),
        Column("here", "钥匙在本机"),
    )
    state = "独任期:第二管理员还没有签核建账" if alone(desk) else "两名管理员"
    return Sheet("能签字的人", columns, rows, (state,))


def add_officer(desk: Desk, officer: str, title: str, roles: tuple[str, ...], phrase: str, *, dry: bool) -> Receipt:
    """One more officer with a key on this machine. Errors: ``RoleMissing``, ``BadValue``, ``AlreadySettled``."""
    OfficerId.parse(officer)
    if "admin" not in desk.roles:
        raise RoleMissing("officers", act="增加人员", roles="admin")
    for role in roles:
        if role not in ROLES or role == "recovery":
            raise BadValue("角色", shown=role)
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
    result = desk.record("officers", f"增加 {officer}({title})", [], kind="officers", files=files)
    desk.secrets.share_keyring(ledger, actor, desk.secrets.passphrase(actor), officer, phrase)
    return result

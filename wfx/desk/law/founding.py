"""New books: the township's settings, two administrators, the law, the first entry, the sheet for the safe."""

from dataclasses import dataclass
from pathlib import Path

from wfx.desk.desk import Setting, tool
from wfx.desk.judging.opening import POLICY
from wfx.desk.law.upgrading import MANIFEST, manifest
from wfx.desk.office.secrets import Secrets
from wfx.desk.office.shipped import law_files
from wfx.store.entries.keys import KeyStore, Recovery, new_recovery, recovery_secret
from wfx.store.entries.officers import RECOVERY, Officer, OfficerKey, Officers
from wfx.store.entries.sign import fingerprint
from wfx.store.files.township import township_toml
from wfx.store.recording.genesis import found as found_books
from wfx.store.recording.genesis import sign_off
from wfx.values.beijing import BEIJING
from wfx.values.errors import BadValue
from wfx.values.matter.gates import GATES
from wfx.values.month import Month
from wfx.values.township import Township, Village

WORDS = {"监测对象": "防止返贫致贫对象"}
MONTHS = {"issue_by": 5, "close_after": 5}


@dataclass(frozen=True)
class Founding:
    """What the office says at the beginning; ``opening_until``: the month from which old matters count as any other."""

    name: str
    region: str
    villages: str
    admin: str
    second: str = ""
    opening_until: Month | None = None


@dataclass(frozen=True)
class Founded:
    """The sheet to print and lock away, and the ledger's id."""

    sheet: str
    ledger: str


def parse_villages(text: str) -> tuple[Village, ...]:
    """``李斌庄:A,乔庄:B`` as villages v01, v02 … in the order given. Errors: ``BadValue`` for a name twice."""
    found: list[Village] = []
    for part in text.replace(",", ",").replace("、", ",").replace(":", ":").split(","):
        name, _, group = part.strip().partition(":")
        if name and any(name == village.name for village in found):
            raise BadValue("村名(重复)", shown=name)
        if name:
            found.append(Village(f"v{len(found) + 1:02d}", name, group.strip() or "A"))
    if not found:
        raise BadValue("村名", shown=text)
    return tuple(found)


def found(setting: Setting, folder: Path, plan: Founding, phrases: dict[str, str]) -> Founded:
    """Make the books and everybody's keys. Errors: ``BadValue``, ``KeyExists``."""
    folder = folder.resolve()
    villages = parse_villages(plan.villages)
    keys, secrets = KeyStore(setting.home), Secrets(setting.home, None)
    recovery = new_recovery()
    officers = _officers(setting, plan, phrases, keys, recovery)
    gates = {gate.name: gate.roles for gate in GATES.values()}
    until = plan.opening_until
    months = MONTHS | ({POLICY: until.year * 100 + until.number} if until else {})
    township = Township(plan.name, plan.region, villages, words=WORDS, gates=gates, months=months)
    shipped = law_files()
    files = shipped | {"wfx.toml": township_toml(township), MANIFEST: manifest(shipped)}
    folder.mkdir(parents=True, exist_ok=True)
    signer = keys.unlock(plan.admin, phrases[plan.admin])
    genesis = found_books(folder, files, officers, signer, setting.now, tool())
    secrets.make_keyring(genesis.oid, plan.admin, phrases[plan.admin])
    safe = recovery_secret(recovery.text)
    secrets.share_keyring(genesis.oid, plan.admin, phrases[plan.admin], RECOVERY, safe)
    if plan.second:
        secrets.share_keyring(genesis.oid, plan.admin, phrases[plan.admin], plan.second, phrases[plan.second])
        other = keys.unlock(plan.second, phrases[plan.second])
        sign_off(folder, (1,), "admin", "agreed", other, setting.now, tool=tool())
    return Founded(_sheet(plan, officers, recovery, genesis.oid, setting), genesis.oid)


def _officers(
    setting: Setting, plan: Founding, phrases: dict[str, str], keys: KeyStore, recovery: Recovery
) -> Officers:
    day = setting.now.astimezone(BEIJING).date()
    made: list[tuple[str, str, tuple[str, ...]]] = [(plan.admin, "第一管理员", ("admin", "chief", "clerk"))]
    if plan.second:
        made.append((plan.second, "第二管理员", ("admin", "leader")))
    listed = [
        Officer(officer, title, roles, (OfficerKey(_public(keys, officer, phrases[officer]), day),))
        for officer, title, roles in made
    ]
    listed.append(Officer(RECOVERY, "保险柜恢复钥匙", (RECOVERY,), (OfficerKey(recovery.public, day),)))
    return Officers(tuple(listed))


def _public(keys: KeyStore, officer: str, passphrase: str) -> str:
    """The officer's public key on this machine; an officer of another township here keeps the one key."""
    if officer in keys.officers():
        keys.unlock(officer, passphrase)
        return keys.public(officer)
    return keys.create(officer, passphrase)


def _sheet(plan: Founding, officers: Officers, recovery: Recovery, ledger: str, setting: Setting) -> str:
    lines = [
        "建账单(打印一份锁进保险柜,一份交纪检)",
        f"乡镇:{plan.name}    区划代码:{plan.region}",
        f"建账时间:{setting.now.astimezone(BEIJING):%Y-%m-%d %H:%M} +0800",
        f"台账编号:{ledger}",
        *(
            f"{officer.title}:{officer.id}    钥匙指纹:{fingerprint(key.public)}"
            for officer in officers.all
            for key in officer.keys
        ),
        "管理状态:" + ("两名管理员,建账已由第二管理员签核" if plan.second else "独任期(第二管理员签核建账后结束)"),
        "恢复钥匙(只显示这一次,程序不保存):",
        f"  {recovery.text}",
    ]
    return "\n".join(lines)

"""The keys of sealed identities: one random key a household, and one for tags; kept outside the repository.

A box (the file, or what ``wrap`` gives) is one line of JSON: parameters in the clear, everything secret in AES-256-GCM
under a scrypt key of the passphrase. Whoever destroys a household's key has shredded its records in all history, in
every copy of the books; older copies of the keyring file must be destroyed as well, which the back-up rule says.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wfx.store.entries.stretch import stretched
from wfx.values.errors import KeyringLocked, Place
from wfx.values.personal_check import check_character

_FORMAT: Final = 1
_KEY: Final = 64  # bytes: AES-256-SIV takes two keys of 32
_TAG_KEY: Final = 32
_SALT, _NONCE = 16, 12
_RANDOM: Final = re.compile(r"[0-9a-f]{64}")  # a 256-bit secret a machine made: stretching it would buy nothing
_LIGHT: Final = {"n": 1 << 10, "r": 8, "p": 1}
_COST: Final = {"n": 1 << 15, "r": 8, "p": 3}  # 32 MiB, about a quarter of a second
_LIMIT: Final = {"n": 1 << 18, "r": 8, "p": 16}  # 256 MiB; a file asking for more is not one of ours
_OLD_ID, _CARD_ID, _ID = 15, 20, 18


class Keyring:
    """Keys in memory. ``repr`` shows how many there are, never one of them.

    ``seconds`` are further keys of a household that two computers entered before they met: they open, and seal nothing.
    """

    def __init__(
        self, tag_key: bytes, keys: dict[str, bytes], seconds: dict[str, tuple[bytes, ...]] | None = None
    ) -> None:
        self._tag_key = tag_key
        self._keys = keys
        self._seconds = seconds or {}

    @classmethod
    def create(cls) -> "Keyring":
        """An empty keyring with a new tag key."""
        return cls(secrets.token_bytes(_TAG_KEY), {})

    @classmethod
    def load(cls, path: Path, passphrase: str) -> "Keyring":
        """The keyring in that file.

        Errors: ``KeyringLocked`` when the passphrase is wrong or the file damaged (which of the two cannot be told);
        ``OSError`` when there is no file.
        """
        opened = unwrap(path.read_bytes(), passphrase, path.name)
        try:
            secret = json.loads(opened)
            keys = {name: base64.b64decode(key, validate=True) for name, key in secret["keys"].items()}
            more = {
                name: tuple(base64.b64decode(key, validate=True) for key in listed)
                for name, listed in secret.get("seconds", {}).items()
            }
            return cls(base64.b64decode(secret["tag"], validate=True), keys, more)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KeyringLocked(Place(file=path.name)) from None

    def save(self, path: Path, passphrase: str) -> None:
        """Writes the file whole or not at all, with a new salt and nonce. Errors: ``OSError``."""
        keys = {name: base64.b64encode(key).decode("ascii") for name, key in sorted(self._keys.items())}
        more = {name: [base64.b64encode(key).decode("ascii") for key in own] for name, own in self._seconds.items()}
        told = {"tag": base64.b64encode(self._tag_key).decode("ascii"), "keys": keys}
        secret = json.dumps(told | ({"seconds": dict(sorted(more.items()))} if more else {}))
        _replace(path, wrap(secret.encode("utf-8"), passphrase))

    def key_for(self, name: str, *, make: bool) -> bytes | None:
        """The 64-byte key of a household (or of ``person:<person_id>``); with ``make`` a new one when there is none."""
        if make and name not in self._keys:
            self._keys[name] = secrets.token_bytes(_KEY)
        return self._keys.get(name)

    def keys_for(self, name: str) -> tuple[bytes, ...]:
        """Every key something of that household may be sealed under, the one in use first."""
        first = self._keys.get(name)
        return () if first is None else (first, *self._seconds.get(name, ()))

    def destroy(self, name: str) -> bool:
        """Forgets every key of that name, for good once saved; whether there was one."""
        self._seconds.pop(name, None)
        return self._keys.pop(name, None) is not None

    def take(self, other: "Keyring") -> int:
        """Take over the keys another copy of this keyring holds besides; how many households have more than one now.

        Where both made one, both are kept and open; the one in use is chosen by its bytes, so that both copies come to
        the same. Errors: ``KeyringLocked`` when it is another township's keyring.
        """
        if other._tag_key != self._tag_key:  # noqa: SLF001 - its own kind
            raise KeyringLocked
        apart = 0
        for name in other._keys:  # noqa: SLF001
            mine = self.keys_for(name)
            together = tuple(sorted({*mine, *other.keys_for(name)}))
            apart += bool(mine) and set(together) != set(mine)
            self._keys[name] = together[0]
            if together[1:]:
                self._seconds[name] = together[1:]
        return apart

    def tag(self, kind: str, text: str) -> str:
        """64 hexadecimal digits that are equal for equal numbers of one kind: HMAC-SHA256 under the tag key.

        ``kind`` is ``id_number``, ``phone`` or ``card``. One number written in two ways has one tag: spaces and
        hyphens go, a 15-digit ID number is brought to 18, and of a disability card number its 18 of the ID count.
        """
        message = f"wfx-tag 1 {kind}\n{_plain_number(kind, text)}"
        return hmac.new(self._tag_key, message.encode("utf-8"), hashlib.sha256).hexdigest()

    def __len__(self) -> int:
        return len(self._keys)

    def __repr__(self) -> str:
        return f"Keyring({len(self._keys)} keys)"


def wrap(secret: bytes, passphrase: str) -> bytes:
    """The secret in a box only the passphrase opens: one line of JSON, another one each time."""
    head: dict[str, Any] = {
        "wfx-box": _FORMAT,
        **(_LIGHT if _RANDOM.fullmatch(passphrase) else _COST),
        "salt": secrets.token_hex(_SALT),
        "nonce": secrets.token_hex(_NONCE),
    }
    box = AESGCM(_stretched(passphrase, head)).encrypt(bytes.fromhex(head["nonce"]), secret, _bound(head))
    return (json.dumps({**head, "box": base64.b64encode(box).decode("ascii")}) + "\n").encode("ascii")


def unwrap(data: bytes, passphrase: str, name: str = "") -> bytes:
    """What is in the box. Errors: ``KeyringLocked`` (wrong passphrase or damaged box); ``name`` is its file's."""
    try:
        stored = json.loads(data)
        head, box = _head_of(stored), base64.b64decode(stored["box"], validate=True)
        return AESGCM(_stretched(passphrase, head)).decrypt(bytes.fromhex(head["nonce"]), box, _bound(head))
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # no word of the cause: it could only help someone who guesses
        raise KeyringLocked(Place(file=name)) from None


def _plain_number(kind: str, text: str) -> str:
    number = re.sub(r"[\s-]", "", text).upper()
    if kind == "phone":
        return re.sub(r"^(?:\+?86)(?=1[3-9][0-9]{9}$)", "", number)
    if kind == "id_number" and re.fullmatch(rf"[0-9]{{{_OLD_ID}}}", number):
        century = f"{number[:6]}19{number[6:]}"
        return century + check_character(century)
    if kind == "id_number" and re.fullmatch(rf"[0-9]{{17}}[0-9X][0-9]{{{_CARD_ID - _ID}}}", number):
        return number[:_ID]
    return number


def _head_of(stored: dict[str, Any]) -> dict[str, Any]:
    head = {name: stored[name] for name in ("wfx-box", *_COST, "salt", "nonce")}
    if head["wfx-box"] != _FORMAT or any(not 1 <= int(head[name]) <= most for name, most in _LIMIT.items()):
        raise ValueError
    return head


def _stretched(passphrase: str, head: dict[str, Any]) -> bytes:
    salt = bytes.fromhex(str(head["salt"]))
    return stretched(passphrase.encode("utf-8"), salt, n=head["n"], r=head["r"], p=head["p"])


def _bound(head: dict[str, Any]) -> bytes:
    # the parameters are authenticated with the box, so nobody can weaken them unseen
    return json.dumps(head, sort_keys=True).encode("ascii")


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

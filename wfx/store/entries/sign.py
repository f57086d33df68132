"""SSH signatures (PROTOCOL.sshsig of OpenSSH) made and checked in this process: ed25519, namespace ``git``, sha512.

With one key type, one namespace and one hash, every length in the format is fixed, so a signature is accepted only
when its armour equals the re-armoured parse byte for byte: one signed content has exactly one commit id.
"""

import base64
import binascii
import hashlib
import struct
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wfx.values.errors import SignatureBad

_BEGIN = "-----BEGIN SSH SIGNATURE-----\n"
_END = "-----END SSH SIGNATURE-----\n"
_WRAP = 70
_KEY_TYPE = b"ssh-ed25519"
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64


def _text(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


_KEY_HEAD = _text(_KEY_TYPE) + struct.pack(">I", _KEY_BYTES)
_SETTINGS = _text(b"git") + _text(b"") + _text(b"sha512")
_SIGNED_HEAD = b"SSHSIG" + _SETTINGS
_BLOB_HEAD = b"SSHSIG" + struct.pack(">II", 1, len(_KEY_HEAD) + _KEY_BYTES) + _KEY_HEAD
_BLOB_MIDDLE = (
    _SETTINGS
    + struct.pack(">I", len(_text(_KEY_TYPE)) + 4 + _SIGNATURE_BYTES)
    + _text(_KEY_TYPE)
    + struct.pack(">I", _SIGNATURE_BYTES)
)


def public_line(key: bytes) -> str:
    """32 bytes of a public key as ``ssh-ed25519 AAAA…``, without a comment."""
    return "ssh-ed25519 " + base64.b64encode(_KEY_HEAD + key).decode("ascii")


def public_bytes(line: str) -> bytes:
    """The inverse of ``public_line``. Errors: ``SignatureBad``."""
    kind, _, text = line.partition(" ")
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SignatureBad("public", fault="key") from None
    if kind != _KEY_TYPE.decode("ascii") or len(blob) != len(_KEY_HEAD) + _KEY_BYTES or not blob.startswith(_KEY_HEAD):
        raise SignatureBad("public", fault="key")
    if public_line(blob[-_KEY_BYTES:]) != line:
        raise SignatureBad("public", fault="key")
    return blob[-_KEY_BYTES:]


@lru_cache(maxsize=256)
def fingerprint(line: str) -> str:
    """``SHA256:…`` as ``ssh-keygen -l`` shows it. Errors: ``SignatureBad``."""
    digest = hashlib.sha256(_KEY_HEAD + public_bytes(line)).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


def public_of(key: Ed25519PrivateKey) -> str:
    """The public key line of a private key."""
    return public_line(key.public_key().public_bytes_raw())


def _to_sign(payload: bytes) -> bytes:
    return _SIGNED_HEAD + _text(hashlib.sha512(payload).digest())


def sign(payload: bytes, key: Ed25519PrivateKey) -> str:
    """The armour over these bytes, as ``ssh-keygen -Y sign -n git`` writes it."""
    public = key.public_key().public_bytes_raw()
    return _armour(_BLOB_HEAD + public + _BLOB_MIDDLE + key.sign(_to_sign(payload)))


def _armour(blob: bytes) -> str:
    text = base64.b64encode(blob).decode("ascii")
    lines = (text[start : start + _WRAP] + "\n" for start in range(0, len(text), _WRAP))
    return _BEGIN + "".join(lines) + _END


@lru_cache(maxsize=256)
def _loaded(key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(key)


def _parsed(armour: str) -> tuple[bytes, bytes]:
    """Public key and signature bytes of an armour in the one strict form."""
    if not armour.startswith(_BEGIN) or not armour.endswith(_END):
        raise SignatureBad("signature", fault="armour")
    try:
        blob = base64.b64decode(armour[len(_BEGIN) : -len(_END)].replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise SignatureBad("signature", fault="armour") from None
    start = len(_BLOB_HEAD)
    public, signature = blob[start : start + _KEY_BYTES], blob[-_SIGNATURE_BYTES:]
    if blob != _BLOB_HEAD + public + _BLOB_MIDDLE + signature or _armour(blob) != armour:
        raise SignatureBad("signature", fault="armour")
    return public, signature


def claimed(armour: str) -> str:
    """The public key line a signature says it is by, **not checked**. Errors: ``SignatureBad``."""
    return public_line(_parsed(armour)[0])


def verify(armour: str, payload: bytes) -> str:
    """The public key line whose private key signed exactly these bytes.

    Errors: ``SignatureBad`` with ``fault`` ``armour`` (not the one strict form) or ``content`` (does not hold).
    """
    public, signature = _parsed(armour)
    try:
        _loaded(public).verify(signature, _to_sign(payload))
    except (InvalidSignature, ValueError):
        raise SignatureBad("signature", fault="content") from None
    return public_line(public)

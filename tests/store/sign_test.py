"""Signatures: the same bytes ssh-keygen and the sshsig package make and accept, and one strict armour."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
import sshsig
import sshsig.sshsig as oracle
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from wfx.store.entries.sign import claimed, fingerprint, public_bytes, public_line, public_of, sign, verify
from wfx.values.errors import SignatureBad

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = public_of(KEY)


@given(st.binary(max_size=300), st.binary(min_size=32, max_size=32))
def test_what_is_signed_verifies_and_names_its_key(payload: bytes, seed: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    armour = sign(payload, key)
    assert verify(armour, payload) == claimed(armour) == public_of(key)
    with pytest.raises(SignatureBad):
        verify(armour, payload + b"x")


@given(st.binary(max_size=300))
def test_the_sshsig_package_accepts_it(payload: bytes) -> None:
    found = sshsig.check_signature(payload, sign(payload, KEY), namespace="git")
    assert found.openssh_str().split()[:2] == PUBLIC.split()


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_another_armour_is_refused(at: int, byte: int) -> None:
    armour = sign(b"content", KEY).encode()
    at %= len(armour)
    changed = armour[:at] + bytes([byte]) + armour[at + 1 :]
    if changed == armour:
        return
    with pytest.raises(SignatureBad):
        verify(changed.decode("latin-1"), b"content")


def test_lenient_forms_are_refused() -> None:
    armour = sign(b"content", KEY)
    blob = oracle.ssh_dearmor_sshsig(armour)
    md = oracle.SshsigSignature(blob)
    md.hash_algo = b"sha256"
    wide = base64.b64encode(blob).decode()
    for wrong in (
        armour.replace("\n", "\r\n"),
        armour + "\n",
        " " + armour,
        armour[:-1],
        oracle.ssh_enarmor_sshsig(blob),  # 76 characters a line, as other tools wrap
        f"-----BEGIN SSH SIGNATURE-----\n{wide}\n-----END SSH SIGNATURE-----\n",
        md.to_armored(),
        oracle.ssh_enarmor_sshsig(blob + b"\0"),
    ):
        with pytest.raises(SignatureBad):
            verify(wrong, b"content")


def test_public_keys_have_one_form() -> None:
    assert public_line(public_bytes(PUBLIC)) == PUBLIC
    for wrong in (
        "",
        "ssh-rsa AAAA",
        f"{PUBLIC} comment",
        PUBLIC[:-2],
        PUBLIC.replace("ed25519", "ed448"),
        f"{PUBLIC}\n",
    ):
        with pytest.raises(SignatureBad):
            public_bytes(wrong)


def test_ssh_keygen_makes_the_same_bytes_and_fingerprint(tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("no ssh-keygen on this computer")
    file = tmp_path / "key"
    file.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    file.chmod(0o600)
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(file)]
    done = subprocess.run(command, input=b"content", capture_output=True, check=True)
    assert done.stdout.decode() == sign(b"content", KEY)
    listed = subprocess.run(["ssh-keygen", "-l", "-f", str(file)], capture_output=True, check=True)
    assert fingerprint(PUBLIC) in listed.stdout.decode()

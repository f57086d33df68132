"""What was checked or had nothing to say before is not read again, is never out of date, and opens no door."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from tests.errors.township import KEYS, MONTH, Place, typed
from wfx.rules import rulefile
from wfx.rules.rule import Rule
from wfx.store.entries.keys import KeyStore
from wfx.store.files.cache import Cache
from wfx.store.recording.write import Draft, record

BROKEN = b'id = "H99"\n'
SECRET = "what no rule may read"


def _check(*words: str) -> list[dict[str, str]]:
    said = typed("check", *words, "--month", MONTH, "--json")
    assert said.code in {0, 4}, said.err
    rows: list[dict[str, str]] = json.loads(said.out)["rows"]
    return rows


def _law(place: Place, files: dict[str, bytes | None]) -> None:
    """Rule files straight into the books, as a program of another make might."""
    signer = KeyStore(place.home).unlock("li-ming", KEYS["WFX_PASSPHRASE"])
    draft = Draft("rules", "改规则", kind="law")
    assert record(place.books, draft, [], files, signer, datetime.now(tz=UTC), tool="test") is not None


def _rule(place: Place, name: str) -> str:
    (found,) = (place.books / "rules").rglob(f"{name}.toml")
    return found.read_text(encoding="utf-8")


def _kept(place: Place, start: str) -> list[Path]:
    return sorted((place.books / ".git" / "wfx" / "cache").glob(f"{start}*.arrow"))


@pytest.fixture
def parsed(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rule files that are read and bound, by path, as it happens; nothing is known from before."""
    for path in _kept(place, ""):
        path.unlink()
    paths: list[str] = []
    real = rulefile.read_rule

    def noted(path: str, *rest: object) -> object:
        paths.append(path)
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(rulefile, "read_rule", noted)
    monkeypatch.setattr(rulefile, "_read", {})  # as in a new process
    return paths


def test_each_rule_is_bound_once_and_only_those_asked_for(parsed: list[str]) -> None:
    first = _check("资产")
    assert parsed
    assert {path.split("/")[1] for path in parsed} == {"assets"}
    assert len(parsed) == len(set(parsed))  # two months are judged by one law
    parsed.clear()
    assert _check("资产") == first
    assert parsed == []
    whole = _check()
    assert "assets" not in {path.split("/")[1] for path in parsed}
    parsed.clear()
    assert _check() == whole
    assert parsed == []


def test_a_changed_byte_of_a_rule_is_seen_and_the_others_stay_known(place: Place, parsed: list[str]) -> None:
    before = _check("资产")
    rule = next(row["rule"] for row in before if row["verdict"] == "疑点")
    parsed.clear()
    _law(
        place,
        {
            f"rules/assets/{rule}.toml": _rule(place, rule)
            .replace("[say]\n", "[say]\n# 新\n")
            .replace('do = "', 'do = "先')
            .encode()
        },
    )
    after = _check("资产")
    assert set(parsed) == {f"rules/assets/{rule}.toml"}
    assert [row["do"] for row in after if row["rule"] == rule] == [
        "先" + row["do"] for row in before if row["rule"] == rule
    ]


def test_a_rule_that_was_silent_speaks_when_its_rows_change(place: Place) -> None:
    for _ in range(2):
        assert "A31" not in {row["rule"] for row in _check("资产")}
    same = "资产编号,资产名称,资产类别,村,资产原值\nA003,大棚一号,经营性,李斌庄,10000\n"
    (place.folder / "又.csv").write_text(same, encoding="utf-8", newline="\n")
    said = typed("--as", "li-ming", "assets", "register", str(place.folder / "又.csv"))
    assert said.code == 0, said.err
    warm = _check("资产")
    assert "A31" in {row["rule"] for row in warm}
    assert _check("资产") == warm
    for path in _kept(place, ""):
        path.unlink()
    assert _check("资产") == warm  # 新增, 延续 and 消失 alike, asked from the first again


@pytest.mark.parametrize("start", ["law-", "said-", ""])
@pytest.mark.parametrize("damage", ["empty", "cut", "foreign", "nonsense"])
def test_a_broken_cache_is_made_anew(place: Place, start: str, damage: str) -> None:
    before = _check()
    assert _kept(place, start)
    for path in _kept(place, start):
        data = path.read_bytes()
        if damage == "nonsense":
            with pa.OSFile(str(path), "rb") as file:
                table = pa.ipc.open_file(file).read_all()
            words = [
                pa.array(["{}"] * len(table), kind) if pa.types.is_string(kind) else column
                for kind, column in zip(table.schema.types, table.columns, strict=True)
            ]
            table = pa.table(words, schema=table.schema) if start else table
            with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
                writer.write_table(table)
        else:
            path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "foreign": b"forged"}[damage])
    assert _check() == before


def test_what_a_hand_wrote_into_the_cache_meets_the_door(place: Place, tmp_path: Path) -> None:
    _check("资产")
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    for path in _kept(place, "said-"):
        path.unlink()
    for path in _kept(place, "law-assets"):
        with pa.OSFile(str(path), "rb") as file:
            table = pa.ipc.open_file(file).read_all()
        forged = [_forged(text, str(secret)) for text in table["text"].to_pylist()]
        table = table.set_column(table.schema.get_field_index("text"), "text", pa.array(forged, pa.string()))
        with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
            writer.write_table(table)
    said = typed("check", "资产", "--month", MONTH, "--json")
    rows = json.loads(said.out)["rows"]
    assert rows
    assert {row["verdict"] for row in rows} == {"规则出错"}
    assert SECRET not in said.out + said.err


def _forged(text: str, path: str) -> str:
    """A kept rule that would read a file of the machine, each of its columns the content."""
    rule = json.loads(text)
    at = {each.name: index for index, each in enumerate(fields(Rule))}
    places = [each["Output"][1] for each in rule["Rule"][at["outputs"]]]
    columns = ["content as subject", "null as village", "true as verdict", *(f"content as {name}" for name in places)]
    rule["Rule"][at["statement"]] = f"select {', '.join(columns)} from read_text('{path}')"  # noqa: S608 - what is refused
    rule["Rule"][at["parts"]] = []  # judged alone
    return json.dumps(rule, ensure_ascii=False)


def test_a_broken_rule_stops_only_who_asks_for_it(place: Place) -> None:
    sound = _check("资产")
    _law(place, {"rules/households/H99.toml": BROKEN})
    assert _check("资产") == sound
    audited = typed("assets", "audit", "--month", MONTH)
    assert audited.code in {0, 4}
    for words in (
        ("check", "--month", MONTH),
        ("check", "农户", "--month", MONTH),
        ("rules", "test"),
        ("rules", "test", "H99"),
    ):
        said = typed(*words)
        assert said.code == 1
        assert "H99.toml" in said.err
        assert typed(*words).err == said.err  # nor is it forgotten
    assert typed("rules", "test", "A01").code == 0


def test_one_number_in_two_duties_is_named(place: Place) -> None:
    _law(place, {"rules/households/A01.toml": _rule(place, "A01").encode()})
    _check("资产")
    said = typed("check", "--month", MONTH)
    assert said.code == 1
    assert "A01.toml" in said.err


@pytest.mark.usefixtures("place")
def test_the_verifier_reads_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    _check()
    verified = typed("audit", "verify")
    assert verified.code == 0, verified.err

    def asked(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("get", "has", "others", "put"):
        monkeypatch.setattr(Cache, name, asked)
    again = typed("audit", "verify")
    assert (again.code, again.out) == (0, verified.out)

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.store.samples import MATTERS, matters, sample
from wfx.store.files.toml import decode_dossier, encode_dossier, is_canonical_dossier
from wfx.values.errors import BadToml, Refused
from wfx.values.table import Cell, Row

STEPS: list[dict[str, object]] = [
    {"action": "open", "on": date(2026, 10, 1), "by": "li-ming", "note": ""},
    {"action": "close", "on": date(2026, 10, 9), "by": "wang-fang", "note": "办结"},
]


def matter(**cells: Cell) -> dict[str, Cell]:
    row = sample(1, steps=STEPS, matter_id="m-2026-0001", **cells)
    del row["id"]
    return row


@given(matters)
@settings(max_examples=60)
def test_a_matter_comes_back_from_its_file(row: Row) -> None:
    data = encode_dossier(MATTERS, row)
    assert decode_dossier(data, MATTERS) == row
    assert is_canonical_dossier(data, MATTERS)
    assert b"\r" not in data


def test_the_file_reads_like_this() -> None:
    text = encode_dossier(MATTERS, matter(note=None)).decode("utf-8")
    assert text == (
        'matter_id = "m-2026-0001"\nvillage = "v02"\nmonth = "2026-10"\nday = 2026-10-01\n'
        "moment = 2026-10-01 08:30:00+08:00\ncount = 1\namount = 12.30\nsize = 1.500\nrate = 0.250000\npoor = true\n"
        'risks = [\n    "病",\n    "灾",\n]\n'
        '\n[[steps]]\naction = "open"\non = 2026-10-01\nby = "li-ming"\n'
        '\n[[steps]]\naction = "close"\non = 2026-10-09\nby = "wang-fang"\nnote = "办结"\n'
    )


def test_the_order_of_the_given_fields_does_not_matter() -> None:
    backwards = dict(reversed(matter().items()))
    assert encode_dossier(MATTERS, backwards) == encode_dossier(MATTERS, matter())


def test_no_steps_yet_is_not_no_steps_known() -> None:
    none, empty = matter() | {"steps": None}, matter() | {"steps": []}
    assert decode_dossier(encode_dossier(MATTERS, none), MATTERS)["steps"] is None
    assert decode_dossier(encode_dossier(MATTERS, empty), MATTERS)["steps"] == []


def test_a_hand_edit_is_read_but_is_not_canonical() -> None:
    data = b'# by hand\namount = 5\nmatter_id   = "m-2026-0001"\n'
    assert decode_dossier(data, MATTERS)["amount"] == Decimal("5.00")
    assert not is_canonical_dossier(data, MATTERS)


@pytest.mark.parametrize(
    "text",
    [
        "amount = inf\n",
        "amount = nan\n",
        "amount = -0.0\n",
        "count = -0\n",
        "count = 1\r\n",
        "\ufeffcount = 1\n",
        "count = 1\ncount = 2\n",
        "count = \n",
        "a" * (1 << 20),
        "x = " + "[" * 5000 + "]" * 5000,
    ],
)
def test_what_is_no_exact_toml_is_refused(text: str) -> None:
    with pytest.raises(BadToml):
        decode_dossier(text.encode("utf-8"), MATTERS)


def test_text_of_another_encoding_is_refused() -> None:
    with pytest.raises(BadToml):
        decode_dossier('note = "虚构"'.encode("gb18030"), MATTERS)


def test_the_line_is_named_and_nothing_is_quoted() -> None:
    with pytest.raises(BadToml) as refused:
        decode_dossier(b"count = 1\nnote = 19900000001 19900000001\n", MATTERS)
    assert refused.value.place.row == 2
    assert "1990000" not in repr(refused.value.problems)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("extra = 1", "E360"),
        ("day = 2026-10-01T00:00:00", "E352"),
        ("moment = 2026-10-01T08:00:00", "E352"),
        ("moment = 2026-10-01T08:00:00.5+08:00", "E352"),
        ("amount = 1.234", "E356"),
        ('amount = "1.00"', "E352"),
        ("count = 1.0", "E352"),
        ("count = 9223372036854775808", "E356"),
        ("poor = 1", "E352"),
        ("risks = [1]", "E352"),
        ("steps = [1]", "E352"),
        ('steps = [{action = "open"}]', "E352"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_field(line: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decode_dossier(f"{line}\n".encode(), MATTERS)
    field, _, _ = line.partition(" ")
    assert [(found.code, found.place.field) for found in refused.value.problems] == [(code, field)]

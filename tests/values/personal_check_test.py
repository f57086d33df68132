from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import given
from stdnum import luhn
from stdnum.cn import ric

from wfx.values.personal_check import check_character, find_personal, is_id_number
from wfx.values.text import text_fault, unsafe_character

ID_NUMBER = "41099919000101001" + check_character("41099919000101001")
CARD = "620000000000000000" + luhn.calc_check_digit("620000000000000000")

days = st.dates(date(1900, 1, 1), date(2025, 12, 31)).map(lambda day: f"{day:%Y%m%d}")
numbers = st.builds(lambda day, order: f"410999{day}{order:03d}", days, st.integers(0, 999)).map(
    lambda digits: digits + check_character(digits),
)


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
def test_the_check_character_is_that_of_the_standard(digits: str) -> None:
    assert check_character(digits) == ric.calc_check_digit(f"{digits}0")


@given(numbers, st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=5))
def test_an_id_number_is_found_in_any_chinese_text(number: str, text: str) -> None:
    assert find_personal(f"{text}{number}{text}") == "id_number"


@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_no_id_number(number: str, at: int, more: int) -> None:
    if number[at].isdigit():
        wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
        assert not is_id_number(wrong)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"证件{ID_NUMBER}", "id_number"),
        (f"残疾证 {ID_NUMBER}43", "id_number"),
        (ID_NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９")), "id_number"),
        ("电话19900000001。", "phone"),
        ("电话 199-0000-0001", "phone"),
        ("+86 199 0000 0001", "phone"),
        (f"卡号{CARD}", "card"),
        (f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}", "card"),
        ("", None),
        ("2026年10月收入 24300.30 元", None),
        ("合同 A-2023-0012,资产 410999000001", None),
        ("sha256:" + "19900000001" * 5, None),
        ("H1990000000112", None),
        ("12900000001", None),
        ("1990000000", None),
        ("199000000011", None),
        ("91410999MA00000001", None),
        ("0000000000000000", None),
        (CARD[:-1] + str((int(CARD[-1]) + 1) % 10), None),
    ],
)
def test_what_is_found(text: str, found: str | None) -> None:
    assert find_personal(text) == found


@pytest.mark.parametrize(
    ("text", "fault", "shown"),
    [
        ("李**,䶮㛃𬭎", None, ""),
        ("a\u200bb", "unsafe", "U+200B"),
        ("\ufeff", "unsafe", "U+FEFF"),
        ("a\n", "unsafe", "U+000A"),
        ("\u2067a", "unsafe", "U+2067"),
        ("\U000e0041", "unsafe", "U+E0041"),
        ("e\u0301", "not-nfc", ""),
        ("\u3000", None, ""),
        ("\ue000", None, ""),
    ],
)
def test_which_text_may_be_kept(text: str, fault: str | None, shown: str) -> None:
    assert text_fault(text) == fault
    assert unsafe_character(text) == shown

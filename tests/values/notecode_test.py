"""The note code: printed and typed are one, mistakes are seen, a beginning counts for what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfx.values.errors import NoteUnreadable
from wfx.values.notecode import LENGTH, LETTERS, SHORTEST, Note

OID = "0123456789abcdef0123456789abcdef01234567"
oids = st.integers(0, 16**40 - 1).map(lambda number: f"{number:040x}")
places, letters_of = st.integers(0, LENGTH - 1), st.sampled_from(LETTERS)
notes = st.builds(Note.of, oids, st.integers(1, 10**8))


@given(notes, st.integers(SHORTEST, LENGTH))
def test_a_note_and_its_beginning_read_back(note: Note, length: int) -> None:
    part = Note(note.letters[:length])
    assert Note.parse(str(part)) == part


@given(oids, st.integers(1, 10**8))
def test_a_note_leads_to_its_entry(oid: str, seq: int) -> None:
    note = Note.of(oid, seq)
    assert note.seq == seq
    assert note.matches(oid, seq)
    assert not note.matches(oid, seq + 1)
    assert Note(note.letters[:SHORTEST]).matches(oid, seq)


@given(oids, oids)
def test_two_entries_have_two_notes(one: str, other: str) -> None:
    assert (one[:20] == other[:20]) or not Note.of(one, 5).matches(other, 5)


@given(notes, places, letters_of)
def test_any_one_wrong_character_is_seen(note: Note, place: int, letter: str) -> None:
    wrong = note.letters[:place] + letter + note.letters[place + 1 :]
    if wrong != note.letters:
        with pytest.raises(NoteUnreadable):
            Note.parse(wrong)


@given(notes, places, places)
def test_any_two_that_changed_places_are_seen(note: Note, one: int, other: int) -> None:
    letters = list(note.letters)
    letters[one], letters[other] = letters[other], letters[one]
    if "".join(letters) != note.letters:
        with pytest.raises(NoteUnreadable):
            Note.parse("".join(letters))


@given(
    notes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1), st.sampled_from(LETTERS), st.sampled_from(LETTERS)
)
def test_any_two_wrong_characters_are_seen(note: Note, one: int, other: int, first: str, second: str) -> None:
    letters = list(note.letters)
    letters[one], letters[other] = first, second
    if "".join(letters) != note.letters:
        with pytest.raises(NoteUnreadable):
            Note.parse("".join(letters))


@pytest.mark.parametrize("gap", [" ", "", "—", "-"])
def test_it_is_read_as_people_write_it(gap: str) -> None:
    note = Note.of(OID, 412)
    assert Note.parse(str(note).replace("-", gap).lower()) == note


def test_how_it_looks() -> None:
    assert str(Note.of(OID, 412)) == "25QD-FN7W-X7NF-D5X2-2222-G8MP"


@pytest.mark.parametrize(
    ("text", "fault"),
    [("23W0-YEB9", "note-letter"), ("23WX", "note-length"), ("2345" * 7, "note-length"), ("2345" * 6, "note-check")],
)
def test_what_is_no_note(text: str, fault: str) -> None:
    with pytest.raises(NoteUnreadable) as refused:
        Note.parse(text)
    assert refused.value.details["fault"] == fault


@pytest.mark.parametrize(("length", "words"), [(8, "5000 亿分之一"), (12, "35 亿亿分之一"), (24, "2500 万亿亿分之一")])
def test_the_strength_is_said(length: int, words: str) -> None:
    assert words in Note(Note.of(OID, 412).letters[:length]).strength

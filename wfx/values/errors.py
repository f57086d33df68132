"""Every situation in which wfx says no, one class each; codes are allotted here, by block.

E1xx cli, E2xx intake, E3xx store, E4xx rules, E5xx duties. The class docstring is the default (English)
message; the Chinese words, the reason and the one command that mends it stand in ``wfx/cli/errors.toml`` under
the same code, and ``wfx explain CODE`` shows them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, order=True)
class Place:
    """Where something is wrong: file, sheet, Excel row (1-based) and column letter, field or ledger path."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    field: str = ""

    def __str__(self) -> str:
        row = f"{self.column}{self.row}" if self.column else f"第{self.row}行"
        cell = row if self.row else self.column
        return " ".join(part for part in (self.file, self.sheet, cell, self.field) if part)


@dataclass(frozen=True, order=True)
class Problem:
    """One wrong thing as data: a code, a place, the masked value, and what the message needs."""

    code: str
    place: Place = Place()
    shown: str = ""
    details: tuple[tuple[str, str], ...] = ()


class WfxError(Exception):
    """wfx cannot go on."""

    code: ClassVar[str] = "E100"

    def __init__(self, place: Place | str = "", shown: str = "", **details: object) -> None:
        self.place = place if isinstance(place, Place) else Place(field=place)
        self.shown = shown
        self.details = {name: str(value) for name, value in details.items()}
        super().__init__(f"{self.code} {type(self).__doc__} {self.place}".strip())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """This error as data, for drawing and for --json."""
        return (Problem(self.code, self.place, self.shown, tuple(sorted(self.details.items()))),)


class Refused(WfxError):
    """The data was refused whole; nothing was written."""

    code = "E200"

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self._problems = tuple(sorted(problems))

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems


def problem(kind: type[WfxError], place: Place, shown: str = "", **details: object) -> Problem:
    """The same situation as data instead of as an exception (a wrong record among many)."""
    return Problem(kind.code, place, shown, tuple(sorted((name, str(value)) for name, value in details.items())))


# Block E1xx of cli


class NoSuchErrorCode(WfxError):
    """There is no error with this code."""

    code = "E101"


class BadValue(WfxError):
    """A word on the command line cannot be read as what it should be."""

    code = "E102"


class NotAChoice(BadValue):
    """A word on the command line is none of those that may stand there; ``allowed`` are those, joined."""

    code = "E116"


class NothingToDo(WfxError):
    """The command needs something that is not there yet."""

    code = "E103"


class FolderNotEmpty(WfxError):
    """The folder for the new books is not empty."""

    code = "E104"


class FileNotFound(WfxError):
    """The named file does not exist."""

    code = "E105"


class PassphraseNeeded(WfxError):
    """The passphrase is needed and nobody can be asked."""

    code = "E106"


class NoActor(WfxError):
    """Nobody with a key on this machine is named as the one who acts."""

    code = "E107"


class NoKeyHere(NoActor):
    """This machine has no key of anybody in these books, or not the ring of the sealed identities' keys."""

    code = "E114"


class PersonalInText(WfxError):
    """A reason or note holds an ID number, phone or card."""

    code = "E108"


class DemoStuck(WfxError):
    """A command of the demo did not end as it should."""

    code = "E109"


class NotAdoptable(WfxError):
    """The file edited by hand is not one that can be adopted."""

    code = "E111"


class BadUsage(WfxError):
    """The command, an option or an argument is written wrong."""

    code = "E110"


class OptionMisplaced(WfxError):
    """An option of the program itself stands behind the command."""

    code = "E115"


class FileHeld(WfxError):
    """Another program holds the file open, or the folder may not be written to."""

    code = "E112"


class DiskTrouble(WfxError):
    """The disk or the share did not take or give the file."""

    code = "E113"


class Unforeseen(WfxError):
    """The program broke in a way nobody foresaw."""

    code = "E199"


# Block E2xx of intake


class EmptyFile(WfxError):
    """The file is empty or holds no filled cell."""

    code = "E201"


class EncryptedFile(WfxError):
    """The file is protected by a password."""

    code = "E202"


class NotATable(WfxError):
    """The file is not a spreadsheet."""

    code = "E203"


class HtmlTable(WfxError):
    """The file is XML or a web page without a table, saved under a spreadsheet's name."""

    code = "E204"


class DamagedFile(WfxError):
    """The file is damaged and cannot be read."""

    code = "E205"


class TooLarge(WfxError):
    """The file unpacks to more than a spreadsheet of this office can be."""

    code = "E206"


class BadEncoding(WfxError):
    """The text file is in no known encoding."""

    code = "E207"


class UnknownSheet(WfxError):
    """No known form matches the sheet's headers."""

    code = "E210"


class BlankHeader(WfxError):
    """A column holds data under a blank header."""

    code = "E211"


class DuplicateHeader(WfxError):
    """Two columns are the same field."""

    code = "E212"


class UnknownHeader(WfxError):
    """A column's header is not known to the form."""

    code = "E213"


class MissingColumn(WfxError):
    """A column the rows cannot do without is missing."""

    code = "E214"


class BadUnit(WfxError):
    """The header's unit is not one the field can be converted from."""

    code = "E215"


class NumericIdentifier(WfxError):
    """A number, code or identifier stands in a numeric cell."""

    code = "E220"


class BadNumber(WfxError):
    """The cell is not a number of this field's kind."""

    code = "E221"


class TooManyPlaces(WfxError):
    """The number has more decimal places than the field keeps."""

    code = "E222"


class BadDate(WfxError):
    """The cell is not a date."""

    code = "E223"


class DateWithoutDay(WfxError):
    """The date names a month only."""

    code = "E224"


class DateRange(WfxError):
    """The cell holds a range of dates."""

    code = "E225"


class BadMonth(WfxError):
    """The cell is not a month."""

    code = "E226"


class UnknownWord(WfxError):
    """The word is not one of the field's list."""

    code = "E227"


class UnknownVillage(WfxError):
    """No village of the township has this name or code."""

    code = "E228"


class BadIdNumber(WfxError):
    """The ID number's length, date or check digit is wrong."""

    code = "E229"


class BadIdentifier(WfxError):
    """The identifier has characters that are not allowed."""

    code = "E230"


class MergedCells(WfxError):
    """Data cells are merged."""

    code = "E231"


class FormulaError(WfxError):
    """The cell shows a formula error."""

    code = "E232"


class KeyMissing(WfxError):
    """A row has no key."""

    code = "E233"


class PercentCell(WfxError):
    """A score out of a hundred stands in a percent-formatted cell."""

    code = "E234"


class BadMark(WfxError):
    """The cell is not a yes or a no."""

    code = "E235"


class BadCell(WfxError):
    """The cell's kind cannot stand in this column."""

    code = "E236"


class GivenUnknown(WfxError):
    """The form takes no such value from outside."""

    code = "E240"


class BadForm(WfxError):
    """A form file is wrong."""

    code = "E241"


class NoSuchForm(WfxError):
    """There is no form of that name."""

    code = "E242"


class NotARanking(WfxError):
    """No sheet of the file holds a ranking."""

    code = "E250"


class BadPlace(WfxError):
    """The cell is not a place in an order."""

    code = "E251"


class NotConfirmed(WfxError):
    """What came in waits for a yes, and nobody can be asked."""

    code = "E260"


class NoFilesHere(WfxError):
    """There is no table among the files and folders named."""

    code = "E261"


class OtherBooks(WfxError):
    """The workbook was made from other books."""

    code = "E262"


class RowsShifted(WfxError):
    """A row's locked cells are those of another row."""

    code = "E263"


class RowNotIssued(WfxError):
    """The row was not on the sheet that went out."""

    code = "E264"


class ListNeedsKeyring(WfxError):
    """A list of people cannot be matched without the keyring."""

    code = "E265"


class NoSuchCandidate(WfxError):
    """No line of the list has a candidate of that number."""

    code = "E266"


class TwoConfirmed(WfxError):
    """Two candidates were confirmed for one line."""

    code = "E267"


class OpeningOver(WfxError):
    """The books are past their first days: nothing more is taken as 期初."""

    code = "E273"


class NothingOpened(WfxError):
    """No facts were taken as 期初, so there is nothing to confirm."""

    code = "E274"


class TemplateBroken(WfxError):
    """The page template cannot be rendered."""

    code = "E290"


class NotForPublication(WfxError):
    """The file is for publication and holds a number of a person or a state of health."""

    code = "E291"


# Block E3xx of store

# Kept history (E300 to E349): books, git, entries, signatures, officers, keys


class NotBooks(WfxError):
    """There are no books here or in a folder above."""

    code = "E300"


class StillPacked(NotBooks):
    """There are no books here, but a bundle of some: it has to be unpacked first."""

    code = "E324"


class UnsafeBooks(WfxError):
    """The books' git directory holds something wfx does not allow."""

    code = "E301"


class BooksBusy(WfxError):
    """Another wfx is writing to these books."""

    code = "E302"


class BooksMoved(WfxError):
    """The books moved on while this entry was being written."""

    code = "E303"


class GitFailed(WfxError):
    """A git command failed."""

    code = "E304"


class GitMissing(WfxError):
    """git is not installed."""

    code = "E305"


class ObjectDamaged(WfxError):
    """An object of the books is missing or altered."""

    code = "E306"


class EntryMalformed(WfxError):
    """An entry is not in the form entries have."""

    code = "E307"


class SignatureBad(WfxError):
    """A signature does not hold."""

    code = "E308"


class NoSuchEntry(WfxError):
    """There is no such entry."""

    code = "E309"


class BeforeBooks(NoSuchEntry):
    """On that day, or in that month, the books had no entry yet."""

    code = "E325"


class NoSuchLedger(WfxError):
    """There is no such ledger."""

    code = "E310"


class NotAnOfficer(WfxError):
    """This key does not belong to an officer of the books."""

    code = "E311"


class BadOfficers(WfxError):
    """The list of officers is not valid."""

    code = "E312"


class KeyExists(WfxError):
    """There is a key of that name already."""

    code = "E313"


class NoPrivateKey(WfxError):
    """There is no key of that name on this computer."""

    code = "E314"


class PassphraseWrong(WfxError):
    """The key does not open with this passphrase."""

    code = "E315"


class RecoveryWrong(WfxError):
    """The recovery key is not written correctly."""

    code = "E316"


class ClockWrong(WfxError):
    """The computer's clock does not fit the last entry's date."""

    code = "E317"


class BadText(WfxError):
    """The text cannot stand in an entry."""

    code = "E318"


class WrongKind(WfxError):
    """An entry of this kind may not change this file."""

    code = "E319"


class LastAdministrator(WfxError):
    """The books would be left without an administrator."""

    code = "E320"


class NoteUnreadable(WfxError):
    """The note code is not one, or was typed with a mistake."""

    code = "E321"


class PaperUnknown(WfxError):
    """The code of the paper does not fit the entries it names, or nothing on it waits for the signatory."""

    code = "E322"


class UnknownCadre(WfxError):
    """Relatives are declared by somebody who is neither an officer nor a person in the books."""

    code = "E323"


# What is wrong with kept data (E350 to E379): records, schemas, files, settings, sealed identities


class SchemaFault(WfxError):
    """A schema file is not one wfx can use."""

    code = "E350"


class FieldMissing(WfxError):
    """A required field is empty."""

    code = "E351"


class WrongType(WfxError):
    """The value is not of its field's type."""

    code = "E352"


class UnknownCode(WfxError):
    """The code is not one of the field's codes."""

    code = "E353"


class EndedCode(WfxError):
    """The code had ended before the month the record is for."""

    code = "E354"


class PatternMismatch(WfxError):
    """The value does not have the form its field asks for."""

    code = "E355"


class OutOfRange(WfxError):
    """The number is outside its field's bounds."""

    code = "E356"


class TooLong(WfxError):
    """The text is longer than its field allows."""

    code = "E357"


class UnsafeText(WfxError):
    """The text holds control, invisible or direction characters."""

    code = "E358"


class NotNormalText(WfxError):
    """The text is not in Unicode normal form C."""

    code = "E359"


class UnknownField(WfxError):
    """The record has a field the ledger does not know."""

    code = "E360"


class DuplicateKey(WfxError):
    """Two records have the same key."""

    code = "E361"


class StaleChange(WfxError):
    """The record is no longer as the change found it."""

    code = "E362"


class BadParquet(WfxError):
    """The file is not a register wfx can read."""

    code = "E363"


class NotCanonical(WfxError):
    """The file is not written in the canonical form."""

    code = "E364"


class DoesNotConform(WfxError):
    """The table's columns do not fit the ledger's schema."""

    code = "E365"


class BadToml(WfxError):
    """The file is not TOML wfx can read."""

    code = "E366"


class BadPath(WfxError):
    """The path or the name in it is not one the books may hold."""

    code = "E367"


class BadTownship(WfxError):
    """A setting of wfx.toml is missing or wrong."""

    code = "E368"


class KeyringLocked(WfxError):
    """The keyring does not open: wrong passphrase or damaged file."""

    code = "E369"


class SealBroken(WfxError):
    """A sealed record was altered."""

    code = "E370"


class PersonalData(WfxError):
    """The text holds personal data."""

    code = "E371"


class NoHistory(WfxError):
    """The copy to be verified has no history of its own."""

    code = "E372"


class BundleRefused(WfxError):
    """The file to be verified is no bundle of books, or too large."""

    code = "E373"


class BadNote(WfxError):
    """A head note is not written as one."""

    code = "E374"


# Two computers, copies, loss (E380 to E399)


class NoRemote(WfxError):
    """There is no bare repository at that place."""

    code = "E380"


class ForeignBooks(WfxError):
    """The other side holds the books of another office."""

    code = "E381"


class RemoteMoved(WfxError):
    """The other side holds entries that are not here yet."""

    code = "E382"


class ArrivedDamaged(WfxError):
    """What arrived does not hold under verification; nothing of it was taken."""

    code = "E383"


class SyncUndecided(WfxError):
    """Both sides changed the same records; nothing was taken before that is decided."""

    code = "E384"


class KeyElsewhere(WfxError):
    """An entry must be signed anew by an officer whose key is not on this machine."""

    code = "E385"


class HandEdits(WfxError):
    """Work files were edited by hand and are neither adopted nor dropped."""

    code = "E386"


class RemoteEmpty(WfxError):
    """The other side holds no entries yet."""

    code = "E387"


class NotACopy(WfxError):
    """The place or file is neither a back-up, nor a bundle, nor a bare repository."""

    code = "E388"


class KeyEnded(WfxError):
    """Entries not given yet must be signed anew by a key that has been renewed or revoked elsewhere."""

    code = "E389"


class RemoteDamaged(WfxError):
    """The bare repository on the stick or share is cut short or damaged; the office's own books are not concerned."""

    code = "E390"


class RemoteStuck(GitFailed):
    """Nothing could be written into the bare repository."""

    code = "E391"


class InsideBooks(WfxError):
    """A copy, a back-up or a bare repository was to be made inside the books themselves."""

    code = "E392"


class NoSuchPlace(WfxError):
    """Neither the place nor the folder it would be made in is there."""

    code = "E393"


class WhichBackup(WfxError):
    """The folder holds back-ups and is none itself."""

    code = "E394"


class UnsafeRemote(UnsafeBooks):
    """The bare repository holds something wfx does not allow."""

    code = "E395"


# Block E4xx of rules


class BadRule(WfxError):
    """A rule file is not as the format says."""

    code = "E401"


class DuplicateRule(WfxError):
    """Two rule files carry the same id."""

    code = "E402"


class ExamplesMissing(WfxError):
    """A rule file lacks a flagging, a silent or a missing example."""

    code = "E403"


class ExampleFailed(WfxError):
    """A rule does not judge its own example as the example says."""

    code = "E404"


class RuleNotConfirmed(WfxError):
    """A rule is in force without evidence that carries it."""

    code = "E405"


class NoSuchRule(WfxError):
    """There is no rule with this id."""

    code = "E406"


class SqlNotOneSelect(WfxError):
    """The SQL is not exactly one SELECT statement."""

    code = "E410"


class SqlForbidden(WfxError):
    """The SQL names a table, function or construct that is not allowed."""

    code = "E411"


class SqlUnknownName(WfxError):
    """The SQL names a column or table that does not exist, or mixes types."""

    code = "E412"


class SqlTooSlow(WfxError):
    """The SQL ran longer than allowed and was interrupted."""

    code = "E413"


class SqlTooLarge(WfxError):
    """The SQL or its result is larger than allowed."""

    code = "E414"


class SqlFailed(WfxError):
    """The SQL failed on the data."""

    code = "E415"


class GuardRefused(WfxError):
    """A rule in force forbids the act."""

    code = "E407"


class BadView(WfxError):
    """A view file is not as the format says."""

    code = "E420"


class ViewExamplesMissing(WfxError):
    """A view file lacks an example with rows, one without, or one that shows a column."""

    code = "E421"


class ViewExampleFailed(WfxError):
    """A view does not show its own example as the example says."""

    code = "E422"


class NoSuchList(WfxError):
    """There is no ledger or view of this name."""

    code = "E423"


# Block E5xx of duties


class NotInBooks(WfxError):
    """The record named is not in the books."""

    code = "E501"


class ActRefused(WfxError):
    """This act is not allowed from the state the matter is in."""

    code = "E502"


class RoleMissing(WfxError):
    """The actor does not hold the role this act needs."""

    code = "E503"


class SamePerson(WfxError):
    """The act must be done by another person than an earlier one."""

    code = "E504"


class FieldsMissing(WfxError):
    """The act needs fields that are not given."""

    code = "E505"


class OtherMatterMissing(WfxError):
    """The act stands on another matter that is not in the needed state."""

    code = "E506"


class ReasonMissing(WfxError):
    """The act departs from the expected and needs a reason."""

    code = "E507"


class NoTaskSheet(WfxError):
    """There is no task sheet for the month, so it cannot be ranked."""

    code = "E508"


class AlreadySettled(WfxError):
    """The matter is settled already."""

    code = "E509"


class UnknownHousehold(WfxError):
    """The row names a household that is not in the books."""

    code = "E510"


class UnknownAsset(WfxError):
    """The row names an asset that is not in the books."""

    code = "E511"


class StrangerNamed(WfxError):
    """A row names a record of another ledger that is not in the books."""

    code = "E585"


class UnknownTask(WfxError):
    """The score is for a task that is not on the month's sheet."""

    code = "E512"


class WrongDuty(WfxError):
    """The sheet belongs to another duty."""

    code = "E513"


class ManyHouseholds(WfxError):
    """The words fit more than one household."""

    code = "E520"


class SharedTooMuch(WfxError):
    """More of an income would be distributed than came in."""

    code = "E530"


class ForbiddenUse(WfxError):
    """Income would be distributed to a use of the negative list."""

    code = "E531"


class LeadMissing(WfxError):
    """A task of the sheet names nobody who leads it."""

    code = "E540"


class TaskDueOutside(WfxError):
    """A task is due outside the month of its sheet, and nothing says why."""

    code = "E541"


class NumberTaken(WfxError):
    """The number is already on another task sheet."""

    code = "E542"


class SheetNotIssued(WfxError):
    """The month's task sheet is still a draft."""

    code = "E543"


class NotAMember(WfxError):
    """Somebody named as present does not sit on the panel that day."""

    code = "E521"


class SecondMember(WfxError):
    """A red clue is closed without a case, and fewer than two members were present."""

    code = "E522"


class GateClosed(WfxError):
    """The act waits for another person's sign-off on what it stands on."""

    code = "E515"


class NobodyToSign(WfxError):
    """The act needs a second person's sign-off and there is no second person."""

    code = "E516"


class NotReversible(WfxError):
    """The entry cannot be reversed: later entries touched the same records, or it is not one of records."""

    code = "E517"


class WeightTooLow(WfxError):
    """The weight of this work in the year's assessment is below what the township has set."""

    code = "E544"


class Recused(WfxError):
    """The matter concerns the actor or a relative."""

    code = "E518"


class SealTooEarly(WfxError):
    """The month's ranking is not published yet, so its seal needs a reason."""

    code = "E519"


class NotSealed(WfxError):
    """The month is not sealed, so there is no code of its seal."""

    code = "E523"


class BadCalendar(WfxError):
    """The office's calendar of a year is not as it should be."""

    code = "E545"


class ObjectionsOpen(WfxError):
    """Objections to the ranking still wait for an answer."""

    code = "E560"


class RankingStale(WfxError):
    """The marks or the rules have changed since the ranking was drafted."""

    code = "E561"


class NothingToCorrect(WfxError):
    """The published ranking says what the books say; there is nothing to correct."""

    code = "E562"


# An inspector's own rules and lists (E570 to E574)


class NoRuleFiles(WfxError):
    """The folder holds no rule files."""

    code = "E570"


class BadList(WfxError):
    """A list cannot be a table beside the ledgers: its name, or its header."""

    code = "E571"


class ListNotBrought(WfxError):
    """A rule names a table that is neither a ledger nor a list that was brought."""

    code = "E572"


class ListLacksColumn(WfxError):
    """A list that was brought has no column of the name a rule uses."""

    code = "E573"


class NotWatched(WfxError):
    """A clue is closed because its household is watched already, and by the books it is not."""

    code = "E593"

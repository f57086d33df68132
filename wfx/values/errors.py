"""Every situation in which wfx says no; codes are allotted here, by block.

E1xx cli, E2xx intake, E3xx store, E4xx rules, E5xx duties. A situation is one line: its code and its default (English)
message. Only what some caller catches by name is written out as a class. The Chinese words, the reason and the one
command that mends it stand under the same code in ``wfx/cli/errors.toml``, those of one duty alone in that duty's
``refusals.toml``; ``wfx explain CODE`` shows them.
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


def situation(code: str, meaning: str) -> type[WfxError]:
    """A situation nobody catches by name: its code and its default message."""
    return type(code, (WfxError,), {"code": code, "__doc__": meaning, "__module__": __name__})


def problem(kind: type[WfxError], place: Place, shown: str = "", **details: object) -> Problem:
    """The same situation as data instead of as an exception (a wrong record among many)."""
    return Problem(kind.code, place, shown, tuple(sorted((name, str(value)) for name, value in details.items())))


# Block E1xx of cli

NoSuchErrorCode = situation("E101", "There is no error with this code.")


class BadValue(WfxError):
    """A word on the command line cannot be read as what it should be."""

    code = "E102"


class NotAChoice(BadValue):
    """A word on the command line is none of those that may stand there; ``allowed`` are those, joined."""

    code = "E116"


NoSuchName = situation("E117", "A Chinese name in a question is that of no ledger or column there.")
TwoNames = situation("E118", "A Chinese name in a question stands for several columns.")


class NothingToDo(WfxError):
    """The command needs something that is not there yet."""

    code = "E103"


FolderNotEmpty = situation("E104", "The folder for the new books is not empty.")
FileNotFound = situation("E105", "The named file does not exist.")


class PassphraseNeeded(WfxError):
    """The passphrase is needed and nobody can be asked."""

    code = "E106"


class NoActor(WfxError):
    """Nobody with a key on this machine is named as the one who acts."""

    code = "E107"


class NoKeyHere(NoActor):
    """This machine has no key of anybody in these books, or not the ring of the sealed identities' keys."""

    code = "E114"


PersonalInText = situation("E108", "A reason or note holds an ID number, phone or card.")
DemoStuck = situation("E109", "A command of the demo did not end as it should.")
NotAdoptable = situation("E111", "The file edited by hand is not one that can be adopted.")
BadUsage = situation("E110", "The command, an option or an argument is written wrong.")
OptionMisplaced = situation("E115", "An option of the program itself stands behind the command.")
FileHeld = situation("E112", "Another program holds the file open, or the folder may not be written to.")
DiskTrouble = situation("E113", "The disk or the share did not take or give the file.")
Unforeseen = situation("E199", "The program broke in a way nobody foresaw.")


# Block E2xx of intake

EmptyFile = situation("E201", "The file is empty or holds no filled cell.")
EncryptedFile = situation("E202", "The file is protected by a password.")
NotATable = situation("E203", "The file is not a spreadsheet.")
HtmlTable = situation("E204", "The file is XML or a web page without a table, saved under a spreadsheet's name.")
DamagedFile = situation("E205", "The file is damaged and cannot be read.")
TooLarge = situation("E206", "The file unpacks to more than a spreadsheet of this office can be.")
BadEncoding = situation("E207", "The text file is in no known encoding.")
UnknownSheet = situation("E210", "No known form matches the sheet's headers.")
BlankHeader = situation("E211", "A column holds data under a blank header.")
DuplicateHeader = situation("E212", "Two columns are the same field.")
MissingColumn = situation("E214", "A column the rows cannot do without is missing.")
BadUnit = situation("E215", "The header's unit is not one the field can be converted from.")
NumericIdentifier = situation("E220", "A number, code or identifier stands in a numeric cell.")
BadNumber = situation("E221", "The cell is not a number of this field's kind.")
TooManyPlaces = situation("E222", "The number has more decimal places than the field keeps.")
BadDate = situation("E223", "The cell is not a date.")
DateWithoutDay = situation("E224", "The date names a month only.")
DateRange = situation("E225", "The cell holds a range of dates.")
BadMonth = situation("E226", "The cell is not a month.")
UnknownWord = situation("E227", "The word is not one of the field's list.")
UnknownVillage = situation("E228", "No village of the township has this name or code.")
BadIdNumber = situation("E229", "The ID number's length, date or check digit is wrong.")
BadIdentifier = situation("E230", "The identifier has characters that are not allowed.")
MergedCells = situation("E231", "Data cells are merged.")
FormulaError = situation("E232", "The cell shows a formula error.")
WhichForm = situation("E245", "Too little of the sheet says which form it is.")
TwoHeads = situation("E246", "Two persons are given as the head of one household.")
MembersDiffer = situation("E247", "The rows of one household's members say different things of the household.")
KeyMissing = situation("E233", "A row has no key.")
UnsavedFormula = situation("E237", "The cell holds a formula whose result was never saved.")
PlainRatio = situation("E238", "A ratio without its sign that may be read two ways.")
YearTyped = situation("E239", "A year stands where a day should.")
DateWithoutYear = situation("E243", "A month and a day without their year.")
UnitsDisagree = situation("E244", "The sheet names two units for its amounts.")
PercentCell = situation("E234", "A score out of a hundred stands in a percent-formatted cell.")
BadMark = situation("E235", "The cell is not a yes or a no.")
BadCell = situation("E236", "The cell's kind cannot stand in this column.")
GivenUnknown = situation("E240", "The form takes no such value from outside.")
BadForm = situation("E241", "A form file is wrong.")
NoSuchForm = situation("E242", "There is no form of that name.")
NotARanking = situation("E250", "No sheet of the file holds a ranking.")


class BadPlace(WfxError):
    """The cell is not a place in an order."""

    code = "E251"


class RankColumnUnclear(WfxError):
    """Which column of a ranking holds its units, places or scores is not clear; ``role`` and ``option`` say which."""

    code = "E252"


RankColumnEmpty = situation("E253", "The ranking's column of places or scores is blank.")
UnsavedFormulas = situation("E254", "The ranking's column holds formulas whose results were not saved.")


class RankingWithoutRows(WfxError):
    """The ranking is a header without lines."""

    code = "E255"


NoSuchRankColumn = situation("E256", "The table has no column of this letter or title.")
RankingNotKept = situation("E257", "The file is a ranking, which is checked, not taken in.")
FundsNotKept = situation("E258", "The file is a table of how funds are shared out, which is checked, not taken in.")
AuditList = situation("E259", "The file is a list of problems found, which another command takes.")
NotConfirmed = situation("E260", "What came in waits for a yes, and nobody can be asked.")
NoFilesHere = situation("E261", "There is no table among the files and folders named.")
OtherBooks = situation("E262", "The workbook was made from other books.")
RowsShifted = situation("E263", "A row's locked cells are those of another row.")
RowNotIssued = situation("E264", "The row was not on the sheet that went out.")


class ListNeedsKeyring(WfxError):
    """A list of people cannot be matched without the keyring."""

    code = "E265"


class NoSuchCandidate(WfxError):
    """No line of the list has a candidate of that number."""

    code = "E266"


class TwoConfirmed(WfxError):
    """Two candidates were confirmed for one line."""

    code = "E267"


OpeningOver = situation("E273", "The books are past their first days: nothing more is taken as 期初.")
NothingOpened = situation("E274", "No facts were taken as 期初, so there is nothing to confirm.")
TemplateBroken = situation("E290", "The page template cannot be rendered.")
NotForPublication = situation(
    "E291", "The file is for publication and holds a number of a person or a state of health."
)


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


NoSuchLedger = situation("E310", "There is no such ledger.")
NotAnOfficer = situation("E311", "This key does not belong to an officer of the books.")
BadOfficers = situation("E312", "The list of officers is not valid.")
KeyExists = situation("E313", "There is a key of that name already.")
NoPrivateKey = situation("E314", "There is no key of that name on this computer.")
PassphraseWrong = situation("E315", "The key does not open with this passphrase.")
RecoveryWrong = situation("E316", "The recovery key is not written correctly.")
ClockWrong = situation("E317", "The computer's clock does not fit the last entry's date.")
BadText = situation("E318", "The text cannot stand in an entry.")
WrongKind = situation("E319", "An entry of this kind may not change this file.")
LastAdministrator = situation("E320", "The books would be left without an administrator.")


class NoteUnreadable(WfxError):
    """The note code is not one, or was typed with a mistake."""

    code = "E321"


PaperUnknown = situation(
    "E322", "The code of the paper does not fit the entries it names, or nothing on it waits for the signatory."
)
UnknownCadre = situation(
    "E323", "Relatives are declared by somebody who is neither an officer nor a person in the books."
)


# What is wrong with kept data (E350 to E379): records, schemas, files, settings, sealed identities

SchemaFault = situation("E350", "A schema file is not one wfx can use.")
FieldMissing = situation("E351", "A required field is empty.")
WrongType = situation("E352", "The value is not of its field's type.")
UnknownCode = situation("E353", "The code is not one of the field's codes.")
EndedCode = situation("E354", "The code had ended before the month the record is for.")
PatternMismatch = situation("E355", "The value does not have the form its field asks for.")
OutOfRange = situation("E356", "The number is outside its field's bounds.")
TooLong = situation("E357", "The text is longer than its field allows.")
UnsafeText = situation("E358", "The text holds control, invisible or direction characters.")
NotNormalText = situation("E359", "The text is not in Unicode normal form C.")
UnknownField = situation("E360", "The record has a field the ledger does not know.")
DuplicateKey = situation("E361", "Two records have the same key.")
StaleChange = situation("E362", "The record is no longer as the change found it.")
BadParquet = situation("E363", "The file is not a register wfx can read.")
NotCanonical = situation("E364", "The file is not written in the canonical form.")
DoesNotConform = situation("E365", "The table's columns do not fit the ledger's schema.")
BadToml = situation("E366", "The file is not TOML wfx can read.")


class BadPath(WfxError):
    """The path or the name in it is not one the books may hold."""

    code = "E367"


BadTownship = situation("E368", "A setting of wfx.toml is missing or wrong.")


class KeyringLocked(WfxError):
    """The keyring does not open: wrong passphrase or damaged file."""

    code = "E369"


class SealBroken(WfxError):
    """A sealed record was altered."""

    code = "E370"


PersonalData = situation("E371", "The text holds personal data.")
NoHistory = situation("E372", "The copy to be verified has no history of its own.")
BundleRefused = situation("E373", "The file to be verified is no bundle of books, or too large.")
BadNote = situation("E374", "A head note is not written as one.")


# Two computers, copies, loss (E380 to E399)

NoRemote = situation("E380", "There is no bare repository at that place.")
ForeignBooks = situation("E381", "The other side holds the books of another office.")
RemoteMoved = situation("E382", "The other side holds entries that are not here yet.")
ArrivedDamaged = situation("E383", "What arrived does not hold under verification; nothing of it was taken.")
SyncUndecided = situation("E384", "Both sides changed the same records; nothing was taken before that is decided.")
KeyElsewhere = situation("E385", "An entry must be signed anew by an officer whose key is not on this machine.")
HandEdits = situation("E386", "Work files were edited by hand and are neither adopted nor dropped.")
RemoteEmpty = situation("E387", "The other side holds no entries yet.")
NotACopy = situation("E388", "The place or file is neither a back-up, nor a bundle, nor a bare repository.")
KeyEnded = situation(
    "E389", "Entries not given yet must be signed anew by a key that has been renewed or revoked elsewhere."
)
RemoteDamaged = situation(
    "E390",
    "The bare repository on the stick or share is cut short or damaged; the office's own books are not concerned.",
)


class RemoteStuck(GitFailed):
    """Nothing could be written into the bare repository."""

    code = "E391"


InsideBooks = situation("E392", "A copy, a back-up or a bare repository was to be made inside the books themselves.")
NoSuchPlace = situation("E393", "Neither the place nor the folder it would be made in is there.")
WhichBackup = situation("E394", "The folder holds back-ups and is none itself.")


class UnsafeRemote(UnsafeBooks):
    """The bare repository holds something wfx does not allow."""

    code = "E395"


# Block E4xx of rules


class BadRule(WfxError):
    """A rule file is not as the format says."""

    code = "E401"


DuplicateRule = situation("E402", "Two rule files carry the same id.")
ExamplesMissing = situation("E403", "A rule file lacks a flagging, a silent or a missing example.")
ExampleFailed = situation("E404", "A rule does not judge its own example as the example says.")
RuleNotConfirmed = situation("E405", "A rule is in force without evidence that carries it.")
NoSuchRule = situation("E406", "There is no rule with this id.")
SqlNotOneSelect = situation("E410", "The SQL is not exactly one SELECT statement.")
SqlForbidden = situation("E411", "The SQL names a table, function or construct that is not allowed.")
SqlUnknownName = situation("E412", "The SQL names a column or table that does not exist, or mixes types.")
SqlTooSlow = situation("E413", "The SQL ran longer than allowed and was interrupted.")
SqlTooLarge = situation("E414", "The SQL or its result is larger than allowed.")
SqlFailed = situation("E415", "The SQL failed on the data.")
GuardRefused = situation("E407", "A rule in force forbids the act.")
BadView = situation("E420", "A view file is not as the format says.")
ViewExamplesMissing = situation(
    "E421", "A view file lacks an example with rows, one without, or one that shows a column."
)
ViewExampleFailed = situation("E422", "A view does not show its own example as the example says.")
NoSuchList = situation("E423", "There is no ledger or view of this name.")


# Block E5xx of duties

NotInBooks = situation("E501", "The record named is not in the books.")


class ActRefused(WfxError):
    """This act is not allowed from the state the matter is in."""

    code = "E502"


RoleMissing = situation("E503", "The actor does not hold the role this act needs.")
SamePerson = situation("E504", "The act must be done by another person than an earlier one.")
FieldsMissing = situation("E505", "The act needs fields that are not given.")
OtherMatterMissing = situation("E506", "The act stands on another matter that is not in the needed state.")
ReasonMissing = situation("E507", "The act departs from the expected and needs a reason.")


class NoTaskSheet(WfxError):
    """There is no task sheet for the month, so it cannot be ranked."""

    code = "E508"


class AlreadySettled(WfxError):
    """The matter is settled already."""

    code = "E509"


UnknownHousehold = situation("E510", "The row names a household that is not in the books.")
UnknownAsset = situation("E511", "The row names an asset that is not in the books.")
StrangerNamed = situation("E585", "A row names a record of another ledger that is not in the books.")
UnknownTask = situation("E512", "The score is for a task that is not on the month's sheet.")
WrongDuty = situation("E513", "The sheet belongs to another duty.")
ManyHouseholds = situation("E520", "The words fit more than one household.")
SharedTooMuch = situation("E530", "More of an income would be distributed than came in.")
ForbiddenUse = situation("E531", "Income would be distributed to a use of the negative list.")
LeadMissing = situation("E540", "A task of the sheet names nobody who leads it.")
TaskDueOutside = situation("E541", "A task is due outside the month of its sheet, and nothing says why.")
NumberTaken = situation("E542", "The number is already on another task sheet.")
SheetNotIssued = situation("E543", "The month's task sheet is still a draft.")
NotAMember = situation("E521", "Somebody named as present does not sit on the panel that day.")
SecondMember = situation("E522", "A red clue is closed without a case, and fewer than two members were present.")
GateClosed = situation("E515", "The act waits for another person's sign-off on what it stands on.")
NobodyToSign = situation("E516", "The act needs a second person's sign-off and there is no second person.")
NotReversible = situation(
    "E517", "The entry cannot be reversed: later entries touched the same records, or it is not one of records."
)
WeightTooLow = situation("E544", "The weight of this work in the year's assessment is below what the township has set.")
Recused = situation("E518", "The matter concerns the actor or a relative.")
SealTooEarly = situation("E519", "Something of the month is still lacking, so its seal needs a reason.")
NotSealed = situation("E523", "The month is not sealed, so there is no code of its seal.")
BadCalendar = situation("E545", "The office's calendar of a year is not as it should be.")
ObjectionsOpen = situation("E560", "Objections to the ranking still wait for an answer.")
RankingStale = situation("E561", "The marks or the rules have changed since the ranking was drafted.")
NothingToCorrect = situation("E562", "The published ranking says what the books say; there is nothing to correct.")


# Posts (E600 to E609)

NoSuchDay = situation("E600", "A mark stands on a day the month does not have.")
NotAtPost = situation("E601", "The person is at no post of this appointment on that day.")
PostClosed = situation("E602", "The post is closed; nobody is proposed for it any more.")
NotOnPayroll = situation("E603", "The appointment is on no payroll of that month.")


# Insurance (E640 to E649)

NoPolicy = situation("E640", "No policy in the books covers this kind of event on that day.")
EventDayMissing = situation("E641", "A line of a list of expenses says no day of the event.")


# Habitat (E660 to E669)

ToiletContradicts = situation("E660", "A toilet is called fit for use beside a problem that is not closed.")
ToiletFaultOpen = situation("E661", "The toilet has a fault that is not closed; another is not opened beside it.")


# Industry (E670 to E679)

PartnerUnknown = situation("E670", "The co-operative or enterprise is not in the books under this name.")
SourceUnknown = situation("E671", "The base, or the household that grows, is not in the books.")


# Training (E680 to E684)

TermUnknown = situation("E680", "The words name no school term.")
OutsideClass = situation("E681", "A sign-in lies on a day before the class began or after it ended.")


# Loans (E685 to E689)

SubsidyUnknown = situation(
    "E685", "The interest to be paid cannot be reckoned: rate, principal, days or terms are missing."
)
LoanUnknown = situation("E686", "No loan in the books bears this contract number, or several do.")


# Cases (E620 to E639)

CaseOpen = situation("E620", "The household has a case that is not ended.")
ClueNotIncluded = situation("E621", "The clue was not settled so that it leads to a case.")
AlreadyWatched = situation("E622", "The household is watched already and its risk is not cleared.")
TooFewHands = situation("E623", "What needs at least two people names fewer.")
FutureDay = situation("E624", "What has been done lies on a day to come.")
NamedOnly = situation("E625", "A line names a person and no number; whom it may be is a candidate.")
TooManyRisks = situation("E626", "A household has at most five risks.")
MeetingUnsaid = situation("E627", "A list of a meeting came alone, without who was there.")


# An inspector's own rules and lists (E570 to E574)

NoRuleFiles = situation("E570", "The folder holds no rule files.")
BadList = situation("E571", "A list cannot be a table beside the ledgers: its name, or its header.")
ListNotBrought = situation("E572", "A rule names a table that is neither a ledger nor a list that was brought.")
ListLacksColumn = situation("E573", "A list that was brought has no column of the name a rule uses.")


# What is recorded stays true (E593 to E599)

NotWatched = situation("E593", "A clue is closed because its household is watched already; by the books it is not.")
OutputInside = situation("E594", "A file that is no record would be written into the folder of the books.")
WorkInFile = situation("E595", "The file that would be written over holds what wfx has not written there.")
PaidTooMuch = situation("E596", "More than is due would be entered as received, without a reason.")
HeadNeeded = situation("E597", "The head of a household goes, and nobody is named who heads it from now on.")


class AlreadyRecorded(AlreadySettled):
    """It is recorded already; the same command with a reason corrects it."""

    code = "E598"


NoSuchFundsColumn = situation("E690", "The table of funds has no column of this letter or title.")


# Visits (E705 to E709)

VisitOtherMonth = situation("E705", "A visit lies in another month than the one it is recorded for.")
VisitToCome = situation("E706", "A visit lies on a day to come.")
VisitUnsaid = situation("E707", "A visit has a day and no way, or a way and no day.")
HelperBackwards = situation("E708", "Whoever is responsible would leave on or before the day of beginning.")


# Guarantees (E713 to E717)

NotFailing = situation("E713", "What is to be assigned was never recorded as not met.")

"""The demo's papers, written as the Excel files a township really receives."""

from pathlib import Path

from wfx.demo import (
    cases,
    funds,
    habitat,
    industry,
    insurance,
    loans,
    months,
    petitions,
    posts,
    projects,
    publicity,
    training,
    visits,
)
from wfx.demo.assets import assets
from wfx.demo.filling import fill
from wfx.demo.people import household_sheet, households, person_sheet
from wfx.demo.seed import Seed
from wfx.report.xlsx import workbook
from wfx.values.month import Month
from wfx.values.sheet import Sheet


class Files:
    """Writes each paper when it is asked for; gives the paths as command-line words."""

    def __init__(self, seed: Seed, folder: Path) -> None:
        self._seed = seed
        self._folder = folder
        self._homes = households(seed)
        folder.mkdir(parents=True, exist_ok=True)

    def _write(self, sheet: Sheet) -> str:
        path = self._folder / f"{sheet.title}.xlsx"
        path.write_bytes(workbook([sheet]))
        return str(path)

    def villages(self) -> str:
        """The villages as ``wfx init`` takes them."""
        return ",".join(f"{village['name']}:{village['class']}" for village in self._seed.words["villages"])

    def people(self) -> list[str]:
        homes = self._homes
        return [self._write(household_sheet(self._seed, homes)), self._write(person_sheet(self._seed, homes))]

    def property(self) -> list[str]:
        made = assets(self._seed, self._homes)
        return [self._write(made.assets), self._write(made.contracts), self._write(made.income)]

    def screenings(self, month: Month) -> list[str]:
        return [self._write(sheet) for sheet in months.screenings(self._seed, self._homes, month).values()]

    def tasks(self, month: Month) -> str:
        return self._write(months.task_sheet(self._seed, month))

    def marks(self, month: Month, kind: str) -> str:
        return self._write(months.marks(self._seed, month, kind))

    def feedback(self, month: Month) -> str:
        return self._write(months.feedback(month))

    def tickets(self, month: Month) -> str:
        return self._write(petitions.tickets(month))

    def applications(self, month: Month) -> list[tuple[str, ...]]:
        return list(cases.opened(self._homes, month))

    def checks(self, month: Month) -> str:
        return self._write(cases.checks(self._homes, month))

    def compared(self) -> str:
        return self._write(cases.compared(self._homes))

    def insured(self, month: Month) -> tuple[str, str]:
        """The scheme, and a list of expenses to put against its line."""
        return self._write(insurance.scheme(month)), self._write(insurance.expenses(self._homes, month))

    def told(self, month: Month) -> list[str]:
        """What holds of each policy, and who was told when."""
        return [self._write(publicity.policies(month)), self._write(publicity.told(self._homes, month))]

    def visited(self, month: Month) -> list[str]:
        """Who is responsible for whom, and who was visited."""
        return [self._write(each(self._homes, month)) for each in (visits.helpers, visits.visited)]

    def projects(self, month: Month) -> list[str]:
        """Declarations, the county's plan, what the villages lack."""
        return [self._write(each) for each in (projects.declared(month), projects.planned(month), projects.needs())]

    def toilets(self, month: Month) -> list[str]:
        """The toilets of one village, who need none there, a round of inspection."""
        made = (habitat.toilets(self._homes, month), habitat.free(self._homes, month), habitat.inspected(month))
        return [self._write(each) for each in made]

    def places(self, month: Month) -> list[str]:
        """What is open: the township's posts, employers' vacancies."""
        return [self._write(posts.places(self._seed)), self._write(posts.vacancies(self._seed, month))]

    def at_posts(self) -> list[str]:
        """Who is at a post of ours or of another department, and who asks for one."""
        made = (posts.roster, posts.elsewhere, posts.wanting)
        return [self._write(each(self._seed, self._homes)) for each in made]

    def attended(self, month: Month) -> list[str]:
        """The sheet off the wall and the face checks."""
        return [self._write(each(self._seed, self._homes, month)) for each in (posts.wall, posts.met)]

    def sent(self) -> str:
        """Who is sent to a vacancy."""
        return posts.sent(self._seed, self._homes)

    def classes(self, month: Month) -> str:
        """The year's classes, each in the state it has."""
        return self._write(training.classes(month))

    def trained(self, month: Month) -> list[str]:
        """Who was in a class and when, who has a certificate, who is at school and what was paid for it."""
        of_classes = (training.signed, training.certificates)
        made = [training.roll(self._seed, self._homes), *(each(self._seed, self._homes, month) for each in of_classes)]
        return [
            self._write(each) for each in (*made, *(f(self._homes, month) for f in (training.pupils, training.grants)))
        ]

    def lent(self, month: Month) -> list[str]:
        """What the bank has lent and who was spoken to, then what interest was paid."""
        return [self._write(each) for each in (loans.bank_list(self._homes, month), loans.spoken(self._homes, month))]

    def terms(self) -> str:
        """What each loan product allows."""
        return self._write(loans.terms())

    def interest(self, month: Month) -> str:
        """What interest was paid for."""
        return self._write(loans.paid(month))

    def partners(self, month: Month) -> list[str]:
        """Bases, enterprises, co-operatives, and whom the township woos."""
        made = (industry.bases(self._seed), industry.enterprises(), industry.cooperatives(self._seed))
        return [self._write(each) for each in (*made, industry.prospects(month))]

    def tied(self) -> list[str]:
        """Who grows, both ties, and whom they leave out."""
        grown, linked = (each(self._seed, self._homes) for each in (industry.growers, industry.linkages))
        return [self._write(each) for each in (grown, industry.ties(), linked, industry.outside(self._homes))]

    def sticks(self, month: Month) -> str:
        """Two months of sticks."""
        return self._write(industry.output(self._seed, self._homes, month))

    def correction(self, month: Month) -> str:
        """What the clerk puts right after the workbooks have gone out: one amount of one household."""
        return self._write(months.correction(self._homes, month))

    def other_mark(self, month: Month) -> str:
        """One mark found wrong after the ranking was published."""
        return self._write(months.other_mark(self._seed, month))

    def filled(self, month: Month, out: Path, back: Path) -> Path:
        """Every village fills in its workbook and sends it back; gives the one with a word where a sum belongs."""
        for path in sorted(out.glob(f"*/*{month}*.xlsx")):
            fill(path, months.fills(self._homes, month, path.parent.name), back / path.name)
        return next(back.glob(f"{months.BROKEN}*.xlsx"))

    def late(self, month: Month, out: Path, back: Path) -> str:
        """The workbook that comes when the month is closed."""
        path = next(out.glob(f"{months.LATE}/*{month}*.xlsx"))
        return str(fill(path, months.fills(self._homes, month, months.LATE), back / path.name))

    def mended(self, broken: Path) -> str:
        """The returned workbook with its red cell put right."""
        path = broken.with_name(f"{broken.stem}_退回.xlsx")
        return str(fill(path, [months.mended(self._homes)]))

    def budgeted(self, month: Month) -> list[str]:
        """The year's budget papers, the projects they pay for, what a grant is worked out by."""
        return [self._write(made) for made in (funds.budgets(month), funds.projects(month), funds.standards(month))]

    def spent(self, month: Month) -> tuple[str, str]:
        """What was paid to projects, and what was granted to households."""
        return self._write(funds.payments(month)), self._write(funds.grants(self._homes, month))

    def allocation(self) -> str:
        """A published table of funds with one payment above its settlement."""
        return self._write(funds.allocation())

    def published(self) -> str:
        return self._write(months.published())

"""wfx demo: a fictitious township, its months played through the real commands."""

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console.group import single
from wfx.cli.console.quoted import quoted
from wfx.cli.console.session import now
from wfx.cli.errors import told
from wfx.demo.months import LATE
from wfx.values.errors import DemoStuck, FolderNotEmpty
from wfx.values.month import Month

if TYPE_CHECKING:
    from wfx.demo.files import Files

app = single()
_NEXT = re.compile(r"下一步:(.+)")
PASSPHRASE = "demo-only-passphrase"  # noqa: S105 - keys of a township that does not exist


@dataclass
class Player:
    """Runs commands as typed, remembers what they said, and moves the bar on.

    ``following``: the next commands the last one named.
    """

    books: Path
    steps: int
    played: list[str] = field(default_factory=list)
    before: int = 0  # commands played before the last month
    outputs: dict[str, str] = field(default_factory=dict)
    following: list[str] = field(default_factory=list)

    def run(self, words: str, *more: str, actor: str = "li-ming", codes: tuple[int, ...] = (0,)) -> str:
        """One command with the books as the folder; its output. Errors: ``DemoStuck`` for another exit code."""
        from wfx.cli.main import program

        arguments = ["--books", str(self.books), "--as", actor, "--no-input", *words.split(), *more]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = told(program(), arguments)
        if code not in codes:
            raise DemoStuck(words, shown=err.getvalue()[-300:], code=code)
        self.played.append(f"wfx {words}")
        self.following = _NEXT.findall(err.getvalue())
        self._bar(words)
        return out.getvalue()

    def _bar(self, words: str) -> None:
        done = len(self.played)
        if sys.stderr.isatty():
            filled = min(30, done * 30 // self.steps)
            sys.stderr.write(f"\r{'■' * filled}{'─' * (30 - filled)} {done}/{self.steps} wfx {words[:40]:<42}")
            sys.stderr.flush()


@app.command(
    help="造一个虚构的乡,把三个月的活从头演一遍:导入、排查、体检、评分、排序、核验。\n\n例:wfx demo 演示文件夹"
)
def demo(
    folder: Annotated[Path, typer.Argument(help="放演示的文件夹", metavar="文件夹")] = Path("wfx-demo"),
    seed: Annotated[int, typer.Option("--seed", "--种子", help="同一个种子,同样的数据")] = 454,
) -> None:
    """Make the township, play its months, show what they end in."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty("演示文件夹", shown=str(folder), again="demo 新文件夹名")
    folder = folder.resolve()
    with _own_keys(folder / "keys"):
        player = _play(folder, seed)
        _end(player, folder)


@contextlib.contextmanager
def _own_keys(home: Path) -> Iterator[None]:
    """The demo's keys stay in its folder: the user's own configuration is not touched."""
    kept = {name: os.environ.get(name) for name in ("WFX_HOME", "WFX_PASSPHRASE", "WFX_AS")}
    os.environ.update(WFX_HOME=str(home), WFX_PASSPHRASE=PASSPHRASE)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _play(folder: Path, number: int) -> Player:
    from wfx.demo.files import Files
    from wfx.demo.seed import Seed
    from wfx.desk.office.shipped import shipped_root

    seed = Seed.read(shipped_root() / "ledgers" / "demo" / "township.toml", number)
    files = Files(seed, folder / "excel")
    player = Player(folder / "wenfeng", steps=103 + 9 * len(seed.months))
    typer.echo("正在造演示乡(虚构数据,区划 410999)……", err=True)
    _found(player, seed.words["name"], files.villages())
    first = seed.months[0]
    player.run(f"households import --month {first}", *files.people())
    player.run(f"assets register --month {first}", *files.property())
    for month in seed.months:
        if month == seed.months[-1]:
            player.before = len(player.played)
            player.run("rectify add --source 督查检查 --level 县级", files.feedback(month))
        _month(player, files, month, *(("--open",) if month == seed.months[-1] else ()))
        if month == first:
            _sealed(player, files, month, folder)
        if month == seed.months[-1]:
            _petitions(player, files, month)
            _cases(player, files, month)
            _insurance(player, files, month)
            _projects(player, files, month)
            _habitat(player, files, month)
            _posts(player, files, month)
            _training(player, files, month)
            _loans(player, files, month)
            _industry(player, files, month)
            _funds(player, files, month)
            player.run(f"visits post --role 村支书 --post 村支书 --since {month.year}-01-01")
            player.run(f"in --month {month} --yes", *files.told(month), *files.visited(month))
            _villages(player, files, month, folder)
        if month == seed.months[-2]:
            _lose_an_asset(player, seed.months[-1])
    _rectify(player)
    last = seed.months[-1]
    _ranked(player, last, folder / "明细单")
    _corrected(player, files, last)
    player.outputs["log"] = player.run("audit log --limit 8")
    code = next(line.split()[1] for line in player.outputs["code"].splitlines() if line.startswith("对账码 "))
    player.outputs["verify"] = player.run(f"audit verify --note {code}")
    player.outputs["check"] = player.run("rank check", files.published(), codes=(4,))
    player.outputs["funds"] = player.run("funds check", files.allocation(), codes=(4,))
    player.run(f"report --month {last}", "-o", str(folder / "report.html"))
    return player


def _found(player: Player, name: str, villages: str) -> None:
    words = ("--name", name, "--villages", villages, "--admin", "li-ming", "--second", "wang-fang")
    player.run("init", str(player.books), *words)
    add = ("zhao-ke", "--title", "督导考核办主任", "--roles", "supervisor")
    player.run("officers add", *add)
    player.run("sign --yes", actor="wang-fang")


def _month(player: Player, files: "Files", month: Month, *auditing: str) -> None:
    """One month as the office lives it."""
    number = ("--number", f"文乡振提〔{month.year}〕{month.number}号")
    player.run(f"tasks take --month {month} --on {month}-01", files.tasks(month), *number)
    if month != Month(2026, 10):
        player.run(f"tasks sign-for 各村 --month {month} --on {month}-03 --by 村支书")
    player.run(f"screen import --month {month}", *files.screenings(month))
    player.run(f"screen run --month {month}")
    player.run(f"screen clues --month {month} --csv")
    player.run(f"supervise take --month {month}", files.marks(month, "完成度"), actor="zhao-ke")
    player.run(f"supervise take --month {month}", files.marks(month, "质量分"))
    player.outputs["assets"] = player.run(f"assets audit --month {month}", *auditing, codes=(0, 4))
    player.run(f"rank --month {month}")


def _petitions(player: Player, files: "Files", month: Month) -> None:
    """What people ask for: the hotline's tickets, letters and visits, a dispute, each on its way."""
    from wfx.demo.petitions import played

    player.run("petitions register", files.tickets(month))
    for verb, *words in played(month):
        player.run(f"petitions {verb}", *words)
    player.outputs["petitions"] = player.run(f"petitions board --month {month}")


def _cases(player: Player, files: "Files", month: Month) -> None:
    """Two households from their application to the notice taken down: lists in and out, one meeting for both."""
    from wfx.demo.cases import decided

    for verb, *words in files.applications(month):
        player.run(f"cases {verb}", *words)
    player.run("in --yes", files.checks(month))
    player.run("cases compare", "--on", f"{month}-21")
    player.run("cases compare", "--in", files.compared(), "--on", f"{month}-22")
    for verb, *words in decided(month):
        player.run(f"cases {verb}", *words)
    player.outputs["cases"] = player.run("cases hits")


def _insurance(player: Player, files: "Files", month: Month) -> None:
    """The scheme and a medical list come in; of two people over the line one is reported."""
    scheme, expenses = files.insured(month)
    player.run("in --yes", scheme)
    player.run("insurance match", expenses)
    player.run("insurance notify 001 --by 网格员", "--on", f"{month}-09")
    player.outputs["insurance"] = player.run("insurance unreported")


def _projects(player: Player, files: "Files", month: Month) -> None:
    """Needs, declarations and the county's plan come in one lot; one village is built up first."""
    player.run("in --yes", *files.projects(month))
    player.run("projects key-village --village 乔庄 --paper 文乡纪〔2026〕3号 --goal 道路桥涵配套")
    player.run("projects key-task --village 乔庄 --task 北沟桥重建 --due 2026-12-31")
    player.outputs["projects"] = player.run(f"check projects --month {month}", codes=(4,))


def _habitat(player: Player, files: "Files", month: Month) -> None:
    """One village's toilets house by house, on the way to be finished whole; a round of inspection."""
    player.run("in --yes", *files.toilets(month))
    player.run("habitat goal --village 何庄 --until 2026-12-31")
    player.outputs["habitat"] = player.run("habitat progress --village 何庄")


def _posts(player: Player, files: "Files", month: Month) -> None:
    """Posts: the lists come in, the wall sheet is counted, the pay is drafted; somebody is sent to a vacancy."""
    come = f"in --month {month} --yes"
    player.run(come, *files.places(month))
    player.run(come, *files.at_posts())
    player.run(come, *files.attended(month))
    player.run(f"posts payroll --month {month}")
    player.run(f"jobs place 001 --person {files.sent()} --on {month}-26")
    player.outputs["periods"] = player.run(f"posts periods --month {month}")


def _training(player: Player, files: "Files", month: Month) -> None:
    """Training: the classes, then who was in them, certificates, pupils; how far the goal is."""
    player.run("in --yes", files.classes(month))
    player.run("in --yes", *files.trained(month))
    player.outputs["training"] = player.run(f"training progress --month {month}")


def _loans(player: Player, files: "Files", month: Month) -> None:
    """Loans: terms and the bank's list, interest paid by contract; what is to be paid for it."""
    player.run("in --yes", files.terms(), *files.lent(month))
    player.run("in --yes", files.interest(month))
    player.outputs["loans"] = player.run("loans subsidies")


def _funds(player: Player, files: "Files", month: Month) -> None:
    """Money: budgets and projects come in, then what was paid and what was granted."""
    come = f"in --month {month} --yes"
    player.run(come, *files.budgeted(month))
    payments, grants = files.spent(month)
    player.run("funds paid", payments)
    player.run(come, grants)


def _industry(player: Player, files: "Files", month: Month) -> None:
    """Mushrooms: who there is, who is tied to whom, the sticks of two months, how far the goal is."""
    come = f"in --month {month} --yes"
    player.run(come, *files.partners(month))
    player.run(come, *files.tied())
    player.run("in --yes", files.sticks(month))
    player.outputs["industry"] = player.run(f"industry progress --month {month}")


def _villages(player: Player, files: "Files", month: Month, folder: Path) -> None:
    """Workbooks out and back: one old value the clerk had corrected, one broken cell, one file sent twice."""
    out, back = folder / "发出", folder / "发回"
    player.run(f"out --month {month}", "-o", str(out))
    player.run(f"screen import --month {month}", files.correction(month))
    broken = files.filled(month, out, back)
    player.outputs["in"] = player.run(f"in --month {month} --partial --yes", str(back), codes=(0, 3))
    player.run(f"in --month {month} --yes", files.mended(broken))
    again = str(next(iter(sorted(back.glob("*.xlsx")))))
    player.outputs["again"] = player.run(f"in --month {month} --yes", again)


def _ranked(player: Player, month: Month, sheets: Path) -> None:
    """The month's ranking goes out, one village objects and is answered, another person publishes."""
    player.run(f"rank draft --month {month}")
    player.run(f"rank sheets --month {month}", "-o", str(sheets))
    said = ("--says", "外出的 12 户已经电话排查", "--source", "乔庄 书面")
    number = player.run(f"rank comment 乔庄 --item R01 --month {month}", *said).strip()
    player.run(f"rank answer {number} 不采纳", "--because", "质量分按入户情况评,电话排查不能代替入户")
    player.run("sign --yes", actor="wang-fang")
    player.outputs["rank"] = player.run(f"rank publish --month {month}", actor="wang-fang")


def _sealed(player: Player, files: "Files", month: Month, folder: Path) -> None:
    """A whole month: ranked, published by another person, sealed in time; one village's workbook comes too late."""
    out, late = folder / "发出", f"out --month {month} --village"
    player.run(late, LATE, "-o", str(out))
    player.run(f"rank draft --month {month}")
    player.run(f"rank sheets --month {month}", "-o", str(folder / f"{month}明细单"))
    player.run("sign --yes", actor="wang-fang")
    player.run(f"rank publish --month {month}", actor="wang-fang")
    player.run(f"audit seal --month {month}")
    player.outputs["code"] = player.run(f"audit code --month {month}")
    player.run(f"in --month {month} --yes", files.late(month, out, folder / "迟到"))
    player.outputs["late"] = player.run(f"audit late --month {month}")


def _corrected(player: Player, files: "Files", month: Month) -> None:
    """A mark is found wrong after publication: a new version with old value, new value and reason, by two hands."""
    player.run(f"supervise take --month {month}", files.other_mark(month))
    player.run(f"rank correct --month {month}", "--because", "复核:何庄走访记录缺签字,质量分多记 3 分")
    player.run("sign --yes", actor="wang-fang")
    player.outputs["corrected"] = player.run(f"rank publish --month {month}", actor="wang-fang")


def _rectify(player: Player) -> None:
    """One problem of the county's list goes its whole way by three hands, and is looked for in two more villages."""
    first = "001"
    player.run(f"rectify assign {first} --owner wang-fang --days 30 --measure 逐处悬挂管护责任牌并拍照留存")
    paper = (
        "--result",
        "12 处公益性资产全部挂牌",
        "--evidence",
        "挂牌照片 12 张",
        "--evidence-on",
        f"{now():%Y-%m-%d}",
    )
    player.run(f"rectify submit {first}", *paper, actor="wang-fang")
    player.run(f"rectify inspect {first} --because 现场看过五处")
    player.run("sign --yes", actor="zhao-ke")
    player.run(f"rectify close {first} --because 核验意见齐全", actor="zhao-ke")
    player.run(f"rectify add --parent {first} --children 何庄,东样村")
    player.outputs["rectify"] = player.run("rectify board")


def _lose_an_asset(player: Player, month: Month) -> None:
    """Somebody takes a line out of the file by hand, and the change is adopted: the audit must see it later."""
    from wfx.demo.assets import LOST
    from wfx.demo.tamper import drop_row

    drop_row(player.books, "assets", LOST)
    player.run(f"adopt --month {month}", "--because", "演示:有人直接从文件里删掉了一项资产")


def _end(player: Player, folder: Path) -> None:
    """What the demo came to: findings, ranking, verified history, the page."""
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    for title, name in (
        ("收各村工作簿", "in"),
        ("同一个工作簿又交一次", "again"),
        ("资产体检", "assets"),
        ("问题整改", "rectify"),
        ("信访", "petitions"),
        ("监测帮扶:比对命中", "cases"),
        ("一个人在几本账上", "periods"),
        ("培训持证", "training"),
        ("贷款贴息", "loans"),
        ("香菇规模", "industry"),
        ("排序", "rank"),
        ("更正", "corrected"),
        ("核对一份公布的排名", "check"),
        ("核对一份公布的资金表", "funds"),
        ("封账以后才到的", "late"),
        ("历史", "log"),
    ):
        typer.echo(f"── {title} ──")
        typer.echo(player.outputs[name].rstrip())
    typer.echo("── 对账码 ──")
    typer.echo(player.outputs["code"].rstrip())
    typer.echo("── 核验 ──")
    typer.echo(player.outputs["verify"].rstrip())
    last = len(player.played) - player.before
    typer.echo(f"演示用了 {len(player.played)} 条命令,其中最后一个月 {last} 条。")
    typer.echo(f"报告(用浏览器打开):{folder / 'report.html'}")
    typer.echo("接着自己试(钥匙在演示文件夹里):")
    keys, enter = folder / "keys", f"cd {quoted(player.books)}"
    typer.echo(f"  PowerShell:  $env:WFX_HOME='{keys}'; $env:WFX_PASSPHRASE='{PASSPHRASE}'; {enter}")
    typer.echo(f"  bash:        export WFX_HOME='{keys}' WFX_PASSPHRASE='{PASSPHRASE}'; {enter}")
    typer.echo("  wfx --as li-ming status --month 2026-10")

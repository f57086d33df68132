"""The shipped forms know the headers they are for, and a wrong form file says what is wrong with it."""

import pytest

from tests.intake.sheets import NAMES, forms
from tests.township import ROOT, schemas
from wfx.intake.forms import load_forms
from wfx.intake.lists import with_lists
from wfx.intake.take import take
from wfx.values.errors import Refused
from wfx.values.form import Form
from wfx.values.schema import Field, FieldType


def test_every_form_stands_in_its_duty_s_folder() -> None:
    paths = list((ROOT / "templates").rglob("*.form.toml"))
    assert len(paths) == len(forms()) > 9
    for path in paths:
        assert forms()[path.name.removesuffix(".form.toml")].duty == path.parent.name


@pytest.mark.parametrize("form", forms().values(), ids=lambda form: form.name)
def test_a_sheet_of_the_schemas_own_titles_is_recognised_and_understood(form: Form) -> None:
    known = {
        one.title: None
        for ledger in form.reads
        for one in with_lists(schemas(), forms())[ledger].plain
        if one.type is not FieldType.STEPS and one.name not in form.given
    }
    # What another form of the same ledger is known by says that the sheet is that one.
    others = {word for other in forms().values() if other.ledgers == form.ledgers for word in other.recognise}
    known = {title: None for title in known if title not in others}
    # A step of a matter that stands is known by its own few words; the whole list would be the matter itself.
    titles = form.recognise if _names_a_matter(form) else dict.fromkeys((*known, *form.recognise))
    if form.matched:
        titles = dict.fromkeys((*form.recognise, "姓名", "村", *form.matched.told))
    data = (",".join(titles) + "\n").encode()
    given = {name: _sample(schemas()[form.ledgers[0]].field(name)) for name in form.given}
    (one,) = take("a.csv", data, forms(), schemas(), villages=NAMES, given=given)
    assert one.form is form
    assert one.problems == ()


def _names_a_matter(form: Form) -> bool:
    targets = (target.partition(".") for target in form.headers.values())
    return any(schemas()[ledger].field(name).system for ledger, _, name in targets if name in schemas()[ledger].names)


def _sample(one: Field) -> str:
    """A word this field takes."""
    if one.name == "village":
        return next(iter(NAMES))
    return next(
        iter(one.codes.values()), {FieldType.DATE: "2026-10-31", FieldType.QUANTITY: "10"}.get(one.type, "2026-10")
    )


@pytest.mark.parametrize("form", forms().values(), ids=lambda form: form.name)
def test_no_title_is_both_kept_and_ignored(form: Form) -> None:
    known = with_lists(schemas(), forms())
    own = [ledger for ledger in form.reads if ledger not in form.once]  # what a row repeats may be its own there
    kept = {title for ledger in own for one in known[ledger].plain for title in (one.title, *one.headers)}
    assert not kept & set(form.ignore)
    assert not set(form.headers) & set(form.ignore)


_LIST = """title = "x"
ledgers = ["screenings", "clues"]
recognise = ["证件号码"]
[match]
department = "医保"
name = ["姓名"]
number = ["证件号码"]
place = ["村"]
"""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title = ", "Invalid"),
        ('title = "x"', "缺 title、ledgers 或 recognise"),
        ('title = "x"\nledgers = ["nowhere"]\nrecognise = ["村"]', "没有台账 nowhere"),
        ('title = "x"\nledgers = ["assets"]\nrecognise = ["村"]\ncolour = 1', "不认识的键 colour"),
        ('title = "x"\nledgers = "assets"\nrecognise = ["村"]', "ledgers 应是文字的列表"),
        ('title = "x"\nledgers = ["assets"]\nrecognise = ["村"]\ngiven = ["mood"]', "given 里没有的字段 mood"),
        ('title = "x"\nledgers = ["assets"]\nrecognise = ["村"]\nheaders = 1', "headers 应是"),
        (
            'title = "x"\nledgers = ["assets"]\nrecognise = ["村"]\n[headers]\n"心情" = "assets.mood"',
            "列“心情”指向没有的字段 assets.mood",
        ),
        (
            'title = "x"\nledgers = ["identities"]\nrecognise = ["村"]\n[headers]\n"标记" = "identities.id_tag"',
            "列“标记”指向没有的字段 identities.id_tag",
        ),
        (_LIST.replace('department = "医保"', "colour = 1"), "match 要有 department"),
        (_LIST.replace('"screenings", "clues"', '"assets"'), "match 的 ledgers"),
        (_LIST.replace('number = ["证件号码"]', ""), "match.number"),
        (_LIST + '[match.told]\n"费用" = "weight"', "match.told"),
        (_LIST + '[match.counts]\nfield = "note"', "match.counts.field"),
        (_LIST + '[match.counts]\nfield = "dropouts"\ncolumn = "学段"', "match.counts.column"),
        (_LIST.replace("[match]", '[match]\nevent = "rain"'), "match.event 没有 rain"),
        (_LIST.replace("[match]", '[headers]\n"理由" = "clues.reason"\n[match]'), "不能写到 clues.reason"),
    ],
)
def test_a_wrong_form_file_says_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        load_forms({"templates/assets/x.form.toml": text.encode()}, schemas())
    (problem,) = caught.value.problems
    assert problem.code == "E241"
    assert why in dict(problem.details)["why"]
    assert problem.place.file == "templates/assets/x.form.toml"


def test_all_wrong_forms_are_named_at_once_and_other_templates_passed_over() -> None:
    good = 'title = "x"\nledgers = ["assets"]\nrecognise = ["村"]'.encode()
    files = {
        "templates/a/x.form.toml": good,
        "templates/b/x.form.toml": good,
        "templates/b/y.form.toml": b"\xff",
        "templates/report/page.html.j2": b"\xff",
    }
    with pytest.raises(Refused) as caught:
        load_forms(files, schemas())
    assert [problem.place.file for problem in caught.value.problems] == [
        "templates/b/x.form.toml",
        "templates/b/y.form.toml",
    ]

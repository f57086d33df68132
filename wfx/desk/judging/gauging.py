"""The books' own measures of a month: what the ledgers show of each village, for whoever marks or signs."""

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import rules_of
from wfx.desk.judging.opening import scored_source
from wfx.rules.engine import measure
from wfx.rules.rule import Rule, RuleKind
from wfx.store.books.books import OpenBooks
from wfx.values.measure import Gauge, Measure
from wfx.values.month import Month

WORDS = "task_words"  # the dated value that says for which tasks a measure speaks


def gauged(desk: Desk, month: Month, books: OpenBooks | None = None) -> tuple[list[Gauge], tuple[Measure, ...]]:
    """The measures in force that speak for tasks, and what they say on these books. Errors: those of broken rules."""
    at, day = books or desk.books, month.as_of(desk.today)
    rules = [rule for rule in rules_of(at, kind=RuleKind.MEASURE).rules if _words(rule, month)]
    chosen = sorted((rule for rule in rules if rule.status == "active"), key=lambda rule: rule.id)
    found = measure(chosen, scored_source(at, month, day), at.schemas, month, day=day)
    places = {rule.id: rule.score.places if rule.score else 0 for rule in chosen}
    gauges = [Gauge(rule.id, rule.title, places[rule.id], _words(rule, month), rule.say.what) for rule in chosen]
    return gauges, found


def _words(rule: Rule, month: Month) -> tuple[str, ...]:
    for value in rule.values:
        if value.name == WORDS:
            return tuple(word for word in str(value.at(month) or "").split("、") if word)
    return ()

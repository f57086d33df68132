"""What SQL may say: the closed lists the one door compares a parse tree with.

Everything not named here is refused, so that a new version of DuckDB opens nothing. Functions are pure and exist in
Spark SQL too (the seam for a county or province that runs the same rules on a distributed engine). The lists for
``free`` queries add division and averages, which rules must not use: DuckDB divides decimals into floats.
"""

from typing import Final

QUERY_NODES: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE"})
TABLE_NODES: Final = frozenset({"BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY", "EXPRESSION_LIST", "TABLE_FUNCTION"})
ORDER_NODES: Final = frozenset({"ORDER_MODIFIER", "ORDER_DEFAULT", "ASCENDING", "DESCENDING", "DISTINCT_MODIFIER"})
JOIN_TYPES: Final = frozenset({"INNER", "LEFT", "RIGHT", "OUTER", "SEMI", "ANTI"})
JOIN_REFS: Final = frozenset({"REGULAR", "CROSS"})

EXPRESSIONS: Final = frozenset(
    {
        "BETWEEN",
        "CASE",
        "CAST",
        "COLUMN_REF",
        "COMPARISON",
        "CONJUNCTION",
        "CONSTANT",
        "FUNCTION",
        "OPERATOR",
        "STAR",
        "SUBQUERY",
        "TYPE",
        "WINDOW",
    }
)
OPERATORS: Final = frozenset(
    {
        "ARRAY_EXTRACT",
        "COMPARE_IN",
        "COMPARE_NOT_IN",
        "OPERATOR_COALESCE",
        "OPERATOR_IS_NOT_NULL",
        "OPERATOR_IS_NULL",
        "OPERATOR_NOT",
        "STRUCT_EXTRACT",
    }
)
LITERALS: Final = frozenset({"BOOLEAN", "INTEGER", "NULL_LITERAL", "NUMERIC", "STRING"})
TYPES: Final = frozenset(
    {
        "BIGINT",
        "BOOL",
        "BOOLEAN",
        "DATE",
        "DECIMAL",
        "INT",
        "INTEGER",
        "LIST",
        "NUMERIC",
        "TEXT",
        "TIMESTAMP",
        "VARCHAR",
    }
)
FREE_TYPES: Final = TYPES | {"DOUBLE", "FLOAT", "REAL"}

# DuckDB reads these bare words as functions of the clock or the session when no column has the name.
SESSION_WORDS: Final = frozenset(
    {
        "current_catalog",
        "current_database",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "rowid",
        "session_user",
        "user",
    }
)

_ARITHMETIC = {"+", "-", "*", "abs", "ceil", "floor", "greatest", "least", "round", "sign"}
_CHOICE = {"if", "ifnull", "nullif"}
_TEXT = {
    "!~~",
    "!~~*",
    "char_length",
    "concat",
    "concat_ws",
    "contains",
    "left",
    "length",
    "lower",
    "ltrim",
    "position",
    "regexp_full_match",
    "replace",
    "right",
    "rtrim",
    "starts_with",
    "substr",
    "substring",
    "trim",
    "upper",
    "||",
    "~~",
    "~~*",
}
_DATES = {
    "date_diff",
    "date_part",
    "date_trunc",
    "datediff",
    "day",
    "last_day",
    "make_date",
    "month",
    "quarter",
    "year",
}
_LISTS = {"array_contains", "cardinality", "len", "list_contains", "list_value", "struct_extract", "unnest"}
_AGGREGATES = {"bool_and", "bool_or", "count", "count_if", "count_star", "max", "min", "sum"}
_WINDOWS = {"dense_rank", "lag", "lead", "rank", "row_number"}

FUNCTIONS: Final = frozenset(_ARITHMETIC | _CHOICE | _TEXT | _DATES | _LISTS | _AGGREGATES | _WINDOWS)
FREE_FUNCTIONS: Final = FUNCTIONS | {"/", "//", "%", "mod", "avg", "median", "string_agg"}

# ``interval 3 month`` reaches the parse tree as one of these around a cast the parser itself inserts.
INTERVALS: Final = frozenset({"to_days", "to_weeks", "to_months", "to_years"})
# date_part's other parts (epoch, julian) are floats.
DATE_PARTS: Final = frozenset({"day", "month", "quarter", "year"})

LONGEST_SQL: Final = 100_000
LONGEST_NUMBER: Final = 38

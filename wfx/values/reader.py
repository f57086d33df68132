"""For whom something is made."""

from enum import StrEnum


class Reader(StrEnum):
    """For whom a list is made, which decides how much of a person it shows."""

    WORKING = "工作件"
    UPWARD = "上报件"
    PUBLIC = "公示件"
    AUDIT = "查账件"

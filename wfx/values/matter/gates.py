"""The nine gates: acts that wait for another person's sign-off on what they stand on; policy may change the roles.

Which act of a matter passes which gate stands in its schema (`gate` of an action), which change of a register's row
needs a sign-off likewise (`x-wfx.gates`). Nothing else is ever held up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Policy = Mapping[str, tuple[str, ...]]  # gate → the roles the office has set for it
LAW: Final = "law"
GRADES: Final[Mapping[str, str]] = MappingProxyType(
    {"key": "本人钥匙", "deputy": "代签", "paper": "审签单"}
)  # of a sign-off


@dataclass(frozen=True)
class Gate:
    """One gate: its name in `wfx.toml`, its Chinese title, and the roles of which one must sign."""

    name: str
    title: str
    roles: tuple[str, ...]


GATES: Final[Mapping[str, Gate]] = MappingProxyType(
    {
        gate.name: gate
        for gate in (
            Gate("clue-excluded", "红色线索了结", ("chief",)),
            Gate("township-review", "乡审", ("chief",)),
            Gate("acceptance", "风险消除验收", ("chief",)),
            Gate("publication", "公示和排序发布", ("leader",)),
            Gate("rectification-closing", "整改销号", ("supervisor",)),
            Gate("disposal", "确权变更和处置", ("leader",)),
            Gate("posts-payroll", "公益岗任用和工资表", ("chief",)),
            Gate("card-change", "银行卡变更", ("chief",)),
            Gate(LAW, "人员、钥匙、制度和规则", ("admin",)),
        )
    }
)


def gate_of(name: str, policy: Policy) -> Gate:
    """The gate under the office's policy (`[gates]` of `wfx.toml`); one that only the policy knows has its own name."""
    known = GATES.get(name, Gate(name, name, ()))
    return Gate(name, known.title, policy.get(name, known.roles))

"""资金: tables of funds judged as they are published (M19)."""

from wfx.duties.funds.notices import check_notice
from wfx.duties.funds.printed import check, fee_share, notes, sums

__all__ = ["check", "check_notice", "fee_share", "notes", "sums"]

"""小额信贷 and 创业担保贷款: who was spoken to, what was lent, when it is due, whose interest is paid (MISSION M12)."""

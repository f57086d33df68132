"""遍访 (M25): who is responsible for whom, who was met or reached, what was told and what is still to be solved."""

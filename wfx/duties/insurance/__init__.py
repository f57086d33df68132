"""防返贫保险: policies with dated tiers, claims from an over-line list to the pay-out (MISSION M07)."""

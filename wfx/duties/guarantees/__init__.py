"""收入、两不愁三保障、饮水 (M20): each indicator of a household and quarter, and who draws what."""

"""人居环境: toilets house by house with their faults to the closing, inspections that open rectifications (M16)."""

"""香菇产业, 双绑 and 招商: bases and their output, both ties of a household, the chain and its gaps (M08 to M10)."""

"""Any printed table as its readers look at it: cells with merged areas filled, headers of one row or several."""

"""The duties: pure rooms without doors between them; tables, actor and today in, values out."""

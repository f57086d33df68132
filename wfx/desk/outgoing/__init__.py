"""What goes out: workbooks, worklists, papers, reports."""

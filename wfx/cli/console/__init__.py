"""The terminal itself: groups and help, options, the session, tables and words as they are shown."""

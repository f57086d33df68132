"""Commands of every day: what is due, what comes in and goes out, lists, signing."""

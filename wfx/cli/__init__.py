"""The top floor: words, arguments, exit codes. The only place that talks."""

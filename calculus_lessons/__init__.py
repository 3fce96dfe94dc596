"""The command line: names, flags, exit codes."""

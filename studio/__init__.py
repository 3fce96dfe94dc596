"""The studio lays out, speaks, draws, checks and publishes any lesson."""

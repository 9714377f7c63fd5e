"""Runs: documents handed to workers, outputs put in place, what failed set aside, resume."""

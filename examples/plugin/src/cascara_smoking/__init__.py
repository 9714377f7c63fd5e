"""Smoking status of a note: current, former or never, with the words that say so."""

"""Readers: files in, CASes with text and metadata out. One module a format."""

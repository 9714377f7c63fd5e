"""Writers: CASes in, bytes out. One module a format."""

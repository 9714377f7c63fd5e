"""Pipeline files: read with places kept, put together, checked, resolved."""

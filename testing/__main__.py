"""The other process of ``elsewhere``."""

from __future__ import annotations

from .elsewhere import main

if __name__ == "__main__":
    main()

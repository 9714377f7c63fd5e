"""``python -m cascara`` and the command ``cascara``.

Workers of a run import this module too, so it imports the command line only when it is one.
"""

from __future__ import annotations

import sys

from .core.version import __version__


def main() -> None:
    """The command line."""
    if sys.argv[1:] == ["--version"]:
        print(f"cascara {__version__}")
        return
    from .core.cli import main as run

    run()


if __name__ == "__main__":
    main()

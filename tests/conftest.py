"""Fixtures of the whole suite."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

settings.register_profile(
    "cascara", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("cascara")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of open data sets beside the checkout; without it the test is skipped."""
    path = Path(os.environ.get("CASCARA_DATA", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"no open data at {path} (set CASCARA_DATA)")
    return path

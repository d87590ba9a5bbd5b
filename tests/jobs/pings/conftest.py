from collections.abc import Iterator

import pytest

from tests.jobs.pings.listening import Listener, listening


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as running:
        yield running

"""The steps of an uploaded file: checked, confirmed by an administrator, imported."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

STATES = ("checking", "checked", "importing", "done", "refused", "cancelled")
OPEN_STATES = ("checking", "checked", "importing")
LONGEST_PROBLEM = 300


class WrongStep(Exception):
    """The import is no longer in that state: someone else was faster."""


class UploadedImport:
    """A mixin, beside Claimable. `settled` is how much is done; `problem` is why the
    file was refused.
    """

    state: Mapped[str] = mapped_column(String(20), default="checking")
    settled: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(LONGEST_PROBLEM), default="")

    if TYPE_CHECKING:

        def make_due(self, now: datetime) -> None: ...

        def settle(self, now: datetime) -> None: ...

    @property
    def is_running(self) -> bool:
        return self.state in ("checking", "importing")

    def begin(self, now: datetime) -> None:
        """Raises WrongStep unless it is waiting for confirmation."""
        if self.state != "checked":
            raise WrongStep
        self.state, self.settled = "importing", 0
        self.make_due(now)

    def cancel(self, now: datetime) -> None:
        """Keeps what is already imported. Raises WrongStep if the import has ended."""
        if self.state not in OPEN_STATES:
            raise WrongStep
        self.end("cancelled", now)

    def end(self, state: str, now: datetime, problem: str = "") -> None:
        self.settle(now)
        self.state, self.problem = state, problem[:LONGEST_PROBLEM]

"""A clock for tests: pauses are noted and pass at once, and every random number is the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.clock import Clock


@dataclass
class FakeClock:
    """Holds the pauses of a client; ``clock()`` is the client's clock."""

    drawn: float = 1.0
    now: float = 0.0
    waited: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.waited.append(seconds)
        self.now += seconds

    async def async_sleep(self, seconds: float) -> None:
        """Let time pass in an async client."""
        self.sleep(seconds)

    def clock(self) -> Clock:
        """Return the clock for a client."""
        return Clock(
            now=lambda: self.now,
            sleep=self.sleep,
            async_sleep=self.async_sleep,
            random=lambda: self.drawn,
        )

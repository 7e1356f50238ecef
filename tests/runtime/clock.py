"""Time and chance for tests: pauses are noted and pass at once, and every draw is the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.pace import Pace


@dataclass
class Pauses:
    """What a client waited for; ``pace()`` is what it waits with."""

    drawn: float = 1.0
    now: float = 0.0
    waited: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.waited.append(seconds)
        self.now += seconds

    async def async_sleep(self, seconds: float) -> None:
        """Let time pass, awaited."""
        self.sleep(seconds)

    def pace(self) -> Pace:
        """Return what a client takes."""
        return Pace(
            clock=lambda: self.now,
            sleep=self.sleep,
            async_sleep=self.async_sleep,
            random=lambda: self.drawn,
        )

"""How fast one credential may call: evenly spread, for all threads together, and not before a pause asked for ends."""

import threading
import time
from collections.abc import Callable


class Pace:
    """At most `per_second` calls, in the order of asking; None is as fast as they come. Thread safe."""

    def __init__(
        self,
        per_second: float | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / per_second if per_second else 0.0
        self._clock = clock
        self._sleep = sleep
        self._free_at = 0.0
        self._lock = threading.Lock()

    def take(self) -> None:
        """Waits for a turn."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._free_at)
            self._free_at = turn + self._interval
        if turn > now:
            self._sleep(turn - now)

    def pause(self, seconds: float) -> None:
        """Nobody gets a turn for so long: CodaBox said when to come back."""
        with self._lock:
            self._free_at = max(self._free_at, self._clock() + seconds)

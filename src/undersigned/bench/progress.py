"""What the benchmark says while it works, on standard error, so that its table can be kept."""

import sys
import time


class Progress:
    """Lines with the seconds since the start."""

    def __init__(self) -> None:
        self.started_at = time.monotonic()

    def say(self, line: str) -> None:
        """One line."""
        sys.stderr.write(f"{time.monotonic() - self.started_at:6.1f} s  {line}\n")
        sys.stderr.flush()

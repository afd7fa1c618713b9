"""A bar of progress on standard error, for terminals and notebooks: what ``progress=True`` shows."""

from __future__ import annotations

import sys
import time

WIDTH = 24


class Bar:
    """Redraws one line, at most ten times a second; the line goes when the call ends."""

    def __init__(self) -> None:
        self._stream = sys.stderr
        self._drawn = 0
        self._last = (0.0, "")

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage == self._last[1] and now - self._last[0] < 0.1 and done < total:
            return
        self._last = (now, stage)
        text = f"twobin: {stage}"
        if total > 0:
            filled = min(WIDTH, WIDTH * done // total)
            text += f" [{'#' * filled}{'.' * (WIDTH - filled)}] {done:,} of {total:,}"
        self._draw(text)

    def close(self) -> None:
        if self._drawn:
            self._draw("")
            self._stream.write("\r")
            self._stream.flush()

    def _draw(self, text: str) -> None:
        self._stream.write("\r" + text + " " * (self._drawn - len(text)))
        self._stream.flush()
        self._drawn = len(text)

"""Peak memory of this process, or of a GPU, while something runs."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class PeakMemory:
    """The most memory held between :meth:`start` and :meth:`stop`, beyond what was held at the start.

    On a CPU this is resident memory, which the kernel itself counts, so nothing short-lived is missed; only Linux
    lets a process ask for it anew. On a GPU it is what torch has allocated.

    Args:
        device: where the work runs.
    """

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.countable = device.type != "cuda" and can_reset_peak()
        self.before = 0

    def start(self) -> None:
        """Forget earlier peaks."""
        gc.collect()
        if self.device.type == "cuda":
            import torch

            torch.cuda.reset_peak_memory_stats(self.device)
            self.before = torch.cuda.memory_allocated(self.device)
        elif self.countable:
            give_back_freed()
            RESET.write_text("5")  # sets VmHWM to what is held now
            self.before = read_status("VmRSS")

    def stop(self) -> int | None:
        """Bytes; None where this system does not tell."""
        if self.device.type == "cuda":
            import torch

            return torch.cuda.max_memory_allocated(self.device) - self.before
        return max(0, read_status("VmHWM") - self.before) if self.countable else None


def can_reset_peak() -> bool:
    """Whether this system counts a process's peak and lets it be reset."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        RESET.write_text("5")
    except OSError:  # some containers forbid it
        return False
    return True


def read_status(name: str) -> int:
    """A figure of /proc/self/status, in bytes."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024  # written in kB


def give_back_freed() -> None:
    """Hand freed memory back to the system: else an earlier run's would hide what the next one takes."""
    with suppress(OSError, AttributeError):  # not glibc
        ctypes.CDLL(None).malloc_trim(0)

"""The command ``audiostory``, also as ``python -m audiostory_demo``."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and exit: 0 success, 1 failed on the way, 2 invalid request, 130 or 143 stopped."""
    # Read when torch is imported: idle threads sleep instead of spinning. On cores that other programs use too,
    # spinning made stories three to six times slower; on free cores sleeping costs a few percent.
    if sys.flags.optimize > 1:  # -OO takes away the docstrings, which are our help texts, and which transformers reads
        os.environ.pop("PYTHONOPTIMIZE", None)
        os.execv(sys.executable, [sys.executable, "-O", "-m", "audiostory_demo", *sys.argv[1:]])
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        # inside, for Ctrl-C while modules are being imported
        from .cli import app
        from .cli.errors import report
        from .cli.interrupts import tidy_end
    except KeyboardInterrupt:
        sys.exit(130)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a letter shows its code, and no error
            stream.reconfigure(errors="backslashreplace")
    try:
        with tidy_end():
            app(prog_name="audiostory")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sys.exit(report(error))


if __name__ == "__main__":
    main()

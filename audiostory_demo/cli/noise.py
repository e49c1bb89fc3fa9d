"""Messages from other libraries that mean nothing to a user of the command line, each switched off by name."""

from __future__ import annotations

import os
import warnings


def quiet() -> None:
    """Call before those libraries are imported. What a user has set stays."""
    for variable in ("TRANSFORMERS_VERBOSITY", "DIFFUSERS_VERBOSITY"):
        os.environ.setdefault(variable, "error")  # below that they advise developers
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # else it warns of forks that nobody made
    # a caption in a script that the picture's font lacks: its letters become boxes
    warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font", category=UserWarning)

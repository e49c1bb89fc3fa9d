"""Videos: what is seen in one (shots, movements, captions), and a new sound under its pictures. Needs PyAV, ``[video]``."""

from .footage import Footage, watch
from .shots import ShotRange

__all__ = ["Footage", "ShotRange", "watch"]

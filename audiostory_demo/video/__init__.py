"""Videos: what is seen in one (shots, movements, captions), and a new sound under its pictures. Needs PyAV, ``[video]``."""

from .dub import Dub
from .footage import Footage, watch
from .shots import ShotRange

__all__ = ["Dub", "Footage", "ShotRange", "watch"]

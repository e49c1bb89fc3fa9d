"""The paper's table for any system: a set of instructions, the systems compared, the metrics, kept story by story."""

from .items import Item, compose_items, read_items, write_items
from .systems import SYSTEMS, System, folder_system, make_systems
from .table import Benchmark, headline, orderings

__all__ = [
    "SYSTEMS", "Benchmark", "Item", "System", "compose_items", "folder_system", "headline", "make_systems", "orderings", "read_items",
    "write_items",
]  # fmt: skip

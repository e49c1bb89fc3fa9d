"""The public release's layout: ``config.yaml``, ``pytorch_model.bin`` and ``Flux_detokenizer`` (arXiv 2508.20088).

places     which files belong to a release, and where they may lie
recipe     what config.yaml says: query tokens, LoRA, scale
sizes      the model's configuration, from config.json files and tensors
words      the tokenizer with the release's added tokens
names      the release's keys and shapes, and ours
weights    reading pickles, filling gaps, merging LoRA
null       the unconditional condition, from the text encoder
"""

from .load import convert_release, load_release
from .places import is_release

__all__ = ["convert_release", "is_release", "load_release"]

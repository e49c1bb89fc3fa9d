"""A Hugging Face Space of the app: all it does is choose the model and open the page."""

import os

try:
    import spaces  # must come before torch on ZeroGPU
except ImportError:
    spaces = None

from audiostory_demo.app import build_app, launch, load_models
from audiostory_demo.app.gpu import lend, lent

models = load_models([os.environ.get("AUDIOSTORY_MODEL", "tiny")])
if spaces is not None and lent():
    models = {name: lend(model, spaces.GPU) for name, model in models.items()}
demo = build_app(models, longest=float(os.environ.get("AUDIOSTORY_LONGEST", "90")))

if __name__ == "__main__":
    launch(demo, server_name="0.0.0.0", server_port=int(os.environ.get("PORT", "7860")))

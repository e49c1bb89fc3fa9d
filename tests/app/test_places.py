"""Where the app runs elsewhere: GPUs lent by the call, and the folder of the Space."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.analysis.probe import attention_map
from audiostory_demo.app.bridge_pictures import table_of
from audiostory_demo.app.gpu import lend
from audiostory_demo.language.english import grammar


def test_a_lent_gpu_is_called_once_for_the_plan_and_once_for_each_scene(small, tmp_path):
    calls, sent = [], []

    def gpu(duration):
        def decorate(function):
            def call(*args):
                calls.append(duration(*args) if callable(duration) else duration)
                sent.append(pickle.dumps(args))
                result = function(*pickle.loads(sent[-1]))
                return (
                    (pickle.loads(pickle.dumps(event)) for event in result) if hasattr(result, "__next__") else result
                )

            return call

        return decorate

    lent = lend(small, gpu)
    plain = small.generate("Rain, then a bell.", duration=6, seed=4, steps=3)
    story = lent.generate("Rain, then a bell.", duration=6, seed=4, steps=3)
    assert np.array_equal(story.audio, plain.audio) and story.plan == plain.plan
    assert len(calls) == 1 + len(story.scenes)
    assert story.stats["planner_passes"] == plain.stats["planner_passes"] > 0
    assert story.stats["total_seconds"] > story.stats["first_sound_seconds"] > 0
    again = lent.regenerate(story, scene=1, seed=5)
    assert np.array_equal(again.audio, small.regenerate(plain, scene=1, seed=5).audio)
    edited = lent.regenerate(story, scene=1, caption="A gong.", duration=2.5)
    assert np.array_equal(edited.audio, small.regenerate(plain, scene=1, caption="A gong.", duration=2.5).audio)
    assert lent.replan(story.plan, reasoning="") == small.replan(plain.plan, reasoning="")
    assert not any(b"Clip" in given for given in sent)  # no sound is sent to where the next scene is rendered

    # looking into the model for the bridge tab is a call too, and the words of a model without a table are one
    calls.clear()
    tokens = story.plan.tokens[0]
    assert np.array_equal(lent.ask(attention_map, tokens), attention_map(small, tokens))
    assert len(table_of(lent, tmp_path).words) == len(grammar().asked) and len(calls) == 2


def test_the_space_needs_what_the_package_needs_and_the_gradio_it_names():
    root = Path(__file__).parents[2]
    needed = (root / "pyproject.toml").read_text(encoding="utf-8").split("\ndependencies = [")[1].split("]\n")[0]
    lines = (root / "spaces/requirements.txt").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line[0] != "#"]
    assert set(re.findall(r'"(.+?)"', needed)) | {listed[-1]} == set(listed)
    version = re.search(r"^sdk_version: (\S+)$", (root / "spaces/README.md").read_text(encoding="utf-8"), re.M)
    assert version and listed[-1] == f"gradio[mcp]=={version[1]}"
    assert not (root / "spaces/__init__.py").exists()  # it would shadow the package that GPU Spaces import


def test_the_space_opens_the_page_from_its_own_folder(tmp_path):
    root = Path(__file__).parents[2]
    shutil.copytree(root / "spaces", tmp_path, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    (tmp_path / "audiostory_demo").symlink_to(root / "audiostory_demo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [sys.executable, "app.py"], cwd=tmp_path, env={**os.environ, "PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "False"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(240):
            assert running.poll() is None, "the Space ended by itself"
            try:
                page = urlopen(f"http://127.0.0.1:{port}/config", timeout=30).read().decode()
                break
            except OSError:
                time.sleep(0.5)
        assert '"AudioStory"' in page and ">tiny<" in json.loads(page)["components"][0]["props"]["value"]
    finally:
        running.terminate()
        running.wait()

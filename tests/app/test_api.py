"""The typed API, for programs and as tools for models."""

from __future__ import annotations

import json
import threading
import time
from urllib.request import urlopen

import httpx
import numpy as np
import pytest
import soundfile

from audiostory_demo import AudioStory

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app import build_app, launch, listeners
from audiostory_demo.app.files import write_downloads
from audiostory_demo.app.queue import MOST_EACH


@pytest.fixture(scope="module")
def client(small: AudioStory):
    gradio_client = pytest.importorskip("gradio_client")
    demo = build_app({"small": small}, longest=20)
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True, mcp_server=False)
    opened = gradio_client.Client(url, verbose=False)
    opened.line = demo.app_state.line
    yield opened
    demo.close()


def test_the_api_offers_its_endpoints_and_no_others(client):
    offered = set(client.view_api(return_format="dict")["named_endpoints"])
    assert offered == {"/plan", "/render", "/generate", "/edit", "/regenerate_scene", "/extend", "/dub"}


def test_a_video_comes_back_dubbed_with_its_shots(client, tmp_path):
    av = pytest.importorskip("av")
    from gradio_client import handle_file

    from audiostory_demo.lessons.made_clip import MadeShot, make_clip

    shots = (MadeShot(1.5, (0.8,), (60, 70, 110)), MadeShot(1.5, (), (150, 100, 60)))
    clip = handle_file(str(make_clip(tmp_path / "clip.mp4", shots, size=(160, 90))))
    dubbed, plan = client.predict(clip, "A ball.", "It hits a wall.\n", None, 3, api_name="/dub")
    with av.open(dubbed) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]
    assert [shot["start"] for shot in plan["shots"]] == [0.0, 1.5]
    assert plan["scenes"][0]["caption"] == "It hits a wall." and plan["seed"] == 3
    _, plan = client.predict(clip, "", "It hits a wall.\n", -6, 3, api_name="/dub")
    assert plan["instruction"] == "It hits a wall."
    with pytest.raises(Exception, match=r"Nothing says what is heard in clip\.mp4\."):
        client.predict(clip, "", "", None, 3, api_name="/dub")
    with pytest.raises(Exception, match="1 captions were given for 2 shots"):
        client.predict(clip, "", "A ball.", None, 3, api_name="/dub")
    with pytest.raises(Exception, match=r"mix=99.* is not a level"):
        client.predict(clip, "A ball.", "", 99, 3, api_name="/dub")
    with pytest.raises(Exception, match="video is empty"):
        client.predict(None, "A ball.", "", None, 3, api_name="/dub")


def test_generate_returns_a_finished_file_and_a_bundle_that_can_be_changed(client):
    sound, bundle, plan = client.predict("A bell rings.", 4, 3, 2, api_name="/generate")
    samples, rate = soundfile.read(sound)
    assert len(samples) == 4 * rate and plan["seed"] == 3
    from gradio_client import handle_file

    changed, _, again = client.predict(handle_file(bundle), 1, 5, api_name="/regenerate_scene")
    assert len(soundfile.read(changed)[0]) == len(samples) and again["scenes"] == plan["scenes"]
    assert not np.array_equal(soundfile.read(changed)[0], samples)


def test_a_chain_of_calls_passes_the_storys_name_and_settings_come_back(client):
    _, _, first = client.predict("A bell rings, then rain.", 6, 3, 2, api_name="/generate")
    assert first["settings"]["steps"] == 2 and len(first["scene_seeds"]) == len(first["scenes"])
    _, _, again = client.predict(None, 0, 5, first["story"], api_name="/regenerate_scene")
    assert again["scene_seeds"] == [5, *first["scene_seeds"][1:]]
    with pytest.raises(Exception, match="is not kept here"):
        client.predict(None, 0, 5, "../api-x", api_name="/regenerate_scene")


def test_an_edited_plan_is_rendered(client):
    plan = client.predict("A bell rings.", 6, 3, api_name="/plan")
    owl = {"caption": "An owl hoots.", "duration": 2.0, "level": "far away"}
    plan["scenes"] = [owl, *plan["scenes"][:1]]
    sound, _, told = client.predict(plan, 1, 2, api_name="/render")
    assert told["scenes"] == plan["scenes"]
    assert len(soundfile.read(sound)[0]) == round(
        sum(scene["duration"] for scene in plan["scenes"]) * told["sample_rate"]
    )
    for broken in (None, {}, {"scenes": []}, {"scenes": [{"caption": "Rain."}]}, {"scenes": [3]}):
        with pytest.raises(Exception, match=r"plan holds no scenes|A scene"):
            client.predict(broken, 1, 2, api_name="/render")


def test_answers_say_that_nothing_comes_from_elsewhere(client):
    with urlopen(client.src) as answer:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("scene", "seed", "said"), [(0.5, 3, "scene=0.5"), (0, 1.7, "seed=1.7"), (0, 2.0**60, "too large")]
)
def test_numbers_that_are_not_whole_are_refused_not_cut(client, scene, seed, said):
    with pytest.raises(Exception, match=said):
        client.predict(None, scene, seed, "api-x", api_name="/regenerate_scene")


def test_plan_returns_scenes_that_sum_up(client):
    plan = client.predict("A bell rings.", 6, 3, api_name="/plan")
    assert sum(scene["duration"] for scene in plan["scenes"]) == pytest.approx(6)


@pytest.mark.parametrize(
    ("prompt", "seconds", "said"),
    [("  ", 4, "empty"), ("A bell.", 9999, "Choose a length"), ("A bell.", -1, "duration"), ("x" * 2000, 4, "Shorten")],
)
def test_bad_input_to_the_api_is_answered_in_a_sentence(client, prompt, seconds, said):
    with pytest.raises(Exception, match=said):
        client.predict(prompt, seconds, 3, 2, api_name="/generate")


def test_more_steps_than_the_page_takes_are_refused_by_the_api(client):
    with pytest.raises(Exception, match="steps=101 is more"):
        client.predict("A bell.", 4, 3, 101, api_name="/generate")


def test_a_scene_that_is_not_there_and_a_missing_bundle_are_explained(client, told, tmp_path):
    from gradio_client import handle_file

    bundle = dict(write_downloads(told, tmp_path))["story bundle"]
    with pytest.raises(Exception, match=r"scene=99 is not in this story of \d scenes"):
        client.predict(handle_file(str(bundle)), 99, 5, api_name="/regenerate_scene")
    with pytest.raises(Exception, match="bundle is empty"):
        client.predict(None, 0, 5, api_name="/regenerate_scene")


def test_the_same_five_are_tools_for_models_and_say_what_they_take(small):
    pytest.importorskip("mcp", reason="gradio[mcp] is not installed")
    import asyncio

    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    demo = build_app({"small": small}, longest=20)
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True, mcp_server=True)

    async def ask() -> tuple[dict, str]:
        async with (
            streamable_http_client(f"{url}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as tools,
        ):
            await tools.initialize()
            listed = {tool.name: tool for tool in (await tools.list_tools()).tools}
            answer = await tools.call_tool("plan", {"prompt": "A bell.", "duration": 4, "seed": 3})
            return listed, answer.content[0].text

    try:
        listed, planned = asyncio.run(ask())
    finally:
        demo.close()
    assert set(listed) == {"plan", "render", "generate", "edit", "regenerate_scene", "extend", "dub"}
    says = {
        "render": "Turn a plan into sound",
        "plan": "without making sound",
        "generate": "Tell an audio story",
        "edit": "Edit scenes of a story",
        "regenerate_scene": "Render one scene",
        "dub": "tell a story under its pictures",
        "extend": "it stays as it is",
    }
    for name, said in says.items():
        assert said in listed[name].description
        assert all(each.get("description") for each in listed[name].inputSchema["properties"].values())
    assert sum(scene["duration"] for scene in json.loads(planned)["scenes"]) == pytest.approx(4)


@pytest.mark.slow
def test_many_callers_from_one_place_are_served_or_told_to_wait(client):
    from gradio_client import Client

    results, failed = [], []

    def call(number: int) -> None:
        try:
            results.append(Client(client.src, verbose=False).predict("A bell.", 1, number, 1, api_name="/generate"))
        except Exception as error:
            failed.append(str(error))

    threads = [threading.Thread(target=call, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) >= MOST_EACH and len(results) + len(failed) == 20
    assert all("calls of yours are in line already" in said for said in failed)


def test_several_scenes_are_edited_in_one_call_and_the_rest_keeps_its_sound(client):
    plan = {"scenes": [{"caption": text, "duration": 1.5} for text in ("Rain.", "A bell.", "A dog.")]}
    sound, bundle, told = client.predict(plan, 1, 2, api_name="/render")
    from gradio_client import handle_file

    edits = [{"edit": "change", "scene": 0, "caption": "Hail."}, {"edit": "redo", "scene": 1, "seed": 7}]
    after, _, edited = client.predict(edits, handle_file(bundle), api_name="/edit")
    assert [scene["caption"] for scene in edited["scenes"]] == ["Hail.", "A bell.", "A dog."]
    assert edited["scene_seeds"] == [told["scene_seeds"][0], 7, told["scene_seeds"][2]]
    (one, rate), (two, _) = soundfile.read(sound), soundfile.read(after)
    last = round((3 + told["settings"]["crossfade"]) * rate)
    assert np.array_equal(one[last:], two[last:]) and not np.array_equal(one[:last], two[:last])
    _, _, moved = client.predict([{"edit": "move", "scene": 2, "to": 0}], None, edited["story"], api_name="/edit")
    assert [scene["caption"] for scene in moved["scenes"]] == ["A dog.", "Hail.", "A bell."]
    with pytest.raises(Exception, match="An edit is none of"):
        client.predict([{"edit": "explode"}], None, edited["story"], api_name="/edit")


def test_every_parameter_and_result_is_described(client):
    for name, endpoint in client.view_api(return_format="dict")["named_endpoints"].items():
        assert endpoint["description"], name
        for each in endpoint["parameters"]:
            assert len(each["python_type"]["description"]) > 10, (name, each["parameter_name"])
        assert all(len(each["python_type"]["description"]) > 10 for each in endpoint["returns"]), name


def test_calls_whose_results_nobody_reads_make_room(client, monkeypatch):
    monkeypatch.setattr(listeners, "GRACE_SECONDS", 3.0)
    wish = {"data": ["A long night at sea.", 20, 1, 100]}
    for _ in range(3):
        httpx.post(f"{client.src}gradio_api/call/generate", json=wish).raise_for_status()
    began, line = time.monotonic(), client.line
    client.predict("A bell.", 1, 1, 1, api_name="/generate")
    while line._waiting or line._running:
        assert time.monotonic() - began < 60, "an abandoned call is still there"
        time.sleep(0.1)

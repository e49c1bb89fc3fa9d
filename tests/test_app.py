"""The app without a browser: its consumer of the stream, its visitors, its files and its API."""

from __future__ import annotations

import gc
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import zipfile
from ast import literal_eval
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl
from urllib.request import urlopen

import numpy as np
import pytest
import soundfile

from audiostory_demo import AudioStory, Plan, Scene, Story
from audiostory_demo.measure import can_reset_peak, give_back_freed, read_status
from audiostory_demo.player import mel_levels, player_assets, player_html

gr = pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app import build_app, launch  # noqa: E402
from audiostory_demo.app.build import restore  # noqa: E402
from audiostory_demo.app.desk import Desk, Line  # noqa: E402
from audiostory_demo.app.files import open_bundle, slug, write_downloads  # noqa: E402
from audiostory_demo.app.html import Board, board_html, details_html  # noqa: E402
from audiostory_demo.app.plan_text import plan_to_text, text_to_plan  # noqa: E402
from audiostory_demo.app.session import Job, Visits  # noqa: E402
from audiostory_demo.app.story_tab import StoryTab  # noqa: E402
from audiostory_demo.app.switches import SWITCHES, switched  # noqa: E402
from audiostory_demo.app.telling import follow  # noqa: E402
from audiostory_demo.app.texts import LOCALES, TEXTS, locale_of, player_labels, say, translations  # noqa: E402

INJECTED = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def told(small: AudioStory) -> Story:
    return small.generate("A bell rings in the rain.", duration=5, seed=3)


@pytest.fixture
def desk(small: AudioStory):
    made = Desk({"small": small}, 60.0)
    yield made
    made.visits.clear()


@pytest.fixture(scope="module")
def client(small: AudioStory):
    gradio_client = pytest.importorskip("gradio_client")
    demo = build_app({"small": small}, longest=20)
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True, mcp_server=False)
    yield gradio_client.Client(url, verbose=False)
    demo.close()


# -- the consumer of the stream -----------------------------------------------------------------------------------


def test_streamed_sound_is_the_story_in_16_bits(small):
    shown = list(follow(lambda: small.stream("Rain.", duration=6, seed=1), Job(), "en", seconds=6))
    chunks = [soundfile.read(io.BytesIO(each.sound), dtype="int16", always_2d=True)[0] for each in shown if each.sound]
    story = shown[-1].story.story()
    streamed = np.concatenate(chunks).T.astype(np.float32) / 32768
    assert streamed.shape == story.audio.shape
    assert np.abs(streamed - story.audio).max() <= 1 / 32768


def test_the_reasoning_grows_word_by_word_before_the_first_scene_is_planned(small):
    shown = [each.board for each in follow(lambda: small.stream("Rain.", duration=6, seed=1), Job(), "en", seconds=6)]
    thoughts = [re.search(r"as-think'>(.*?)</p>", board, re.S) for board in shown if board and "as-rows" not in board]
    written = [found[1] for found in thoughts if found]
    assert len(written) > 3
    assert all(later.startswith(earlier) for earlier, later in pairwise(written))


def test_sound_comes_while_later_scenes_are_still_unplanned(small):
    shown = list(follow(lambda: small.stream("Rain.", duration=9, seed=1), Job(), "en", seconds=9))
    first_sound = next(number for number, each in enumerate(shown) if each.sound)
    planned = [each.board.count("<li") for each in shown[:first_sound] if each.board]
    assert planned[-1] < shown[-1].board.count("<li")


def test_a_scene_shows_its_caption_start_length_and_step_and_the_line_how_fast_it_was(small):
    shown = list(follow(lambda: small.stream("Rain.", duration=6, seed=1, steps=3), Job(), "en", seconds=6))
    boards, story = "".join(each.board or "" for each in shown), shown[-1].story.story()
    first = story.scenes[0]
    for text in (first.caption, f"0.0–{first.duration:.1f} s", f"{first.duration:g} s long", "step 1 of 3", "✓ ready"):
        assert text in boards
    said = [each.status for each in shown if each.status]
    assert any(re.match(r"Scene 2 of \d planned so far", text) for text in said)
    assert re.search(r"First sound after \d+\.\d s, told \d+\.\d times as fast as it plays", said[-1])


def test_long_scenes_are_handed_on_in_pieces_so_that_players_do_not_run_dry(small):
    plan = Plan("Rain.", 9.0, "", (Scene("Rain falls.", 9.0),))
    shown = list(follow(lambda: small.stream(plan, seed=1), Job(), "en", seconds=9))
    lengths = [soundfile.info(io.BytesIO(each.sound)).duration for each in shown if each.sound]
    assert max(lengths) <= 3 and sum(lengths) == pytest.approx(9)


def test_a_loud_and_a_soft_scene_keep_their_levels():
    from audiostory_demo.app.telling import wav_bytes

    levels = (0.1, 0.8, 0.1)
    read = [soundfile.read(io.BytesIO(wav_bytes(np.full((1, 100), level, np.float32), 24000)))[0] for level in levels]
    assert [float(sound.max()) for sound in read] == pytest.approx(levels, abs=1e-4)


def test_a_stopped_job_ends_within_a_step_and_keeps_finished_scenes(small):
    job, closed, after = Job(), [], 0

    def stream():
        try:
            yield from small.stream("Rain.", duration=30, seed=1, steps=8)
        finally:
            closed.append(True)

    for shown in follow(stream, job, "en", seconds=30):
        after += job.stopped
        if shown.sound:
            job.stop()
    assert closed and after <= 2
    assert shown.last and len(shown.story.story().clips) == 1 and "kept: 1" in shown.status


def test_a_job_stopped_while_waiting_never_starts():
    job = Job()
    job.stop()
    (shown,) = follow(lambda: pytest.fail("started"), job, "en", seconds=5)
    assert shown.last and "before the first scene" in shown.status


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("Pass another."), "Pass another."), (MemoryError("cpu ran out of memory."), "out of memory"),
     (RuntimeError("secret path"), "Something went wrong")],
)  # fmt: skip
def test_a_failure_on_the_way_keeps_what_is_finished_and_says_one_sentence(small, error, said):
    def stream():
        for event in small.stream("Rain.", duration=6, seed=1):
            yield event
            if type(event).__name__ == "AudioChunk":
                raise error

    shown = list(follow(stream, Job(), "en", seconds=6))[-1]
    assert shown.failed and shown.last and said in shown.status and "secret" not in shown.status
    assert len(shown.story.story().clips) == 1


def test_planning_alone_makes_no_sound(small):
    stream = lambda: small.stream("Rain.", duration=6, seed=1, interleaved=False)  # noqa: E731
    shown = list(follow(stream, Job(), "en", seconds=6, plan_only=True))
    assert not any(each.sound for each in shown)
    assert shown[-1].story.scenes and shown[-1].story.story() is None


def test_text_of_users_and_models_is_escaped(told):
    scene = Scene(INJECTED, 2.0)
    assert "<img" not in board_html(Board(2.0, INJECTED, [(scene, 0.0)]), "en")
    story = replace(
        told, plan=Plan(INJECTED, 5.0, INJECTED, tuple(Scene(INJECTED, each.duration) for each in told.scenes))
    )
    page = player_html(story, standalone=True)
    assert INJECTED not in page and page.count("<img") == 1


# -- visitors ----------------------------------------------------------------------------------------------------


def test_visitors_share_nothing_and_their_files_go_with_them():
    visits = Visits()
    one, two = visits.of("one"), visits.of("two")
    for visit in (one, two):
        visit.redeem(visit.take_ticket())
    (one.new_folder() / "story.wav").write_bytes(b"x")
    visits.close("one")
    assert one.job.stopped and not one.folder.exists()
    assert not two.job.stopped and two.folder.exists() and len(visits) == 1
    visits.clear()
    assert not visits.root.exists()


def test_a_visitors_folder_does_not_grow_with_every_story():
    visits = Visits()
    visit = visits.of("one")
    for _ in range(20):
        visit.new_folder()
    assert len(list(visit.folder.iterdir())) <= 2
    visits.clear()


def test_the_line_tells_everyone_their_place_and_forgets_who_left():
    line, jobs = Line(), [Job() for _ in range(40)]
    assert [line.join(job) for job in jobs] == list(range(1, 41))
    for job in jobs[:39]:
        job.stop()
    line.leave(jobs[39])
    assert line.join(Job()) == 1


def test_a_press_stops_the_one_before_and_each_turn_finds_its_own_job():
    visits = Visits()
    visit = visits.of("one")
    first = visit.take_ticket()
    waiting = visit.job
    second = visit.take_ticket()
    assert waiting.stopped and visit.redeem(first) is None
    job = visit.redeem(second)
    assert job is visit.job and not job.stopped
    assert visit.redeem(second) is None, "a ticket is good for one job"
    visits.clear()


# -- plans, files, links ------------------------------------------------------------------------------------------


def test_an_untouched_plan_keeps_its_tokens_and_a_changed_one_loses_them(told):
    assert text_to_plan(plan_to_text(told.plan), told.plan, "") is told.plan
    changed = text_to_plan("2 | A dog barks.\n\n1.5s | Rain.", told.plan, "")
    assert changed.scenes == (Scene("A dog barks.", 2.0), Scene("Rain.", 1.5)) and not changed.tokens
    assert changed.reasoning == told.reasoning and changed.duration == 3.5


@pytest.mark.parametrize("text", ["", "no bar", "x | Rain.", "-1 | Rain.", "2 |  ", "2 | <|gen|>", "nan | Rain."])
def test_lines_that_are_no_plan_say_which(text):
    with pytest.raises(ValueError, match=r"Line 1|empty"):
        text_to_plan(text, None, "x")


def test_downloads_hold_the_story_and_the_bundle_reads_back(told, tmp_path):
    downloads = dict(write_downloads(told, tmp_path, "stems", "bundle"))
    assert list(downloads) == ["WAV", "FLAC", "stems", "VTT", "SRT", "bundle"]
    assert len(zipfile.ZipFile(downloads["stems"]).namelist()) == len(told.scenes)
    (tmp_path / "again").mkdir()
    again = open_bundle(downloads["bundle"], tmp_path / "again")
    assert again.plan == told.plan and again.seed == told.seed
    assert np.abs(again.audio - told.audio).max() < 1e-6


def test_a_foreign_file_is_no_bundle(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"nothing")
    with pytest.raises(ValueError, match="no story bundle"):
        open_bundle(tmp_path / "x.zip", tmp_path)
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr("../../evil.json", "{}")
    (tmp_path / "in").mkdir()
    with pytest.raises(ValueError, match=r"missing|story"):
        open_bundle(tmp_path / "y.zip", tmp_path / "in")
    assert not (tmp_path.parent / "evil.json").exists()


def test_a_hostile_bundle_gets_a_sentence(told, tmp_path, desk):
    whole = dict(write_downloads(told, tmp_path, "stems", "bundle"))["bundle"]
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = next(name for name in parts if name.endswith(".json"))

    def changed(old: bytes, new: bytes) -> dict[str, bytes]:
        assert old in parts[text]
        return {**parts, text: parts[text].replace(old, new)}

    hostile = [
        {**parts, text: b"{"}, {**parts, text: b"[]"}, {name: data[:40] for name, data in parts.items()}, {text: parts[text]},
        changed(b'"steps": 2', b'"steps": 900'), changed(b"A bell rings in the rain.", b"x" * 700),
        changed(b'"steps"', b'"stops"'),
    ]  # fmt: skip
    for number, files in enumerate(hostile):
        with zipfile.ZipFile(tmp_path / "hostile.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        (tmp_path / str(number)).mkdir()
        with pytest.raises(ValueError, match=r"\."):
            desk.check_story(open_bundle(tmp_path / "hostile.zip", tmp_path / str(number)), "en")
    flipped = bytearray((tmp_path / "hostile.zip").read_bytes())
    flipped[200:260] = bytes(60)
    (tmp_path / "hostile.zip").write_bytes(flipped)
    with pytest.raises(ValueError, match="no story bundle"):
        open_bundle(tmp_path / "hostile.zip", tmp_path)


@pytest.mark.parametrize("text", ["A storm; rm -rf $(x) ../..", "暴风雨", "", "a" * 500])
def test_file_names_are_plain_and_short(text):
    name = slug(text, 7)
    assert 0 < len(name) <= 60 and all(letter.isalnum() or letter == "-" for letter in name) and name.endswith("7")


def test_a_link_restores_what_is_valid_and_leaves_the_rest(desk):
    values = restore(desk, {"prompt": "A bell.", "duration": "12", "seed": "7", "steps": "999", "guidance": "x"})
    assert values[:4] == ["A bell.", 12.0, 7, True]
    assert all(isinstance(value, dict) for value in values[4:])


@pytest.mark.parametrize(
    "query",
    [{"duration": "nan"}, {"duration": "inf"}, {"duration": "0"}, {"duration": "1e999"}, {"seed": "-1"}, {"seed": "9" * 5000},
     {"seed": "1.5"}, {"steps": "0"}, {"steps": "1e9"}, {"guidance": "-1"}, {"crossfade": "99"}, {"temperature": "NaN"},
     {"prompt": "   "}, {"model": "../../etc"}, {"strange": "1"}],
)  # fmt: skip
def test_a_link_with_bad_values_restores_nothing(desk, query):
    assert all(isinstance(value, dict) for value in restore(desk, query))


def test_the_link_of_a_story_names_prompt_seed_model_and_every_slider(told, desk):
    page = details_html(told, [], desk.name_of(told), "en")
    link = re.search(r"href='\?(.+?)'", page)[1]
    settings = told.settings
    assert restore(desk, dict(parse_qsl(unescape(link)))) == [
        told.plan.instruction, 5.0, 3, True, "small", settings.steps, settings.guidance, settings.crossfade, settings.temperature,
    ]  # fmt: skip
    shown = [str(value) for value in (told.seed, settings.fade, settings.decoding, *told.versions.values())]
    assert all(f"<dd>{text}</dd>" in page for text in shown)


def test_every_switch_makes_other_tokens_of_the_same_shape(told, small):
    before = small.generate("Another one.", duration=3, seed=9)
    for switch in SWITCHES:
        plan = switched(told.plan, switch, factor=2.0, other=1, before=before)
        assert (plan == told.plan) == (switch == "intact"), switch
        assert [t.residual.shape for t in plan.tokens] == [t.residual.shape for t in told.plan.tokens]
        assert plan.scenes == told.scenes


@pytest.mark.parametrize(
    ("switch", "said"),
    [("residual_story", "Tell a second story"), ("residual_scene", "one scene only"), ("x", "Choose")],
)
def test_a_switch_that_cannot_be_made_says_why(told, switch, said):
    with pytest.raises(ValueError, match=said):
        switched(told.plan.with_scenes([0]), switch, factor=2.0, other=0, before=None)


def test_every_text_exists_in_every_language_with_the_same_values():
    for key, texts in TEXTS.items():
        assert len(texts) == len(LOCALES) and all(texts), key
        names = [sorted(set(re.findall(r"{(\w+)", text))) for text in texts]
        assert all(each == names[0] for each in names), key
    assert set(translations()) >= set(LOCALES)
    assert locale_of("de-AT,de;q=0.9,en;q=0.8") == "de" and locale_of("zh-TW") == "zh-CN" and locale_of("fr") == "en"
    assert say("ko", "place", place=3) != say("en", "place", place=3)


# -- the player --------------------------------------------------------------------------------------------------


def test_a_standalone_player_carries_everything_and_asks_the_network_for_nothing(told):
    page = player_html(told, standalone=True)
    css, js = player_assets()
    assert css in page and js in page
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page) and "@import" not in page
    assert page.count('class="asp-scene"') == len(told.scenes)


def test_the_player_speaks_the_language_of_its_page(told):
    page = player_html(told, labels=player_labels("de"))
    assert 'aria-label="Abspielen"' in page and "Szene 1, 0.0 bis" in page
    assert not re.search(
        r"\b(Play|Scenes?|seconds|Position in)\b", re.sub(r'data-caption="[^"]*"|<b>.*?</button>', "", page)
    )


def test_a_mel_spectrogram_shows_a_tone_where_it_is():
    rate = 24000
    tone = lambda hertz: np.sin(2 * np.pi * hertz * np.arange(rate) / rate).astype(np.float32)[None]  # noqa: E731
    low, high = (int(mel_levels(tone(hertz), rate).mean(axis=1).argmax()) for hertz in (300, 6000))
    assert low < 20 < 60 < high
    assert mel_levels(np.zeros((1, 100), np.float32), rate).max() < -60


# -- the API -----------------------------------------------------------------------------------------------------


def test_the_api_offers_three_endpoints_and_no_others(client):
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/plan", "/generate", "/regenerate_scene"}


def test_generate_returns_a_finished_file_and_a_bundle_that_can_be_changed(client):
    sound, bundle, plan = client.predict("A bell rings.", 4, 3, 2, api_name="/generate")
    samples, rate = soundfile.read(sound)
    assert len(samples) == 4 * rate and plan["seed"] == 3
    from gradio_client import handle_file

    changed, _, again = client.predict(handle_file(bundle), 1, 5, api_name="/regenerate_scene")
    assert len(soundfile.read(changed)[0]) == len(samples) and again["scenes"] == plan["scenes"]
    assert not np.array_equal(soundfile.read(changed)[0], samples)


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

    bundle = dict(write_downloads(told, tmp_path, "stems", "bundle"))["bundle"]
    with pytest.raises(Exception, match=r"scene=99 is not in this story of \d scenes"):
        client.predict(handle_file(str(bundle)), 99, 5, api_name="/regenerate_scene")
    with pytest.raises(Exception, match="bundle is empty"):
        client.predict(None, 0, 5, api_name="/regenerate_scene")


def test_the_same_three_are_tools_for_models_and_say_what_they_take(small):
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
    assert set(listed) == {"plan", "generate", "regenerate_scene"}
    says = {"plan": "without making sound", "generate": "Tell an audio story", "regenerate_scene": "Render one scene"}
    for name, said in says.items():
        assert said in listed[name].description
        assert all(each.get("description") for each in listed[name].inputSchema["properties"].values())
    assert sum(scene["duration"] for scene in literal_eval(planned)["scenes"]) == pytest.approx(4)


@pytest.mark.slow
def test_forty_callers_at_once_are_all_served(client):
    from gradio_client import Client

    results, failed = [], []

    def call(number: int) -> None:
        try:
            results.append(Client(client.src, verbose=False).predict("A bell.", 1, number, 1, api_name="/generate"))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and len(results) == 40


# -- GPUs lent by the call ----------------------------------------------------------------------------------------


def test_a_lent_gpu_is_called_once_for_the_plan_and_once_for_each_scene(small):
    import pickle

    from audiostory_demo.app.gpu import LentStory

    calls = []

    def gpu(duration):
        def decorate(function):
            def call(*args):
                calls.append(duration(*args) if callable(duration) else duration)
                result = function(*pickle.loads(pickle.dumps(args)))
                return (
                    (pickle.loads(pickle.dumps(event)) for event in result) if hasattr(result, "__next__") else result
                )

            return call

        return decorate

    lent = LentStory(small, gpu)
    plain = small.generate("Rain, then a bell.", duration=6, seed=4, steps=3)
    story = lent.generate("Rain, then a bell.", duration=6, seed=4, steps=3)
    assert np.array_equal(story.audio, plain.audio) and story.plan == plain.plan
    assert len(calls) == 1 + len(story.scenes)
    again = lent.regenerate(story, scene=1, seed=5)
    assert np.array_equal(again.audio, small.regenerate(plain, scene=1, seed=5).audio)


# -- the Space ---------------------------------------------------------------------------------------------------


def test_the_space_needs_what_the_package_needs_and_the_gradio_it_names():
    import re

    root = Path(__file__).parents[1]
    needed = (root / "pyproject.toml").read_text(encoding="utf-8").split("\ndependencies = [")[1].split("]\n")[0]
    listed = [
        line for line in (root / "spaces/requirements.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"
    ]
    assert set(re.findall(r'"(.+?)"', needed)) | {listed[-1]} == set(listed)
    version = re.search(r"^sdk_version: (\S+)$", (root / "spaces/README.md").read_text(encoding="utf-8"), re.M)
    assert version and listed[-1] == f"gradio[mcp]=={version[1]}"
    assert not (root / "spaces/__init__.py").exists()  # it would shadow the package that GPU Spaces import


def test_the_space_opens_the_page_from_its_own_folder(tmp_path):
    root = Path(__file__).parents[1]
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


# -- the page without a browser ----------------------------------------------------------------------------------


def visitor(name: str, language: str = "en") -> SimpleNamespace:
    return SimpleNamespace(session_hash=name, headers={"accept-language": language})


def join(tab: StoryTab, who: SimpleNamespace) -> tuple[str, int]:
    """Press the button: what the status line says, and the ticket."""
    update = tab.turns.begin(who)
    return update[tab.status], update[tab.turns.ticket]


def turn(tab: StoryTab, who: SimpleNamespace, ticket: int, prompt: str, seconds: float) -> Iterator[dict]:
    """The turn of a press has come: what changes on the page."""
    return tab.turns.start(tab._tell, who, ticket, prompt, seconds, 1, True, "small", 2, 2.0, 0.25, 0.0)


def press(tab: StoryTab, name: str, prompt: str, seconds: float) -> list[dict]:
    """What a press of the button changes on the page, in order."""
    who = visitor(name)
    return list(turn(tab, who, join(tab, who)[1], prompt, seconds))


def page_of(desk: Desk) -> StoryTab:
    with gr.Blocks():
        return StoryTab(desk)


def news(tab: StoryTab, changes: Iterable[dict]) -> list[str]:
    """What the status line said, in order."""
    return [change[tab.status] for change in changes if tab.status in change]


def test_a_visitor_who_finds_the_line_full_is_told_so_and_nobody_loses_a_place(small):
    desk = Desk({"small": small}, 60.0, line=Line(40))
    tab = page_of(desk)
    places = [join(tab, visitor(f"visitor {number}"))[0] for number in range(40)]
    assert [f"number {place}." in said for place, said in enumerate(places, 1)] == [True] * 40
    with pytest.raises(gr.Error, match="40 visitors are waiting already"):
        tab.turns.begin(visitor("late"))
    tab.turns.halt(visitor("visitor 3"))
    assert "number 40." in join(tab, visitor("late"))[0]
    desk.visits.clear()


def test_a_job_stopped_while_it_waits_ends_at_once_and_never_starts(desk):
    tab, who = page_of(desk), visitor("one")
    _, ticket = join(tab, who)
    assert "before the first scene" in tab.turns.halt(who)[tab.status]
    assert news(tab, turn(tab, who, ticket, "Rain.", 4)) == []
    assert "number 1." in join(tab, visitor("two"))[0], "the place is free again"


def test_the_older_job_leaves_the_status_line_to_the_newer_press(desk):
    tab, who = page_of(desk), visitor("one")
    older = turn(tab, who, join(tab, who)[1], "Rain.", 30)
    while "becoming sound" not in str(next(older).get(tab.status)):
        pass
    said, ticket = join(tab, who)
    assert "in line" in said or "the line" in said
    rest = list(older)
    assert news(tab, rest) == [] and all(tab.stop not in change for change in rest)
    assert "Done:" in news(tab, turn(tab, who, ticket, "Rain.", 2))[-1]


def test_a_press_that_could_not_begin_leaves_the_line_and_says_so(desk):
    tab, who = page_of(desk), visitor("one")
    _, ticket = join(tab, who)
    refused = tab.turns.refuse(who, ticket)
    assert "did not begin" in refused[tab.status] and refused[tab.stop]["visible"] is False
    assert "number 1." in join(tab, visitor("two"))[0]


def test_a_page_closed_on_the_way_leaves_no_files_and_no_place(desk, caplog):
    tab, who = page_of(desk), visitor("one")
    telling = turn(tab, who, join(tab, who)[1], "Rain.", 30)
    while "becoming sound" not in str(next(telling).get(tab.status)):
        pass
    desk.visits.close("one")
    list(telling)
    assert not list(desk.visits.root.iterdir()) and not caplog.records
    assert "number 1." in join(tab, visitor("two"))[0]


BAD = [
    (("  ", 4.0), "instruction is empty"), (("x" * 601, 4.0), "Shorten it"),
    (("A bell.", 0.0), "not a length"), (("A bell.", -3.0), "not a length"), (("A bell.", float("nan")), "not a length"),
    (("A bell.", float("inf")), "Choose a length"), (("A bell.", 9999.0), "Choose a length"), (("A bell.", None), "not a length"),
    (("A bell.", "4"), "not a length"), ((None, 4.0), "Pass text"), (("\ud800", 4.0), "half a character"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "said"), BAD)
def test_bad_input_is_one_readable_sentence_and_the_next_press_works(desk, given, said):
    tab = page_of(desk)
    text = news(tab, press(tab, "one", *given))[-1]
    assert said in text and "as-error" in text and "Traceback" not in text
    assert "Done:" in news(tab, press(tab, "one", "A bell.", 2))[-1]


@pytest.mark.parametrize(
    ("lines", "said"),
    [("\n".join(["0.1 | Rain."] * 101), "101 scenes; 100 are accepted"), ("2 | Rain.\n59 | A bell.", "Scene 2 lasts 59 s"),
     ("2 | " + "x" * 700, "700 characters"), ("999 | Rain.", "Choose a length"), ("2 | <|gen|>", "Line 1 of the plan")],
)  # fmt: skip
def test_a_plan_beyond_the_limits_is_refused_before_any_work(desk, lines, said):
    tab, who = page_of(desk), visitor("one")
    given = (lines, "A bell.", 4, 1, True, "small", 2, 2.0, 0.25, 0.0)
    changes = list(tab.turns.start(tab._render, who, join(tab, who)[1], *given))
    assert said in news(tab, changes)[-1]


def test_news_comes_in_the_visitors_language(desk):
    tab = page_of(desk)
    assert "Nummer 1" in join(tab, visitor("one", "de-AT,de;q=0.9"))[0]
    assert "第 2 位" in join(tab, visitor("two", "zh-CN"))[0]


@pytest.mark.skipif(not can_reset_peak(), reason="this system does not tell a process its memory")
def test_fifty_stories_take_no_more_memory_than_ten(desk):
    tab, held = page_of(desk), []
    for number in range(50):
        press(tab, f"visitor {number % 3}", f"Rain, then bell number {number}.", 4)
        if number in (9, 49):
            gc.collect()
            give_back_freed()
            held.append(read_status("VmRSS"))
    # a story of 4 s is under 2 MB with all its files; 40 of them kept would be 60 MB
    assert held[1] - held[0] < 25_000_000
    folders = [folder for visitor in desk.visits.root.iterdir() for folder in visitor.iterdir()]
    assert len(folders) <= 2 * 3, "files of earlier stories are gone"


def test_without_ffmpeg_the_page_says_so_and_tells_the_story(small, monkeypatch):
    monkeypatch.setenv("PATH", "")
    desk = Desk({"small": small}, 60.0)
    assert not desk.live
    tab = page_of(desk)
    changes = press(tab, "one", "Rain, then a bell.", 4)
    said = news(tab, changes)
    assert any("Live sound needs ffmpeg" in text for text in said) and "Done:" in said[-1]
    assert all(tab.live not in change for change in changes)
    assert "<audio" in changes[-1][tab.player]
    desk.visits.clear()

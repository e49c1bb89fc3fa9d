"""The app without a browser: its consumer of the stream, its visitors, its files and its API."""

from __future__ import annotations

import gc
import io
import threading
import zipfile
from dataclasses import replace
from types import SimpleNamespace

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
from audiostory_demo.app.html import Board, board_html  # noqa: E402
from audiostory_demo.app.plan_text import plan_to_text, text_to_plan  # noqa: E402
from audiostory_demo.app.session import Job, Visits  # noqa: E402
from audiostory_demo.app.story_tab import StoryTab  # noqa: E402
from audiostory_demo.app.switches import SWITCHES, switched  # noqa: E402
from audiostory_demo.app.telling import follow  # noqa: E402
from audiostory_demo.app.texts import LOCALES, TEXTS, locale_of, say, translations  # noqa: E402

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
    assert shown.last and len(shown.story.story().clips) == 1 and "1 finished" in shown.status


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
    one.new_job()
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


def test_a_new_job_stops_the_one_before():
    visits = Visits()
    first = visits.of("one").new_job()
    second = visits.of("one").new_job()
    assert first.stopped and not second.stopped
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


@pytest.mark.parametrize("text", ["A storm; rm -rf $(x) ../..", "暴风雨", "", "a" * 500])
def test_file_names_are_plain_and_short(text):
    name = slug(text, 7)
    assert 0 < len(name) <= 60 and all(letter.isalnum() or letter == "-" for letter in name) and name.endswith("7")


def test_a_link_restores_what_is_valid_and_leaves_the_rest(desk):
    values = restore(desk, {"prompt": "A bell.", "duration": "12", "seed": "7", "steps": "999", "guidance": "x"})
    assert values[:4] == ["A bell.", 12.0, 7, True]
    assert all(isinstance(value, dict) for value in values[4:])


def test_every_switch_makes_other_tokens_of_the_same_shape(told, small):
    before = small.generate("Another one.", duration=3, seed=9)
    for switch in SWITCHES:
        plan = switched(told.plan, switch, factor=2.0, other=1, before=before)
        assert (plan == told.plan) == (switch == "intact"), switch
        assert [t.residual.shape for t in plan.tokens] == [t.residual.shape for t in told.plan.tokens]
        assert plan.scenes == told.scenes


def test_every_text_exists_in_every_language_with_the_same_values():
    import re

    for key, texts in TEXTS.items():
        assert len(texts) == len(LOCALES) and all(texts), key
        names = [sorted(set(re.findall(r"{(\w+)", text))) for text in texts]
        assert all(each == names[0] for each in names), key
    assert set(translations()) >= set(LOCALES)
    assert locale_of("de-AT,de;q=0.9,en;q=0.8") == "de" and locale_of("zh-TW") == "zh-CN" and locale_of("fr") == "en"
    assert say("ko", "place", place=3) != say("en", "place", place=3)


# -- the player --------------------------------------------------------------------------------------------------


def test_a_standalone_player_carries_everything_and_asks_the_network_for_nothing(told):
    import re

    page = player_html(told, standalone=True)
    css, js = player_assets()
    assert css in page and js in page
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page) and "@import" not in page
    assert page.count('class="asp-scene"') == len(told.scenes)


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
    from pathlib import Path

    root = Path(__file__).parents[1]
    needed = (root / "pyproject.toml").read_text(encoding="utf-8").split("\ndependencies = [")[1].split("]\n")[0]
    listed = [
        line for line in (root / "spaces/requirements.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"
    ]
    assert set(re.findall(r'"(.+?)"', needed)) | {listed[-1]} == set(listed)
    version = re.search(r"^sdk_version: (\S+)$", (root / "spaces/README.md").read_text(encoding="utf-8"), re.M)
    assert version and listed[-1] == f"gradio[mcp]=={version[1]}"
    assert not (root / "spaces/__init__.py").exists()  # it would shadow the package that GPU Spaces import


def test_a_press_while_waiting_stops_the_earlier_one_and_each_turn_finds_its_own_job():
    visits = Visits()
    visit = visits.of("one")
    first, second = visit.take_ticket(), visit.take_ticket()
    assert visit.tickets.pop(first).stopped
    assert not visit.tickets.pop(second).stopped
    visits.clear()


# -- the page without a browser ----------------------------------------------------------------------------------


def press(tab: StoryTab, visitor: str, prompt: str, seconds: float) -> list[dict]:
    """What a press of the button changes on the page, in order."""
    request = SimpleNamespace(session_hash=visitor, headers={})
    tab.begin(request)
    ticket = max(tab.desk.visits.of(visitor).tickets)
    job = tab.desk.visits.of(visitor).tickets.pop(ticket)
    return list(tab._tell(request, job, prompt, seconds, 1, True, "small", 2, 2.0, 0.25, 0.0))


def page_of(desk: Desk) -> StoryTab:
    with gr.Blocks():
        return StoryTab(desk)


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
    said = [change[tab.status] for change in changes if tab.status in change]
    assert any("Live sound needs ffmpeg" in text for text in said) and "Done:" in said[-1]
    assert all(tab.live not in change for change in changes)
    assert "<audio" in changes[-1][tab.player]
    desk.visits.clear()

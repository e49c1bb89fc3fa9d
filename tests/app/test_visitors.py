"""Visitors, the line they wait in, and what a press of a button changes, without a browser."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from types import SimpleNamespace

import pytest

from audiostory_demo.bench.memory import can_reset_peak, give_back_freed, read_status

gr = pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app.queue import Line  # noqa: E402
from audiostory_demo.app.sessions import MOST_LEFT, Sessions  # noqa: E402
from audiostory_demo.app.state import AppState  # noqa: E402
from audiostory_demo.app.story_tab import StoryTab  # noqa: E402


def test_visitors_share_nothing_and_their_files_go_with_them():
    sessions = Sessions()
    one, two = sessions.of("one"), sessions.of("two")
    for session in (one, two):
        session.claim(session.new_job())
    (one.new_folder() / "story.wav").write_bytes(b"x")
    sessions.close("one")
    assert one.job.stopped and not one.folder.exists()
    assert not two.job.stopped and two.folder.exists() and len(sessions) == 1
    sessions.clear()
    assert not sessions.root.exists()


def test_a_page_that_is_reloaded_finds_its_stories_and_nobody_elses(tmp_path):
    sessions = Sessions()
    bundle = tmp_path / "story.zip"
    bundle.write_bytes(b"a story")

    def tell(name: str) -> None:
        sessions.of(name).history.add(bundle, title="A bell.", seconds=1.0, edit=False)

    assert not sessions.come_back("one", "a" * 32)
    tell("one")
    assert sessions.come_back("two", "a" * 32), "before the old page said goodbye"
    for name in ("one", "two"):
        sessions.close(name)
    assert not sessions.come_back("three", "b" * 32) and not sessions.come_back("four", "")
    assert sessions.come_back("five", "a" * 32), "and after"
    assert sessions.of("five").history.now.file.read_bytes() == b"a story"
    for number in range(30):
        sessions.come_back(str(number), f"{number:032}")
        tell(str(number))
        sessions.close(str(number))
    left = list(sessions.root.glob("left-*"))
    assert len(left) <= MOST_LEFT
    sessions.clear()


def test_a_visitors_folder_does_not_grow_with_every_story():
    sessions = Sessions()
    session = sessions.of("one")
    for _ in range(20):
        session.new_folder()
    assert len(list(session.folder.iterdir())) <= 2
    sessions.clear()


def test_a_press_stops_the_one_before_and_each_turn_finds_its_own_job():
    sessions = Sessions()
    session = sessions.of("one")
    first = session.new_job()
    waiting = session.job
    second = session.new_job()
    assert waiting.stopped and session.claim(first) is None
    job = session.claim(second)
    assert job is session.job and not job.stopped
    assert session.claim(second) is None, "a number is good for one job"
    sessions.clear()


def visitor(name: str, language: str = "en") -> SimpleNamespace:
    return SimpleNamespace(session_hash=name, headers={"accept-language": language})


def join(tab: StoryTab, who: SimpleNamespace) -> tuple[str, int]:
    """Press the button: what the status line says, and the job's number."""
    update = tab.view.jobs.begin(who)
    return update[tab.view.status], update[tab.view.jobs.job_id]


def turn(tab: StoryTab, who: SimpleNamespace, job_id: int, prompt: str, seconds: float) -> Iterator[dict]:
    """The turn of a press has come: what changes on the page."""
    return tab.view.jobs.start(tab._tell, who, job_id, prompt, seconds, 1, True, "small", 2, 2.0, 0.25, 0.0)


def press(tab: StoryTab, name: str, prompt: str, seconds: float) -> list[dict]:
    """What a press of the button changes on the page, in order."""
    who = visitor(name)
    return list(turn(tab, who, join(tab, who)[1], prompt, seconds))


def page_of(state: AppState) -> StoryTab:
    with gr.Blocks():
        return StoryTab(state)


def news(tab: StoryTab, changes: Iterable[dict]) -> list[str]:
    """What the status line said, in order."""
    return [change[tab.view.status] for change in changes if tab.view.status in change]


def test_a_visitor_who_finds_the_line_full_is_told_so_and_nobody_loses_a_place(small):
    state = AppState({"small": small}, 60.0, line=Line(40))
    tab = page_of(state)
    places = [join(tab, visitor(f"visitor {number}"))[0] for number in range(40)]
    assert [f"number {place}." in said for place, said in enumerate(places, 1)] == [True] * 40
    with pytest.raises(gr.Error, match="40 visitors are already waiting"):
        tab.view.jobs.begin(visitor("late"))
    list(tab.view.jobs.halt(visitor("visitor 3")))
    assert "number 40." in join(tab, visitor("late"))[0]
    state.sessions.clear()


def test_a_job_stopped_while_it_waits_ends_at_once_and_never_starts(state):
    tab, who = page_of(state), visitor("one")
    _, job_id = join(tab, who)
    assert "before the first scene" in news(tab, tab.view.jobs.halt(who))[-1]
    assert news(tab, turn(tab, who, job_id, "Rain.", 4)) == []
    assert "number 1." in join(tab, visitor("two"))[0], "the place is free again"


def test_the_last_word_of_a_stopped_job_stands_whichever_way_is_the_faster_one(state):
    tab, who = page_of(state), visitor("one")
    telling = turn(tab, who, join(tab, who)[1], "Rain.", 4)
    next(telling)  # it is known that its turn has come, and nothing was made yet
    stopping = tab.view.jobs.halt(who)
    assert "Stopping" in next(stopping)[tab.view.status]
    assert "Stopping" in next(stopping)[tab.view.status], "news of a step that was on its way may have come after it"
    assert "before the first scene" in news(tab, telling)[-1]
    assert "before the first scene" in news(tab, stopping)[-1], "it would stay at Stopping if that came late"
    assert "before the first scene" in news(tab, tab.view.jobs.halt(who))[-1], "a press after the end repeats it"
    assert "number 1." in join(tab, visitor("two"))[0], "the place is free again"


def test_the_older_job_leaves_the_status_line_to_the_newer_press(state):
    tab, who = page_of(state), visitor("one")
    older = turn(tab, who, join(tab, who)[1], "Rain.", 30)
    while "becoming sound" not in str(next(older).get(tab.view.status)):
        pass
    said, job_id = join(tab, who)
    assert "number 1." in said, "the older job has left the line"
    rest = list(older)
    assert news(tab, rest) == [] and all(tab.stop not in change for change in rest)
    assert "Done:" in news(tab, turn(tab, who, job_id, "Rain.", 2))[-1]


def test_a_press_that_could_not_begin_leaves_the_line_and_says_so(state):
    tab, who = page_of(state), visitor("one")
    _, job_id = join(tab, who)
    refused = tab.view.jobs.refuse(who, job_id)
    assert "Could not start" in refused[tab.view.status] and refused[tab.stop]["visible"] is False
    assert "number 1." in join(tab, visitor("two"))[0]


def test_a_page_closed_on_the_way_leaves_no_files_and_no_place(state, caplog):
    tab, who = page_of(state), visitor("one")
    telling = turn(tab, who, join(tab, who)[1], "Rain.", 30)
    while "becoming sound" not in str(next(telling).get(tab.view.status)):
        pass
    state.sessions.close("one")
    list(telling)
    assert not list(state.sessions.root.iterdir()) and not caplog.records
    assert "number 1." in join(tab, visitor("two"))[0]


BAD = [
    (("  ", 4.0), "instruction is empty"), (("x" * 601, 4.0), "Shorten it"),
    (("A bell.", 0.0), "not a length"), (("A bell.", -3.0), "not a length"), (("A bell.", float("nan")), "not a length"),
    (("A bell.", float("inf")), "Choose a length"), (("A bell.", 9999.0), "Choose a length"), (("A bell.", None), "not a length"),
    (("A bell.", "4"), "not a length"), ((None, 4.0), "Pass text"), (("\ud800", 4.0), "half a character"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "said"), BAD)
def test_bad_input_is_one_readable_sentence_and_the_next_press_works(state, given, said):
    tab = page_of(state)
    text = news(tab, press(tab, "one", *given))[-1]
    assert said in text and "as-error" in text and "Traceback" not in text
    assert "Done:" in news(tab, press(tab, "one", "A bell.", 2))[-1]


@pytest.mark.parametrize(
    ("lines", "said"),
    [("\n".join(["0.1 | Rain."] * 101), "101 scenes; 100 are accepted"), ("2 | Rain.\n50 | A bell.", "Scene 2 lasts 50 s"),
     ("2 | " + "x" * 700, "700 characters"), ("999 | Rain.", "Choose a length"), ("2 | <|gen|>", "Line 1 of the plan")],
)  # fmt: skip
def test_a_plan_beyond_the_limits_is_refused_before_any_work(state, lines, said):
    tab, who = page_of(state), visitor("one")
    given = (lines, "A bell.", 4, 1, True, "small", 2, 2.0, 0.25, 0.0)
    changes = list(tab.view.jobs.start(tab._render, who, join(tab, who)[1], *given))
    assert said in news(tab, changes)[-1]


def test_news_comes_in_the_visitors_language(state):
    tab = page_of(state)
    assert "Nummer 1" in join(tab, visitor("one", "de-AT,de;q=0.9"))[0]
    assert "第 2 位" in join(tab, visitor("two", "zh-CN"))[0]


@pytest.mark.skipif(not can_reset_peak(), reason="this system does not tell a process its memory")
def test_fifty_stories_take_no_more_memory_than_ten(state):
    tab, held = page_of(state), []
    for number in range(50):
        press(tab, f"visitor {number % 3}", f"Rain, then bell number {number}.", 4)
        if number in (9, 49):
            gc.collect()
            give_back_freed()
            held.append(read_status("VmRSS"))
    # a story of 4 s is under 2 MB with all its files; 40 of them kept would be 60 MB
    assert held[1] - held[0] < 25_000_000
    folders = [folder for visitor in state.sessions.root.iterdir() for folder in visitor.iterdir()]
    assert len(folders) <= 2 * 2 * 3 + 3, "files of earlier stories are gone"

"""Forty visitors arrive at once, each speaking to the page as a browser does."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from audiostory_demo import AudioStory

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app import build_app, launch

VISITORS = 40


class Browser:
    """One visitor of the page at an address."""

    def __init__(self, url: str, name: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=600)
        self.name = name
        config = self.http.get("config").json()
        parts = {part["props"].get("elem_id"): part["id"] for part in config["components"]}
        events = config["dependencies"]
        pressed = [event for event in events if event["targets"] == [[parts["tell"], "click"]]]
        self.begin = next(event["id"] for event in pressed if event["backend_fn"])  # the other one only clears the news
        self.start = next(
            event["id"] for event in events if event["trigger_after"] == self.begin and event["trigger_only_on_success"]
        )

    def send(self, path: str, event: int, data: list) -> dict:
        answer = self.http.post(path, json={"fn_index": event, "data": data, "session_hash": self.name})
        return answer.raise_for_status().json()

    def tell(self, prompt: str) -> tuple[int, str]:
        """Press the button and wait: the place in line that was shown, and all that came until the end."""
        status, *_, job_id = self.send("gradio_api/run/predict", self.begin, [])["data"]
        place = int(re.search(r"number (\d+)", str(status))[1])
        self.send("gradio_api/queue/join", self.start, [job_id, prompt, 1.0, 1, True, "small", 1, 1.0, 0.1, 0.0, False])
        heard = []
        with self.http.stream("GET", "gradio_api/queue/data", params={"session_hash": self.name}) as news:
            for line in news.iter_lines():
                heard.append(line)
                if line.startswith("data:") and json.loads(line[5:])["msg"] == "process_completed":
                    break
        return place, "\n".join(heard)


@pytest.mark.slow
def test_forty_visitors_at_once_are_told_their_place_and_all_are_served(small: AudioStory):
    demo = build_app({"small": small})
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True, mcp_server=False)
    try:
        with ThreadPoolExecutor(VISITORS) as crowd:
            came = list(crowd.map(lambda n: Browser(url, f"visitor{n}").tell(f"Bell number {n}."), range(VISITORS)))
    finally:
        demo.close()
    places = sorted(place for place, _ in came)
    assert places[0] == 1 and places[-1] > VISITORS / 2
    for number, (_, heard) in enumerate(came):
        assert "Done: 1.0 s" in heard and f"Bell+number+{number}." in heard

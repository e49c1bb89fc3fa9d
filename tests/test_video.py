"""Videos: shots and movements are found, pictures are copied under a new sound, and what is not a video is told."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from audiostory_demo.lessons.made_clip import LESSON, MadeShot, draw, hit_times, make_clip
from audiostory_demo.story import Shot
from audiostory_demo.video import Footage, ShotRange, watch
from audiostory_demo.video.cues import read_cues, subtitles_beside, with_captions
from audiostory_demo.video.muxing import RATE, check_video_output, write_dubbed
from audiostory_demo.video.reading import picture_at
from audiostory_demo.video.seeing import Cut, find_cuts, motion_onsets
from audiostory_demo.video.shots import shot_edges

av = pytest.importorskip("av")

ALLOWED = ShotRange(1.5, 10.0, 40)
SIZE = 160, 90


def look(path: Path, allowed: ShotRange = ALLOWED, longest: float = 150.0) -> Footage:
    return watch(path, allowed, 1.5, longest)


def click(at: float, seconds: float = 9.0, rate: int = 24000) -> np.ndarray:
    """Silence with one loud sample."""
    sound = np.zeros((1, round(seconds * rate)), np.float32)
    sound[0, round(at * rate)] = 0.9
    return sound


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.pts is not None]


def shown_times(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [frame.time for frame in container.decode(video=0)]


def heard(path: Path) -> tuple[np.ndarray, str]:
    """The sound [C, samples] at 48 kHz, and the name of its codec."""
    with av.open(str(path)) as container:
        track = container.streams.audio[0]
        frames = list(container.decode(track))
        assert abs(frames[0].time) < 1e-3
        return np.concatenate([frame.to_ndarray() for frame in frames], axis=1), track.codec_context.name


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("video") / "clip.mp4", size=SIZE)


class TestShots:
    def test_cuts_are_found_to_the_frame_and_hits_within_one(self, clip: Path):
        footage = look(clip)
        assert [(shot.start, shot.end) for shot in footage.shots] == [(0.0, 3.0), (3.0, 5.6), (5.6, 9.0)]
        onsets = [onset for shot in footage.shots for onset in shot.onsets]
        assert onsets == pytest.approx(hit_times(), abs=0.04)
        assert footage.note == ""

    @pytest.mark.parametrize("fps", [24, 30000 / 1001, 60])
    def test_at_any_frame_rate(self, tmp_path: Path, fps: float):
        shots = (MadeShot(1.6, (0.9,), (60, 70, 110)), MadeShot(1.6, (0.5,), (150, 100, 60)))
        footage = look(make_clip(tmp_path / "clip.mkv", shots, size=SIZE, fps=fps))
        assert [shot.start for shot in footage.shots] == [0.0, 1.6]
        onsets = [onset for shot in footage.shots for onset in shot.onsets]
        assert onsets == pytest.approx(hit_times(shots), abs=0.045)

    def test_a_cut_between_shots_of_one_brightness_is_seen_in_their_colours(self):
        shots = (MadeShot(1.0, colour=(150, 100, 60)), MadeShot(1.0, colour=(60, 129, 142)))
        frames = np.stack(list(draw(shots, (64, 36), 25)))
        greys = frames[:, 0, 0] @ [0.299, 0.587, 0.114]
        assert np.ptp(greys) < 2, "equally bright"
        assert [cut.time for cut in find_cuts(np.arange(50) / 25, frames)] == [1.0]

    def test_a_pan_is_no_cut_and_noise_is_no_movement(self):
        rng = np.random.default_rng(0)
        wide = np.repeat(rng.integers(0, 255, (36, 60, 3), np.uint8), 8, axis=1)
        times = np.arange(50) / 25
        assert find_cuts(times, np.stack([wide[:, 4 * i : 4 * i + 64] for i in range(50)])) == []
        still = np.clip(128 + rng.normal(0, 3, (50, 36, 64, 3)), 0, 255).astype(np.uint8)
        assert motion_onsets(times, still) == []

    def test_something_that_begins_to_move_or_stops_is_an_onset(self):
        moving = (MadeShot(4.0, (2.0,)),)
        frames = list(draw(moving, (64, 36), 25))
        waits = np.stack([frames[30]] * 20 + frames[30:45] + [frames[45]] * 20)
        assert motion_onsets(np.arange(len(waits)) / 25, waits) == pytest.approx([20 / 25, 35 / 25], abs=0.05)

    def test_short_shots_are_merged_at_their_weaker_cut(self):
        cuts = [Cut(2.0, 30.0), Cut(2.8, 60.0), Cut(6.0, 20.0)]
        assert shot_edges(cuts, 9.0, ALLOWED) == [0.0, 2.8, 6.0, 9.0]

    def test_long_shots_are_divided(self):
        edges = shot_edges([Cut(3.0, 30.0)], 28.04, ALLOWED)
        assert edges == [0.0, 3.0, 11.4, 19.7, 28.04]
        assert shot_edges([], 2.02, ShotRange(1.0, 2.0, 80)) == [0.0, 1.0, 2.02]
        assert shot_edges([], 5.91, ShotRange(1.0, 2.0, 80)) == [0.0, 2.0, 4.0, 5.91]

    @pytest.mark.parametrize("seed", range(20))
    def test_whatever_is_cut_every_shot_is_within_the_range(self, seed: int):
        rng = np.random.default_rng(seed)
        seconds = float(np.round(rng.uniform(1.5, 150), 3))
        cuts = [Cut(float(time), float(rng.uniform(10, 90))) for time in np.sort(rng.uniform(0, seconds, 200))]
        for allowed in (ALLOWED, ShotRange(1.5, 10.0, 15), ShotRange(1.0, 2.0, 80)):
            edges = shot_edges(cuts[: rng.integers(200)], seconds, allowed)
            lengths = np.round(np.diff(edges), 6)
            assert edges[0] == 0 and edges[-1] == seconds and len(lengths) <= allowed.most
            assert lengths.min() >= allowed.low and lengths.max() <= allowed.high

    def test_a_shot_has_a_picture_and_a_turned_one_stands_upright(self, tmp_path: Path):
        footage = look(make_clip(tmp_path / "clip.mp4", LESSON[:1], size=SIZE, rotation=90))
        assert footage.picture(0).shape == (160, 90, 3)
        assert footage.picture(0, width=40).shape == (40, 22, 3)
        assert np.abs(picture_at(footage.path, 0.1)[0, 0].astype(int) - 40).max() < 12, "the wall, turned to the top"


class TestCaptions:
    SHOTS = (Shot(0.0, 3.0), Shot(3.0, 5.6), Shot(5.6, 9.0))

    def test_a_list_or_a_dict_says_what_is_heard_and_leaves_shots_open(self):
        for given in (["A door slams.", None, " Rain\nfalls. "], {0: "A door slams.", 2: "Rain falls."}):
            assert [s.caption for s in with_captions(self.SHOTS, given)] == ["A door slams.", "", "Rain falls."]
        assert with_captions(self.SHOTS, []) == self.SHOTS

    @pytest.mark.parametrize("kind", ["srt", "vtt"])
    def test_subtitles_are_given_to_the_shots_in_which_they_lie(self, tmp_path: Path, kind: str):
        comma = "," if kind == "srt" else "."
        text = (
            f"1\n00:00:00{comma}500 --> 00:00:02{comma}900\n[<i>A door\nslams</i>]\n\n"
            f"2\n00:00:03{comma}100 --> 00:00:08{comma}800\nRain &amp; wind\n\n"
            f"3\n00:00:06{comma}000 --> 00:00:06{comma}400\n(a dog)\n"
        )
        path = tmp_path / f"clip.{kind}"
        path.write_text(("WEBVTT\n\nNOTE not this\n\n" if kind == "vtt" else "") + text)
        assert [cue.text for cue in read_cues(path)] == ["A door slams", "Rain & wind", "a dog"]
        captions = [shot.caption for shot in with_captions(self.SHOTS, path)]
        assert captions == ["A door slams", "Rain & wind", "Rain & wind a dog"]
        assert subtitles_beside(tmp_path / "clip.mp4") == path
        assert subtitles_beside(tmp_path / "other.mp4") is None

    @pytest.mark.parametrize(
        ("captions", "says"),
        [
            (["one", "two"], r"2 captions were given for 3 shots\. Pass one for each"),
            ({3: "x"}, r"captions has the key 3; the video has 3 shots\. Pass whole numbers from 0 to 2\."),
            ({"a": "x"}, r"captions has the key 'a'"),
            (3, r"captions is a int\. Pass a list of texts"),
            ([3, "", ""], r"The caption of shot 0 is a int\. Pass text\."),
            (["<|gen|>", "", ""], r"The caption of shot 0 contains '<\|gen\|>'"),
        ],
    )
    def test_what_is_no_caption_is_told(self, captions: object, says: str):
        with pytest.raises(ValueError, match=says):
            with_captions(self.SHOTS, captions)

    def test_what_is_no_subtitle_file_is_told(self, tmp_path: Path):
        broken = tmp_path / "broken.srt"
        broken.write_bytes(b"\0\1\2")
        for path, says in (
            (broken, r"broken\.srt is not a subtitle file that can be read"),
            (tmp_path / "missing.vtt", r"missing\.vtt is not a subtitle file that can be read \(No such file"),
            (tmp_path / "x.txt", r"x\.txt does not end in \.srt or \.vtt"),
        ):
            with pytest.raises(ValueError, match=says):
                with_captions(self.SHOTS, path)


class TestMuxing:
    @pytest.mark.parametrize(
        ("source", "made", "target", "codec"),
        [
            ("a.mp4", {"rotation": 90, "late": range(5, 30, 3)}, "b.mp4", "aac"),
            ("a.webm", {"codec": "libvpx", "fps": 10}, "b.webm", "opus"),
            ("a.mov", {"codec": "mpeg4"}, "b.mkv", "aac"),
            ("a.mkv", {"fps": 60}, "b.mov", "aac"),
        ],
    )
    def test_pictures_are_copied_and_the_sound_is_as_long_to_a_frame(
        self, tmp_path: Path, source: str, made: dict, target: str, codec: str
    ):
        footage = look(make_clip(tmp_path / source, LESSON[:2], size=SIZE, **made))
        path = write_dubbed(footage, click(4.0, footage.seconds), 24000, tmp_path / target)
        assert packets(path) == packets(footage.path)
        assert shown_times(path) == pytest.approx(shown_times(footage.path), abs=0.0011), "Matroska counts milliseconds"
        sound, name = heard(path)
        assert name == codec and abs(sound.shape[1] / RATE - footage.seconds) < 0.022, "one block of the codec"
        assert np.abs(sound[0]).argmax() / RATE == pytest.approx(4.0, abs=0.003)
        assert picture_at(path, 0.0).shape == picture_at(footage.path, 0.0).shape, "turned the same way"

    def test_a_clock_that_starts_anywhere_starts_at_zero(self, tmp_path: Path):
        footage = look(make_clip(tmp_path / "a.ts", LESSON[:1], size=SIZE, options={"output_ts_offset": "7.5"}))
        assert footage.first > 7 and footage.seconds == pytest.approx(3.0)
        path = write_dubbed(footage, click(1.4, 3.0), 24000, tmp_path / "b.mp4")
        assert shown_times(path)[0] == 0.0 and len(shown_times(path)) == 75
        assert np.abs(heard(path)[0][0]).argmax() / RATE == pytest.approx(1.4, abs=0.003)
        assert look(path).seconds == pytest.approx(3.0)

    def test_the_videos_own_sound_is_replaced_or_kept_at_a_level(self, tmp_path: Path):
        own = np.repeat(click(2.0, 3.0, RATE), 2, axis=0)
        footage = look(make_clip(tmp_path / "a.mp4", LESSON[:1], size=SIZE, sound=own))
        for mix, least, most in ((None, 0.0, 0.02), (0.0, 0.5, 1.2), (-12.0, 0.1, 0.3)):
            sound, _ = heard(write_dubbed(footage, click(1.0, 3.0), 24000, tmp_path / "b.mp4", mix=mix))
            assert np.abs(sound[:, round(0.99 * RATE) : round(1.01 * RATE)]).max() > 0.4
            around = np.abs(sound[:, round(1.99 * RATE) : round(2.01 * RATE)]).max()
            assert least <= around <= most, (mix, around)

    def test_a_video_without_a_sound_can_be_mixed_all_the_same(self, clip: Path, tmp_path: Path):
        assert len(heard(write_dubbed(look(clip), click(4.0), 24000, tmp_path / "b.mp4", mix=0.0))[0]) == 1


class TestBadInput:
    def test_what_is_no_video_is_told(self, tmp_path: Path):
        text, empty, sound = tmp_path / "a.mp4", tmp_path / "b.mp4", tmp_path / "c.mp4"
        text.write_text("This is not a video.")
        empty.write_bytes(b"")
        with av.open(str(sound), "w") as container:
            track = container.add_stream("aac", rate=48000, layout="mono")
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 48000), np.float32), format="fltp", layout="mono")
            frame.sample_rate = 48000
            container.mux(track.encode(frame))
            container.mux(track.encode())
        kinds = r"Pass an MP4, MOV, MKV or WebM file"
        for path, says in (
            (text, rf"a\.mp4 is not a video that can be read \(.*\)\. {kinds}\."),
            (empty, r"b\.mp4 is not a video that can be read"),
            (sound, rf"c\.mp4 holds no pictures\. {kinds} that does\."),
            (tmp_path / "d.mp4", r"d\.mp4 is not a file\. Pass the name of an MP4"),
            (tmp_path, r"is not a file"),
            ("x\0y", r"is not a file"),
            (7, r"The video is a int\. Pass the name of"),
        ):
            with pytest.raises(ValueError, match=says):
                look(path)

    def test_a_video_whose_pictures_cannot_be_decoded_is_told(self, clip: Path, tmp_path: Path):
        data = bytearray(clip.read_bytes())
        at = data.index(b"mdat") + 4
        data[at : data.index(b"moov") - 4] = bytes(data.index(b"moov") - 4 - at)
        spoilt = tmp_path / "spoilt.mp4"
        spoilt.write_bytes(data)
        with pytest.raises(ValueError, match=r"spoilt\.mp4 holds no picture that can be decoded\. Pass another copy"):
            look(spoilt)

    def test_what_lasts_too_long_or_not_long_enough_is_told(self, clip: Path, tmp_path: Path):
        with pytest.raises(ValueError, match=r"clip\.mp4 lasts 9\.0 s; this model tells at most 6 s\. Cut the video"):
            look(clip, longest=6.0)
        ts = make_clip(tmp_path / "long.ts", LESSON, size=SIZE)
        with pytest.raises(ValueError, match=r"long\.ts lasts .* s; this model tells at most 6 s"):
            look(ts, longest=6.0)
        short = make_clip(tmp_path / "short.mp4", (MadeShot(0.6),), size=SIZE)
        with pytest.raises(ValueError, match=r"short\.mp4 lasts 0\.60 s, less than a scene of this model \(1\.5 s\)"):
            look(short)

    @pytest.mark.parametrize(("name", "options"), [("cut.mp4", {"movflags": "faststart"}), ("cut.mkv", {})])
    def test_a_video_that_breaks_off_is_dubbed_as_far_as_it_goes(self, tmp_path: Path, name: str, options: dict):
        whole = make_clip(tmp_path / name, LESSON, size=SIZE, options=options)
        data = whole.read_bytes()
        (tmp_path / "half").mkdir()
        half = tmp_path / "half" / name
        half.write_bytes(data[: len(data) * 6 // 10])
        footage = look(half)
        assert 1.5 < footage.seconds < 8 and footage.shots[-1].end == footage.seconds
        if name.endswith("mp4"):  # Matroska says how long it is when it is finished, at its end
            assert footage.note.startswith("cut.mp4 breaks off after ") and "of 9.0 s" in footage.note
        path = write_dubbed(footage, click(1.0, footage.seconds), 24000, tmp_path / "dubbed.mp4")
        assert look(path).seconds == pytest.approx(footage.seconds, abs=0.001)
        assert abs(heard(path)[0].shape[1] / RATE - footage.seconds) < 0.022

    def test_a_video_with_damage_in_the_middle_is_dubbed_around_it(self, clip: Path, tmp_path: Path):
        data = bytearray(clip.read_bytes())
        start, end = data.index(b"mdat"), data.index(b"moov")
        data[(start + end) // 2 : (start + end) // 2 + 400] = bytes([255]) * 400
        spoilt = tmp_path / "spoilt.mp4"
        spoilt.write_bytes(data)
        footage = look(spoilt)
        assert footage.seconds == pytest.approx(9.0)
        assert footage.note.startswith("spoilt.mp4 is damaged (")

    def test_an_output_that_cannot_be_written_is_told_before(self, clip: Path, tmp_path: Path):
        own = make_clip(tmp_path / "own.webm", (MadeShot(1.6),), size=SIZE, codec="libvpx", fps=10)
        (tmp_path / "folder.mp4").mkdir()
        (tmp_path / "file").write_text("")
        for path, says in (
            (tmp_path / "a.avi", r"a\.avi does not end in \.mp4, \.m4v, \.mov, \.mkv, \.webm\. Choose one of these"),
            (tmp_path / "folder.mp4", r"folder\.mp4 is a folder"),
            (tmp_path / "file" / "a.mp4", r"a\.mp4 cannot be written"),
            (
                tmp_path / "a.webm",
                r"\.webm files cannot hold h264 pictures, and pictures are copied .* Choose a \.mkv file",
            ),
            (clip, r"clip\.mp4 is the video itself\. Choose another name"),
            (3, r"The output path is a int"),
        ):
            with pytest.raises(ValueError, match=says):
                check_video_output(path, clip)
        assert check_video_output(tmp_path / "a.webm", own) == tmp_path / "a.webm"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.mp4", "own.webm"]

    @pytest.mark.parametrize("mix", ["loud", float("nan"), 40, True])
    def test_a_mix_that_is_no_level_is_told(self, clip: Path, tmp_path: Path, mix: object):
        with pytest.raises(ValueError, match=r"mix=.* is not a level\. Pass decibels from -60 to 12"):
            write_dubbed(look(clip), click(1.0), 24000, tmp_path / "b.mp4", mix=mix)

    def test_memory_does_not_grow_with_the_length_of_a_huge_video(self, tmp_path: Path):
        """Forty pictures of 3840 x 2160 take 500 MB; reading them takes less than half of that, whatever their number."""
        path = tmp_path / "huge.mp4"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("mpeg4", rate=Fraction(20))
            stream.width, stream.height, stream.pix_fmt = 3840, 2160, "yuv420p"
            for number in range(40):
                frame = av.VideoFrame(3840, 2160, "yuv420p")
                for plane in frame.planes:
                    plane.update(bytes([number * 5]) * plane.buffer_size)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        code = (
            "import resource, sys; from audiostory_demo.video.reading import read_pictures; from pathlib import Path\n"
            "import av; before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "read = read_pictures(Path(sys.argv[1]), 150); after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "print(len(read.times), (after - before) / 1024)"
        )
        count, grown = subprocess.check_output([sys.executable, "-c", code, str(path)], text=True).split()
        assert int(count) == 40 and float(grown) < 250

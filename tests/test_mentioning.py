"""What an instruction only mentions is not heard, and what it mentions and lets sound is."""

from __future__ import annotations

import pytest

from audiostory_demo import AudioStory
from audiostory_demo.data.understanding import _language
from audiostory_demo.language.denial import InstructionRead


def named(text: str) -> list[str]:
    """What is named and to be heard."""
    read = InstructionRead(text, _language())
    return [read.said(one) for one in read.named]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        # where somebody is or goes
        ("She walks to the door and listens to the rain", ["walks", "rain"]),
        ("A man stands at the door, coughing", ["man", "coughing"]),
        ("Wind howls under the old wooden door", ["wind howls"]),
        ("She sits at the piano and coughs", ["coughs"]),
        ("Birds sing in front of the car", ["birds sing"]),
        # and what is done there
        ("He walks to the door and opens it", ["walks", "door", "opens"]),
        ("Footsteps approach a door, which creaks open", ["footsteps", "door", "creaks", "open"]),
        ("She sits at the piano and plays while rain falls", ["piano", "rain"]),
        ("The old door by the sea creaks", ["door", "sea", "creaks"]),
        ("He walks to the door... The clock strikes", ["walks", "clock"]),
        # what lies there, and what it does there
        ("A gun lies on the table while a clock ticks", ["clock ticks"]),
        ("A phone lies on the desk, ringing; a clock ticks", ["phone", "clock ticks"]),
        ("A dog sleeps by the fire", ["fire"]),
        ("A dog lies by the fire and barks", ["dog", "fire", "barks"]),
        # thoughts, talk and pictures
        ("They talk about the thunder last night", ["talk"]),
        ("A man talks about dogs while a dog barks", ["man talks", "dog barks"]),
        ("He reads a book about wolves by the fire", ["book", "fire"]),
        ("She remembers the bells; a clock ticks", ["clock ticks"]),
        ("A photo of a train; a clock ticks", ["clock ticks"]),
        ("Tell me a story about a storm and a bell", ["storm", "bell"]),
        # verbs that look like the name of a sound
        ("She waves her hand, a dog barks", ["dog barks"]),
        ("Children watch a magician; they laugh and clap", ["laugh", "clap"]),
        ("The waves crash on the shore", ["waves", "crash"]),
        # nothing else would be heard
        ("He dreams of horses", ["horses"]),
        ("A dog lies in the sun", ["dog"]),
    ],
)
def test_what_is_only_mentioned_is_not_heard(text: str, heard: list[str]) -> None:
    assert named(text) == heard


def test_what_is_mentioned_frightens_nobody_and_is_said_to_be_unused(embedded: AudioStory) -> None:
    plan = embedded.plan("A gun lies on the table while a clock ticks", duration=15)
    assert all("clock" in scene.caption for scene in plan.scenes)
    assert plan.understood is not None and plan.understood.unused == ("gun",)


def test_who_laughs_is_no_door() -> None:
    read = InstructionRead("The guard at the door laughs", _language())
    assert "laughs" in [read.said(one) for one in read.plain]


@pytest.mark.parametrize("prompt", ["He walks to the door", "She sits at the piano and coughs", "They clap; we laugh"])
def test_no_scene_comes_from_a_word_that_tells_of_nothing(embedded: AudioStory, prompt: str) -> None:
    plan = embedded.plan(prompt, duration=15)
    assert plan.understood is not None
    assert not {"the", "she", "he", "they", "we", "sits"} & {
        word for words in plan.understood.scenes for word in words.split()
    }


def test_two_sounds_in_one_quotation_are_both_heard(embedded: AudioStory) -> None:
    captions = " ".join(
        scene.caption.lower() for scene in embedded.plan("In the wind the bells ring", duration=15).scenes
    )
    assert "wind" in captions and "bell" in captions

"""Captions from a vision-language model: a tiny random one with the real processor, tokenizer and pipeline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from audiostory_demo.lessons.made_clip import MadeShot, make_clip
from audiostory_demo.story import Shot
from audiostory_demo.train.tokenizer import train_tokenizer
from audiostory_demo.video import Footage
from audiostory_demo.video.describing import MOST_CHARACTERS, QUESTION, caption_of, describe, load_describer

pytest.importorskip("av")

CHAT = (
    "{% for message in messages %}{{ message['role'] }}: {% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}{% endfor %}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant: {% endif %}"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LLaVA of a few thousand weights, saved as any of them is."""
    from transformers import (
        CLIPImageProcessorPil,
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
        PreTrainedTokenizerFast,
    )

    words = train_tokenizer(
        [QUESTION, "A dog barks. Rain falls on a roof."] * 4, 400, semantic_tokens=1, residual_tokens=1
    )
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer.add_special_tokens({"additional_special_tokens": ["<image>"]})
    tokenizer.image_token, tokenizer.image_token_id = "<image>", tokenizer.convert_tokens_to_ids("<image>")
    small = dict(hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2)
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(
            image_size=28, patch_size=14, projection_dim=16, **{**small, "num_hidden_layers": 2}
        ),
        text_config=LlamaConfig(vocab_size=len(tokenizer), max_position_embeddings=512, num_key_value_heads=2, **small),
        image_token_id=tokenizer.image_token_id,
        image_seq_length=4,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = LlavaForConditionalGeneration(config)
    images = CLIPImageProcessorPil(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})
    processor = LlavaProcessor(
        images, tokenizer, patch_size=14, vision_feature_select_strategy="default", chat_template=CHAT,
        image_token="<image>", num_additional_image_tokens=1,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("vision") / "model"
    model.save_pretrained(path)
    processor.save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    path = make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", (MadeShot(3.0, (1.0,)),), size=(160, 90))
    return Footage(path, (Shot(0.0, 1.5, (), "A ball hits a wall."), Shot(1.5, 3.0)), 0.0, 3.0)


def test_a_model_answers_for_each_shot_without_a_caption(folder: Path, footage: Footage):
    described = describe(footage, folder)
    first, second = described.shots
    assert first == footage.shots[0], "what somebody wrote stays"
    ask = load_describer(folder)
    asked = []
    model_generate = ask.model.generate

    def generate(**inputs: torch.Tensor) -> torch.Tensor:
        asked.append(inputs)
        return model_generate(**inputs)

    ask.model.generate = generate
    from PIL import Image

    content = [{"type": "image", "image": Image.fromarray(footage.picture(1))}, {"type": "text", "text": QUESTION}]
    (answer,) = ask(
        text=[{"role": "user", "content": content}],
        return_full_text=False,
        generate_kwargs={"max_new_tokens": 48, "do_sample": False},
    )
    assert second.caption == caption_of(answer["generated_text"])
    (inputs,) = asked
    assert inputs["pixel_values"].shape[-2:] == (28, 28), "it saw the picture"
    text = ask.tokenizer.decode(inputs["input_ids"][0])
    assert "What would be heard" in text and text.count("<image>") == 4


def test_a_shot_that_has_its_caption_needs_no_model(footage: Footage):
    captioned = replace(footage, shots=footage.shots[:1])
    assert describe(captioned, "no/such/model") is captioned


def test_the_first_sentence_of_an_answer_is_the_caption():
    assert caption_of(" A dog barks. Then it runs away.") == "A dog barks."
    assert caption_of("rain on a\nroof") == "rain on a roof"
    assert caption_of("[Door slams]") == "Door slams"
    assert caption_of(" ... ") == caption_of("<|gen|>") == ""
    assert len(caption_of("word " * 99)) <= MOST_CHARACTERS


def test_what_is_no_such_model_is_told(footage: Footage, tmp_path: Path):
    with pytest.raises(
        ValueError, match=r"describe='.*' is not a vision-language model that can be loaded \(.*\)\. Pass the"
    ):
        describe(footage, tmp_path)

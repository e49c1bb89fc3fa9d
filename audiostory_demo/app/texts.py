"""Every text of the interface, in English, Chinese, Korean and German, in one place.

Labels are translated by Gradio in the browser (:func:`label`); text that is made while a story is told is
translated here (:func:`say`), for the language that the browser asks for.
"""

from __future__ import annotations

from typing import Any

from ..player import LABELS

LOCALES = ("en", "zh-CN", "ko", "de")

TEXTS: dict[str, tuple[str, str, str, str]] = {
    # -- labels --------------------------------------------------------------------------------------------------
    "story_tab": ("Story", "故事", "이야기", "Geschichte"),
    "bridge_tab": ("Bridge", "桥接", "브리지", "Brücke"),
    "about_tab": ("About", "关于", "정보", "Über"),
    "prompt": ("What should be heard?", "想听到什么？", "무엇을 들려드릴까요?", "Was soll man hören?"),
    "length": ("Length in seconds", "时长（秒）", "길이(초)", "Länge in Sekunden"),
    "tell": ("Tell the story", "讲述故事", "이야기 들려주기", "Geschichte erzählen"),
    "plan_only": ("Plan first", "先做规划", "먼저 계획하기", "Erst planen"),
    "stop": ("Stop", "停止", "정지", "Stopp"),
    "examples": ("Examples", "示例", "예시", "Beispiele"),
    "advanced": ("Advanced", "高级设置", "고급 설정", "Erweitert"),
    "seed": ("Seed", "随机种子", "시드", "Startwert (Seed)"),
    "lock": ("Keep this seed for the next story", "下个故事沿用此种子", "다음 이야기에도 이 시드 사용",
             "Diesen Startwert für die nächste Geschichte behalten"),
    "steps": ("Denoising steps per scene", "每个场景的去噪步数", "장면당 잡음 제거 단계", "Entrauschschritte je Szene"),
    "guidance": ("Guidance", "引导强度", "가이던스", "Führung (Guidance)"),
    "crossfade": ("Crossfade in seconds", "交叉淡化（秒）", "크로스페이드(초)", "Überblendung in Sekunden"),
    "temperature": ("Surprise in the plan (temperature)", "规划的随机性（温度）", "계획의 의외성(온도)",
                    "Überraschung im Plan (Temperatur)"),
    "model": ("Model", "模型", "모델", "Modell"),
    "live_sound": ("Live sound", "实时声音", "실시간 소리", "Ton live"),
    "change_scene": ("Change one scene", "修改一个场景", "한 장면 바꾸기", "Eine Szene ändern"),
    "scene": ("Scene", "场景", "장면", "Szene"),
    "caption": ("What is heard in it", "场景内容", "장면에서 들리는 소리", "Was darin zu hören ist"),
    "seconds": ("Seconds", "秒", "초", "Sekunden"),
    "new_seed": ("Seed of the new take (empty draws one)", "新版本的种子（留空则随机）", "새 버전의 시드(비우면 무작위)",
                 "Startwert der neuen Fassung (leer: wird gezogen)"),
    "redo": ("Redo this scene", "重做此场景", "이 장면 다시 만들기", "Szene neu erzeugen"),
    "apply_edit": ("Apply the edit", "应用修改", "수정 적용", "Änderung anwenden"),
    "edit_plan": ("Edit the plan", "编辑规划", "계획 편집", "Plan bearbeiten"),
    "plan_lines": ("One scene per line: seconds | what is heard. Move, delete, add or change lines.",
                   "每行一个场景：秒数 | 内容。可移动、删除、添加或修改。",
                   "한 줄에 한 장면: 초 | 들리는 소리. 줄을 옮기거나 지우거나 더하거나 바꾸세요.",
                   "Eine Szene je Zeile: Sekunden | was zu hören ist. Zeilen verschieben, löschen, ergänzen, ändern."),
    "render": ("Render this plan", "按此规划生成", "이 계획으로 만들기", "Diesen Plan vertonen"),
    "open_bundle": ("Open a saved story (its .zip)", "打开已保存的故事（.zip）", "저장한 이야기 열기(.zip)",
                    "Gespeicherte Geschichte öffnen (.zip)"),
    "side_a": ("Sound A", "声音 A", "소리 A", "Klang A"),
    "side_b": ("Sound B", "声音 B", "소리 B", "Klang B"),
    "blind": ("Blind: which is which stays hidden until you reveal it", "盲听：揭晓前不显示哪个是哪个",
              "블라인드: 공개할 때까지 어느 쪽인지 숨김", "Blind: was was ist, bleibt bis zur Auflösung verborgen"),
    "compare": ("Render A and B", "生成 A 与 B", "A와 B 만들기", "A und B erzeugen"),
    "reveal": ("Reveal", "揭晓", "공개", "Auflösen"),
    "vote_a": ("Vote for A", "投给 A", "A에 투표", "Stimme für A"),
    "vote_b": ("Vote for B", "投给 B", "B에 투표", "Stimme für B"),
    "swap_with": ("Other scene, for a swap", "用于交换的另一场景", "교환할 다른 장면", "Andere Szene (für den Tausch)"),
    "factor": ("Factor, for scaling", "缩放系数", "배율", "Faktor (für die Skalierung)"),
    "intact": ("Residual and semantic as planned", "残差与语义保持原样", "잔차·의미 토큰 그대로", "Residual und semantisch wie geplant"),
    "residual_off": ("Residual off", "关闭残差", "잔차 끄기", "Residual aus"),
    "residual_scaled": ("Residual scaled", "缩放残差", "잔차 배율", "Residual skaliert"),
    "residual_scene": ("Residual of another scene", "使用另一场景的残差", "다른 장면의 잔차", "Residual einer anderen Szene"),
    "residual_story": ("Residual of the story before", "使用上一个故事的残差", "이전 이야기의 잔차",
                       "Residual der vorigen Geschichte"),
    "residual_shuffled": ("Residual values shuffled", "打乱残差数值", "잔차 값 섞기", "Residualwerte gemischt"),
    "semantic_off": ("Semantic off", "关闭语义", "의미 끄기", "Semantisch aus"),
    # -- made while a story is told --------------------------------------------------------------------------------
    "intro": ("One sentence becomes one long, coherent piece of sound: reasoned, planned and rendered before your eyes.",
              "一句话变成一段连贯的长音频：推理、规划与生成过程尽在眼前。",
              "한 문장이 길고 일관된 소리가 됩니다. 추론, 계획, 생성 과정을 눈앞에서 봅니다.",
              "Ein Satz wird zu einem langen, stimmigen Stück Klang: vor Ihren Augen durchdacht, geplant, vertont."),
    "limits": ("Up to {characters} characters and {low:g} to {high:g} seconds. Every visitor waits in one line; one story is told at a time.",
               "最多 {characters} 个字符，{low:g} 至 {high:g} 秒。所有访客依次排队，每次讲述一个故事。",
               "최대 {characters}자, {low:g}~{high:g}초. 한 번에 한 이야기씩 차례대로 만듭니다.",
               "Bis {characters} Zeichen und {low:g} bis {high:g} Sekunden. Alle warten in einer Reihe; erzählt wird eine Geschichte nach der anderen."),
    "place": ("You joined the line as number {place}. Your turn comes by itself.", "您已排队，当前为第 {place} 位，轮到您时会自动开始。",
              "{place}번째로 줄을 섰습니다. 차례가 되면 저절로 시작합니다.",
              "Sie stehen als Nummer {place} in der Reihe. Es geht von selbst los."),
    "line_full": ("{most} visitors are waiting already, and the line holds no more. Come back in some minutes.",
                  "已有 {most} 位访客在排队，队伍已满，请几分钟后再来。",
                  "이미 {most}명이 기다리고 있어 더 받을 수 없습니다. 몇 분 뒤에 다시 와 주세요.",
                  "Es warten schon {most} Besucher, mehr fasst die Reihe nicht. Bitte in einigen Minuten wiederkommen."),
    "not_begun": ("This did not begin. Read the message, correct what it names, and press again.",
                  "未能开始。请阅读提示，更正后再按一次。", "시작하지 못했습니다. 안내를 읽고 고친 뒤 다시 눌러 주세요.",
                  "Das begann nicht. Lesen Sie die Meldung, berichtigen Sie, was sie nennt, und drücken Sie noch einmal."),
    "thinking": ("Thinking about the storyline …", "正在构思情节……", "줄거리를 생각하는 중…", "Die Handlung wird überlegt …"),
    "rendering": ("Scene {scene} of {known} planned so far is becoming sound.", "正在生成第 {scene} 个场景（已规划 {known} 个）。",
                  "지금까지 계획한 {known}개 중 {scene}번째 장면을 만드는 중입니다.",
                  "Szene {scene} von bisher {known} geplanten wird zu Klang."),
    "stopping": ("Stopping. Finished scenes stay.", "正在停止，已完成的场景会保留。", "멈추는 중입니다. 끝난 장면은 남습니다.",
                 "Wird angehalten. Fertige Szenen bleiben."),
    "stopped": ("Stopped. Finished scenes kept: {scenes}.", "已停止，保留了 {scenes} 个已完成的场景。",
                "멈췄습니다. 끝난 장면 {scenes}개를 남겼습니다.", "Angehalten. Fertige Szenen behalten: {scenes}."),
    "stopped_empty": ("Stopped before the first scene was finished.", "在第一个场景完成之前已停止。",
                      "첫 장면이 끝나기 전에 멈췄습니다.", "Angehalten, bevor die erste Szene fertig war."),
    "done": ("Done: {seconds:.1f} s of sound, {scenes} scene(s). First sound after {first:.1f} s, told {speed:.1f} times as fast as it plays.",
             "完成：{scenes} 个场景，共 {seconds:.1f} 秒。首个声音用时 {first:.1f} 秒，速度为播放的 {speed:.1f} 倍。",
             "완료: {scenes}개 장면, {seconds:.1f}초. 첫 소리까지 {first:.1f}초, 재생 속도의 {speed:.1f}배로 만들었습니다.",
             "Fertig: {seconds:.1f} s Klang, {scenes} Szene(n). Erster Ton nach {first:.1f} s, {speed:.1f}-mal so schnell erzählt wie gespielt."),
    "planned": ("Planned: {scenes} scene(s), {seconds:g} s. Edit the plan below, then render it.",
                "规划完成：{scenes} 个场景，{seconds:g} 秒。可在下方编辑后生成。",
                "계획 완료: {scenes}개 장면, {seconds:g}초. 아래에서 고친 뒤 만드세요.",
                "Geplant: {scenes} Szene(n), {seconds:g} s. Unten bearbeiten, dann vertonen."),
    "changed": ("Scene {scene} is new; the others kept their sound.", "第 {scene} 个场景已更新，其余保持不变。",
                "{scene}번째 장면이 새로워졌고 나머지는 그대로입니다.", "Szene {scene} ist neu; die anderen behielten ihren Klang."),
    "opened": ("Opened a story of {scenes} scenes.", "已打开含 {scenes} 个场景的故事。", "{scenes}개 장면의 이야기를 열었습니다.",
               "Geschichte mit {scenes} Szenen geöffnet."),
    "recorded": ("This one was told beforehand. Change it below, or tell it anew.", "这是预先讲好的故事。可在下方修改，或重新讲述。",
                 "미리 만들어 둔 이야기입니다. 아래에서 바꾸거나 새로 만들어 보세요.",
                 "Diese Geschichte wurde vorab erzählt. Unten ändern oder neu erzählen lassen."),
    "kept": ("Scenes finished before that are kept: {scenes}.", "此前完成的 {scenes} 个场景已保留。",
             "그전에 끝난 장면 {scenes}개는 남았습니다.", "Zuvor fertige Szenen bleiben: {scenes}."),
    "broken": ("Something went wrong while the story was told. Try again, or try another seed or a shorter length.",
               "讲述时出现问题。请重试，或更换种子、缩短时长。", "이야기를 만드는 중 문제가 생겼습니다. 다시 시도하거나 시드나 길이를 바꿔 보세요.",
               "Beim Erzählen ging etwas schief. Bitte noch einmal, mit anderem Startwert oder kürzer versuchen."),
    "too_long_prompt": ("The text has {given} characters; {most} are accepted. Shorten it.", "文本有 {given} 个字符，上限为 {most}，请缩短。",
                        "글자 수가 {given}자입니다. {most}자까지 쓸 수 있으니 줄여 주세요.",
                        "Der Text hat {given} Zeichen; {most} sind erlaubt. Bitte kürzen."),
    "too_long_sound": ("{given:g} seconds were asked for; this page tells {low:g} to {high:g}. Choose a length in between.",
                       "请求了 {given:g} 秒；此页面支持 {low:g} 至 {high:g} 秒，请选择其间的时长。",
                       "{given:g}초를 요청했습니다. 이 페이지는 {low:g}~{high:g}초까지 가능하니 그 사이로 고르세요.",
                       "{given:g} Sekunden waren gewünscht; diese Seite erzählt {low:g} bis {high:g}. Bitte dazwischen wählen."),
    "too_long_scene": ("Scene {scene} lasts {given:g} s; a scene lasts {most:g} s at most, crossfade left out. Shorten it, or split it in two.",
                       "第 {scene} 个场景为 {given:g} 秒；扣除交叉淡化后，一个场景最长 {most:g} 秒。请缩短或拆成两个。",
                       "{scene}번째 장면은 {given:g}초입니다. 크로스페이드를 빼고 한 장면은 {most:g}초까지이니 줄이거나 둘로 나누세요.",
                       "Szene {scene} dauert {given:g} s; eine Szene dauert ohne Überblendung höchstens {most:g} s. Bitte kürzen oder teilen."),
    "too_many_scenes": ("The plan has {given} scenes; {most} are accepted. Leave some out.", "规划有 {given} 个场景，上限为 {most}，请删减。",
                        "계획의 장면이 {given}개입니다. {most}개까지 되니 줄여 주세요.",
                        "Der Plan hat {given} Szenen; {most} sind erlaubt. Bitte einige weglassen."),
    "too_many_steps": ("steps={given:g} is more than this page takes. Pass at most {most}.", "steps={given:g} 超过上限，最多 {most}。",
                       "steps={given:g}은(는) 너무 많습니다. {most} 이하로 정하세요.",
                       "steps={given:g} ist mehr, als diese Seite nimmt. Höchstens {most} angeben."),
    "no_story": ("There is no story yet. Tell one in the Story tab first.", "还没有故事，请先在“故事”页讲述一个。",
                 "아직 이야기가 없습니다. 먼저 이야기 탭에서 만드세요.", "Es gibt noch keine Geschichte. Erzählen Sie zuerst eine."),
    "no_before": ("There is no story before this one. Tell a second story first.", "没有上一个故事，请先再讲述一个。",
                  "이전 이야기가 없습니다. 먼저 두 번째 이야기를 만드세요.", "Es gibt keine vorige Geschichte. Erzählen Sie zuerst eine zweite."),
    "other_size": ("The story before was told by another model, whose tokens do not fit. Tell two stories with one model.",
                   "上一个故事由另一模型讲述，词元不匹配。请用同一模型讲述两个故事。",
                   "이전 이야기는 토큰이 맞지 않는 다른 모델의 것입니다. 한 모델로 두 이야기를 만드세요.",
                   "Die vorige Geschichte stammt von einem anderen Modell, dessen Token nicht passen. Erzählen Sie zwei mit einem Modell."),
    "one_scene": ("The story has one scene only, so there is no other scene to swap with. Tell a longer story.",
                  "故事只有一个场景，无法与其他场景交换。请讲述更长的故事。",
                  "장면이 하나뿐이라 바꿀 다른 장면이 없습니다. 더 긴 이야기를 만드세요.",
                  "Die Geschichte hat nur eine Szene, also keine andere zum Tauschen. Erzählen Sie eine längere."),
    "drawing": ("Drawing the pictures of this scene …", "正在绘制此场景的图……", "이 장면의 그림을 그리는 중…", "Die Bilder dieser Szene werden gezeichnet …"),
    "stopped_sides": ("Stopped before both sounds were finished.", "两个声音完成之前已停止。", "두 소리가 끝나기 전에 멈췄습니다.",
                      "Angehalten, bevor beide Klänge fertig waren."),
    "no_ffmpeg": ("Live sound needs ffmpeg, which is not installed here: the story plays when it is finished.",
                  "实时声音需要 ffmpeg，但此处未安装：故事完成后即可播放。", "실시간 소리에는 ffmpeg가 필요한데 없습니다. 이야기가 끝나면 재생됩니다.",
                  "Ton live braucht ffmpeg, das hier fehlt: Die Geschichte spielt, sobald sie fertig ist."),
    "reasoning": ("Reasoning", "推理", "추론", "Überlegung"),
    "timeline": ("Timeline", "时间线", "타임라인", "Zeitleiste"),
    "step": ("step {step} of {steps}", "第 {step}/{steps} 步", "{steps}단계 중 {step}", "Schritt {step} von {steps}"),
    "waiting": ("planned", "已规划", "계획됨", "geplant"),
    "ready": ("ready", "完成", "완료", "fertig"),
    "lasts": ("{seconds:g} s long", "时长 {seconds:g} 秒", "길이 {seconds:g}초", "{seconds:g} s lang"),
    "scene_seeds": ("Seeds of the scenes", "各场景种子", "장면별 시드", "Startwerte der Szenen"),
    "downloads": ("Downloads", "下载", "내려받기", "Herunterladen"),
    "settings": ("Seed and settings", "种子与设置", "시드와 설정", "Startwert und Einstellungen"),
    "link": ("Link that restores them", "还原这些设置的链接", "이 설정을 복원하는 링크", "Link, der sie wiederherstellt"),
    "stems": ("scenes as separate files", "各场景单独文件", "장면별 파일", "Szenen als einzelne Dateien"),
    "bundle": ("story bundle", "故事包", "이야기 묶음", "Geschichte als Paket"),
    "rendering_side": ("Rendering {side}: {step} of {steps} steps.", "正在生成 {side}：第 {step}/{steps} 步。",
                       "{side} 만드는 중: {steps}단계 중 {step}.", "{side} wird erzeugt: Schritt {step} von {steps}."),
    "compared": ("A and B were rendered from the same noise; only the bridge tokens differ.", "A 与 B 使用相同噪声，仅桥接词元不同。",
                 "A와 B는 같은 잡음에서 만들었고 브리지 토큰만 다릅니다.", "A und B stammen aus demselben Rauschen; nur die Brückentoken sind verschieden."),
    "votes": ("Votes: A {a}, B {b}.", "票数：A {a}，B {b}。", "투표: A {a}, B {b}.", "Stimmen: A {a}, B {b}."),
    "hidden": ("Blind. Listen, vote, then reveal.", "盲听：先听、投票，再揭晓。", "블라인드입니다. 듣고 투표한 뒤 공개하세요.",
               "Blind. Hören, abstimmen, dann auflösen."),
    "caveat": ("What these pictures do not prove: a bright cell is not an explanation. Colours "
               "compare sizes only within one picture, and attention says where a token looked, not what that changed. "
               "Only the listening test below changes one thing and lets you hear its effect, for this story and this seed.",
               "这些图不能证明什么：亮的格子不等于解释。颜色只能在同一张图内比较，注意力只表示“看向哪里”，不表示“改变了什么”。只有下方的试听每次改变一处，让您听到在此故事与此种子下的效果。",
               "이 그림이 증명하지 않는 것: 밝은 칸은 설명이 아닙니다. 색은 한 그림 안에서만 비교할 수 있고, 어텐션은 어디를 보았는지일 뿐 무엇이 바뀌었는지가 아닙니다. 아래 듣기 비교만이 한 가지를 바꾸어 이 이야기와 이 시드에서의 효과를 들려줍니다.",
               "Was diese Bilder nicht beweisen: Ein helles Feld ist keine Erklärung. Farben vergleichen nur innerhalb eines Bildes, "
               "und Aufmerksamkeit sagt, wohin ein Token sah, nicht, was das änderte. Nur der Hörvergleich unten ändert eine Sache "
               "und macht ihre Wirkung hörbar, für diese Geschichte und diesen Startwert."),
    "nearest": ("Nearest words", "最接近的词", "가장 가까운 단어", "Nächste Wörter"),
    "semantic_map": ("Semantic tokens: what the scene sounds like", "语义词元：场景听起来像什么", "의미 토큰: 장면의 소리",
                     "Semantische Token: wonach die Szene klingt"),
    "residual_map": ("Residual tokens: what the caption does not say", "残差词元：描述之外的信息", "잔차 토큰: 설명에 없는 것",
                     "Residuale Token: was die Beschreibung nicht sagt"),
    "attention_map": ("Cross-attention: which residual token each semantic token listens to", "交叉注意力：每个语义词元关注哪个残差词元",
                      "교차 어텐션: 의미 토큰이 듣는 잔차 토큰", "Kreuzaufmerksamkeit: welchem Residualtoken jedes semantische zuhört"),
    "similarity_map": ("Similarity of the scenes (cosine), semantic left, residual right", "场景相似度（余弦），左为语义，右为残差",
                       "장면 간 유사도(코사인), 왼쪽 의미, 오른쪽 잔차", "Ähnlichkeit der Szenen (Kosinus), links semantisch, rechts residual"),
    # -- about ---------------------------------------------------------------------------------------------------
    "card": ("Model card", "模型卡", "모델 카드", "Modellkarte"),
    "attribution": ("Attributions", "署名", "저작자 표시", "Quellen"),
    "embedded": ("It is the small model embedded in this package; nothing was downloaded.", "这是随软件包附带的小模型，无需下载。",
                 "이 패키지에 들어 있는 작은 모델이며, 내려받은 것은 없습니다.", "Es ist das kleine Modell in diesem Paket; nichts wurde heruntergeladen."),
    "loaded": ("It is not the embedded model: it was loaded from elsewhere.", "这不是随附的模型，而是从别处加载的。",
               "내장 모델이 아니라 다른 곳에서 불러온 모델입니다.", "Es ist nicht das eingebaute Modell: Es wurde von anderswo geladen."),
    "runs": (
        "### What runs here\n\n**{name}**: {size:.1f} million parameters, tells {low:g} to {high:g} seconds at {rate:g} Hz, on {device}. {which}",
        "### 正在运行什么\n\n**{name}**：{size:.1f} 百万参数，讲述 {low:g} 至 {high:g} 秒，{rate:g} Hz，运行于 {device}。{which}",
        "### 무엇이 돌아가나요\n\n**{name}**: 매개변수 {size:.1f}백만 개, {low:g}~{high:g}초, {rate:g} Hz, {device}에서 실행. {which}",
        "### Was hier läuft\n\n**{name}**: {size:.1f} Millionen Parameter, erzählt {low:g} bis {high:g} Sekunden mit {rate:g} Hz, auf {device}. {which}",
    ),
    "about": ("""A language model reasons about the storyline, writes each scene's caption and length, and emits two runs of query
tokens. *Semantic tokens* say what the scene sounds like; *residual tokens* carry what the caption leaves out: room,
medium, the bed of sound that runs through the story. Fused by cross-attention, they steer a diffusion transformer that
makes the sound. The method is that of AudioStory (Guo et al., [arXiv 2508.20088]({paper})).

### How it was trained

In three stages. First single clips: semantic tokens learn to match a text encoder, then residual tokens and the
diffusion transformer learn with them to make the sound. Then single clips are told and understood together. Last come
long stories of many scenes. The model card below gives data, steps and measured results.

### What it cannot do

- It knows the sounds it learned from. Speech with words and songs are beyond it, and a rare request becomes the
  nearest sound that it knows.
- A story is sampled: no recording is replayed, and what you hear did not happen.
- The reasoning is text of the same model. It shows what the plan is, not why.

### What is kept

Prompts and stories live in a temporary folder while the page is open, and are deleted after that.""",
              """语言模型先推理情节，写出每个场景的描述与时长，并输出两组查询词元。*语义词元*说明场景听起来像什么；*残差词元*承载描述之外的信息：空间、媒介、贯穿故事的背景声。二者经交叉注意力融合，引导扩散变换器生成声音。方法来自 AudioStory（Guo 等，[arXiv 2508.20088]({paper})）。

### 如何训练

分三个阶段。先学单个片段：语义词元对齐文本编码器，随后残差词元与扩散变换器一同学习生成声音；再同时学习单个片段的生成与理解；最后学习多场景的长故事。下方模型卡列出数据、步数与测得的结果。

### 做不到什么

- 它只认识学过的声音。带词的语音和歌曲超出能力；罕见的请求会变成它所知的最接近的声音。
- 故事是采样得到的：不回放任何录音，您听到的事并未发生。
- 推理是同一模型写的文字：它说明规划是什么，而不是为什么。

### 保留什么

提示与故事只在页面打开期间存于临时文件夹，之后删除。""",
              """언어 모델이 줄거리를 추론하고, 장면마다 설명과 길이를 쓴 뒤 두 묶음의 질의 토큰을 냅니다. *의미 토큰*은 장면이 어떤 소리인지, *잔차 토큰*은 설명에 없는 것, 곧 공간·매체·이야기 전체에 깔리는 배경음을 나릅니다. 둘은 교차 어텐션으로 합쳐져 소리를 만드는 확산 트랜스포머를 이끕니다. 방법은 AudioStory(Guo 외, [arXiv 2508.20088]({paper}))를 따릅니다.

### 어떻게 학습했나요

세 단계입니다. 먼저 짧은 클립: 의미 토큰이 텍스트 인코더에 맞추어지고, 이어 잔차 토큰과 확산 트랜스포머가 함께 소리를 배웁니다. 다음은 클립의 생성과 이해를 함께, 마지막은 여러 장면의 긴 이야기입니다. 아래 모델 카드에 데이터, 단계 수, 측정 결과가 있습니다.

### 할 수 없는 것

- 배운 소리만 압니다. 말과 노래는 할 수 없고, 드문 요청은 아는 것 중 가장 가까운 소리가 됩니다.
- 이야기는 표본으로 뽑은 것입니다. 녹음을 재생하지 않으며, 들리는 일은 실제로 일어나지 않았습니다.
- 추론은 같은 모델이 쓴 글입니다. 계획이 무엇인지 보여 줄 뿐, 왜인지는 아닙니다.

### 무엇이 남나요

입력과 이야기는 페이지가 열려 있는 동안만 임시 폴더에 있고 그 뒤 지워집니다.""",
              """Ein Sprachmodell überlegt die Handlung, schreibt zu jeder Szene Beschreibung und Länge und gibt zwei Reihen von
Abfragetoken aus. *Semantische Token* sagen, wonach die Szene klingt; *residuale Token* tragen, was die Beschreibung
auslässt: Raum, Medium, den Klangteppich der Geschichte. Durch Kreuzaufmerksamkeit verbunden, lenken sie einen
Diffusions-Transformer, der den Klang macht. Das Verfahren ist das von AudioStory (Guo et al., [arXiv 2508.20088]({paper})).

### Wie es trainiert wurde

In drei Stufen. Zuerst einzelne Klänge: Semantische Token lernen, einem Textkodierer zu gleichen, dann lernen residuale
Token und der Diffusions-Transformer mit ihnen den Klang. Danach werden einzelne Klänge zugleich erzeugt und verstanden.
Zuletzt kommen lange Geschichten aus vielen Szenen. Die Modellkarte unten nennt Daten, Schritte und Messwerte.

### Was es nicht kann

- Es kennt die Klänge, aus denen es lernte. Sprache mit Worten und Lieder kann es nicht, und ein seltener Wunsch wird zum
  nächstliegenden Klang, den es kennt.
- Eine Geschichte ist gezogen: Keine Aufnahme wird abgespielt, und was Sie hören, ist nicht geschehen.
- Die Überlegung ist Text desselben Modells. Sie zeigt, was der Plan ist, nicht warum.

### Was aufbewahrt wird

Eingaben und Geschichten liegen in einem vorläufigen Ordner, solange die Seite offen ist, und werden dann gelöscht."""),
    # -- of the player, whose English stands beside it ------------------------------------------------------------
    "player_play": (LABELS["play"], "播放", "재생", "Abspielen"),
    "player_pause": (LABELS["pause"], "暂停", "일시 정지", "Pause"),
    "player_position": (LABELS["position"], "故事中的位置", "이야기 속 위치", "Stelle in der Geschichte"),
    "player_at": (LABELS["at"], "{now} 秒", "{now}초", "{now} Sekunden"),
    "player_scenes": (LABELS["scenes"], "场景", "장면", "Szenen"),
    "player_scene": (LABELS["scene"], "场景 {number}，{start} 至 {end} 秒：{text}", "장면 {number}, {start}~{end}초: {text}",
                     "Szene {number}, {start} bis {end} Sekunden: {text}"),
    "player_mel": (LABELS["mel"], "故事的梅尔频谱图，低音在下", "이야기의 멜 스펙트로그램, 낮은 소리가 아래",
                   "Mel-Spektrogramm der Geschichte, tiefe Töne unten"),
}  # fmt: skip


def translations() -> dict[str, dict[str, str]]:
    """Locale -> key -> text, as ``gr.I18n`` takes it."""
    tables = {locale: {key: texts[i] for key, texts in TEXTS.items()} for i, locale in enumerate(LOCALES)}
    return tables | {"zh": tables["zh-CN"]}


def label(key: str) -> Any:
    """A text that Gradio translates in the browser."""
    from gradio.i18n import I18nData

    assert key in TEXTS, key
    return I18nData(key)


def locale_of(accepted: str) -> str:
    """The first of our languages that an Accept-Language header names; English otherwise."""
    known = {locale[:2]: locale for locale in LOCALES}
    for part in accepted.split(","):
        if (language := part.strip()[:2].lower()) in known:
            return known[language]
    return "en"


def say(locale: str, key: str, **values: Any) -> str:
    """A text in a language, with its values filled in."""
    return TEXTS[key][LOCALES.index(locale)].format(**values)


def player_labels(locale: str) -> dict[str, str]:
    """What :func:`audiostory_demo.player.player_html` says, in a language."""
    return {name: TEXTS[f"player_{name}"][LOCALES.index(locale)] for name in LABELS}

// Brings the viewers (.asw) of a page to life, also those added later. No dependencies, no kernel.
(() => {
  if (window.audioStoryWidgets) return;

  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const show = (items, index) => items.forEach((item, i) => { item.hidden = i !== index; if (i !== index) all(item, "audio").forEach((sound) => sound.pause()); });

  // a notebook has keys of its own
  const keepKeys = (root) => root.addEventListener("keydown", (event) => event.stopPropagation());

  const kinds = {
    scrubber(root) {
      const range = root.querySelector("input"), films = all(root, ".asw-film"), label = root.querySelector("output");
      const sounds = all(root, "[data-step]");
      const update = () => {
        const step = Number(range.value);
        show(films, step);
        label.textContent = films[step].alt;
        range.setAttribute("aria-valuetext", films[step].alt);
        // the last sound at or before this step
        let heard = -1;
        sounds.forEach((sound, i) => { if (Number(sound.dataset.step) <= step) heard = i; });
        show(sounds, heard);
      };
      range.addEventListener("input", update);
      update();
    },

    grid(root) {
      const ranges = all(root, "input"), films = all(root, ".asw-film"), sounds = all(root, ".asw-setting"), label = root.querySelector("output");
      const update = () => {
        const at = ranges.map((range) => range.dataset.values.split(" ")[Number(range.value)]);
        const next = films.findIndex((film) => film.dataset.at === at.join(" "));
        const playing = sounds.length && all(root, "audio").some((sound) => !sound.paused);
        [films, sounds].forEach((items) => show(items, next));
        ranges.forEach((range, i) => range.setAttribute("aria-valuetext", at[i]));
        label.textContent = next < 0 ? "This setting was not recorded." : films[next].alt;
        // whoever listens while sliding hears the next sound at once
        if (playing && next >= 0) sounds[next].querySelector("audio").play();
      };
      ranges.forEach((range) => range.addEventListener("input", update));
      update();
    },

    trace(root) {
      const parts = all(root, ".asw-parts button"), panels = all(root, ".asw-panel"), output = root.querySelector("output");
      let now = 0;
      const go = (index, focus) => {
        now = Math.max(0, Math.min(parts.length - 1, index));
        parts.forEach((part, i) => (i === now ? part.setAttribute("aria-current", "step") : part.removeAttribute("aria-current")));
        show(panels, Number(parts[now].dataset.panel));
        output.textContent = `Step ${now + 1} of ${parts.length}`;
        if (focus) parts[now].focus();
      };
      parts.forEach((part, i) => part.addEventListener("click", () => go(i)));
      const [back, next] = all(root, ".asw-row button");
      back.addEventListener("click", () => go(now - 1));
      next.addEventListener("click", () => go(now + 1));
      root.querySelector(".asw-parts").addEventListener("keydown", (event) => {
        const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        go(now + by, true);
      });
      go(0);
    },

    quiz(root) {
      const choices = all(root, "select"), output = root.querySelector("output");
      const [check, reveal] = all(root, ".asw-row button");
      const mark = () => choices.flatMap((choice, i) => {
        const wrong = choice.value !== choice.dataset.answer;
        choice.setAttribute("aria-invalid", String(wrong));
        return wrong ? [i + 1] : [];
      });
      check.addEventListener("click", () => {
        const wrong = mark();
        output.textContent = `${choices.length - wrong.length} of ${choices.length} right.` + (wrong.length ? ` Not yet: picture ${wrong.join(", ")}. Look for length, pitch and repetition, and try again.` : " Well read!");
      });
      const sounds = all(root, "audio");
      sounds.forEach((sound) => { sound.hidden = true; });
      reveal.addEventListener("click", () => {
        choices.forEach((choice) => { choice.value = choice.dataset.answer; });
        mark();
        sounds.forEach((sound) => { sound.hidden = false; });
        output.textContent = "These are the answers. Play each sound while you look at its picture.";
      });
    },

    tokens(root) {
      const data = JSON.parse(root.dataset.tokens);
      const [scene, kind] = all(root, "select"), canvas = root.querySelector("canvas"), output = root.querySelector("output");
      const tables = all(root, ".asw-table"), cell = root.querySelector(".asw-cell");
      let map, row = 0, column = 0;
      const value = (r, c) => map.scale * map.values[r * map.columns + c];
      const draw = () => {
        const found = data[scene.value][kind.value];
        const bytes = Uint8Array.from(atob(found.data), (letter) => letter.charCodeAt(0));
        map = { ...found, values: new Int8Array(bytes.buffer) };
        canvas.width = map.columns;
        canvas.height = map.rows;
        const image = canvas.getContext("2d").createImageData(map.columns, map.rows);
        map.values.forEach((v, i) => {
          // orange for negative, purple for positive, pale for zero
          const t = Math.min(1, Math.abs(v) / map.dark), end = v < 0 ? [179, 88, 6] : [84, 39, 136];
          for (let k = 0; k < 3; k++) image.data[4 * i + k] = 247 + t * (end[k] - 247);
          image.data[4 * i + 3] = 255;
        });
        canvas.getContext("2d").putImageData(image, 0, 0);
        tables.forEach((table) => { table.hidden = table.dataset.kind !== kind.value || (table.dataset.scene !== undefined && table.dataset.scene !== scene.value); });
        read(Math.min(row, map.rows - 1), Math.min(column, map.columns - 1));
      };
      const read = (r, c) => {
        [row, column] = [Math.max(0, Math.min(map.rows - 1, r)), Math.max(0, Math.min(map.columns - 1, c))];
        let square = 0;
        for (let i = 0; i < map.columns; i++) square += value(row, i) ** 2;
        cell.style.cssText = `left:${(100 * column) / map.columns}%;top:${(100 * row) / map.rows}%;width:${100 / map.columns}%;height:${100 / map.rows}%`;
        output.textContent = `Token ${row}, value ${column}: ${value(row, column).toFixed(3)}. Length of the token: ${Math.sqrt(square).toFixed(2)}.`;
      };
      const point = (event) => {
        const box = canvas.getBoundingClientRect();
        read(Math.floor((map.rows * (event.clientY - box.top)) / box.height), Math.floor((map.columns * (event.clientX - box.left)) / box.width));
      };
      canvas.addEventListener("pointermove", point);
      canvas.addEventListener("pointerdown", point);
      canvas.addEventListener("keydown", (event) => {
        const by = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
        if (!by) return;
        event.preventDefault();
        read(row + by[0], column + by[1]);
      });
      scene.addEventListener("change", draw);
      kind.addEventListener("change", draw);
      draw();
    },
  };

  // two sounds at once cannot be compared
  document.addEventListener("play", (event) => {
    all(document, ".asw audio, .asw-sound audio").forEach((sound) => { if (sound !== event.target) sound.pause(); });
  }, true);

  function mount(root) {
    if (root.dataset.ready) return;
    root.dataset.ready = "1";
    keepKeys(root);
    kinds[root.dataset.kind]?.(root);
  }
  // a notebook that is opened again has lost the controls of a studio or a lab, and shows an error in their place
  const GONE = "These controls belong to a kernel that has gone: run this cell again to use them. What they showed last stands below.";
  const mend = (stage) => {
    const cell = stage.closest(".jp-OutputArea");
    if (cell) all(cell, ".jupyter-widgets").forEach((node) => { if (!node.childElementCount && node.textContent.includes("model not found")) node.textContent = GONE; });
  };
  const mountAll = () => {
    document.querySelectorAll(".asw-stage").forEach(mend);
    if (document.readyState === "loading") return; // a widget that is there may still lack its end
    document.querySelectorAll(".asw:not([data-ready])").forEach(mount);
  };
  window.audioStoryWidgets = { mountAll };
  document.addEventListener("DOMContentLoaded", mountAll);
  new MutationObserver(mountAll).observe(document.documentElement, { childList: true, subtree: true });
  mountAll();
})();

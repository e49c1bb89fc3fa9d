// Work on the scenes where they stand: buttons, a form in place, dragging, and keys. What is asked for goes to Python as JSON.
(() => {
  if (window.audioStoryEdits) return;
  const asked = []; // edits that were not sent yet
  let wanted = null; // which version
  let form = null, field = null; // in which a scene is being changed, and where one writes in it
  let place = null; // where the keyboard is among the scenes, however often they are drawn anew: [number, button]

  window.audioStoryEdits = {
    take: () => JSON.stringify(asked.splice(0)),
    want: () => JSON.stringify(wanted),
  };
  const press = (id) => document.querySelector(`#${id}`)?.click();
  const send = (edit, focus) => {
    asked.push(edit);
    place = focus;
    keepPlace(); // the next key may come before the scenes are drawn anew
    press("edit");
  };
  const go = (where) => {
    wanted = where;
    press("go");
  };
  const rows = () => [...document.querySelectorAll("#board .as-rows li[data-scene]")];
  const numberOf = (row) => Number(row.dataset.scene);
  const tool = (number, name) => document.querySelector(`#board li[data-scene="${number}"] [data-edit="${name}"]`);

  function keepPlace() {
    const active = document.activeElement, button = place && tool(...place);
    if (!button || button === active) return;
    if (active === document.body || active.matches("#board [data-edit]")) button.focus({ preventScroll: true });
  }

  const move = (scene, to, name) => {
    if (to >= 0 && to < rows().length && to !== scene) send({ edit: "move", scene, to }, [to, name]);
  };
  const remove = (scene) => {
    if (rows().length > 1) send({ edit: "delete", scene }, [Math.min(scene, rows().length - 2), "delete"]);
  };
  const doing = {
    redo: (scene) => send({ edit: "redo", scene }, [scene, "redo"]),
    copy: (scene) => send({ edit: "copy", scene }, [scene + 1, "copy"]),
    up: (scene) => move(scene, scene - 1, "up"),
    down: (scene) => move(scene, scene + 1, "down"),
    delete: remove,
    change: (scene, row) => openForm(row, "change"),
    repaint: (scene, row) => openForm(row, "repaint"),
  };

  function openForm(row, kind) {
    closeForm();
    const words = JSON.parse(row.parentElement.dataset.words);
    const make = (name, given) => Object.assign(document.createElement(name), given);
    const labelled = (title, given) => {
      const label = make("label", { textContent: title });
      label.append(make("input", given));
      return label;
    };
    form = make("form", { className: "as-form" });
    Object.assign(form.dataset, { scene: row.dataset.scene, kind });
    const number = (name, title, value) => labelled(title, { name, type: "number", step: "any", value });
    const third = (times) => (times * Number(row.dataset.seconds) / 3).toFixed(1);
    const text = labelled(words.caption, { name: "caption", value: row.querySelector(".as-caption").textContent, maxLength: 300 });
    const fields = kind === "change" ? [text, number("seconds", words.seconds, row.dataset.seconds)]
      : [number("start", words.part_start, third(1)), number("end", words.part_end, third(2))];
    form.append(
      ...fields, make("button", { type: "submit", className: "as-tool as-wide", textContent: words.apply_edit }),
      make("button", { type: "button", className: "as-tool as-wide as-cancel", textContent: words.cancel }),
    );
    field = fields[0].querySelector("input");
    placeForm(row);
  }

  function placeForm(row) {
    row.draggable = false; // text in it can be marked
    row.append(form);
    field?.focus({ preventScroll: true });
  }

  function closeForm() {
    if (!form) return;
    const row = form.closest("li"), { scene, kind } = form.dataset;
    form.remove();
    form = field = null;
    if (row) row.draggable = true;
    tool(scene, kind)?.focus();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".as-form")) return;
    event.preventDefault();
    const row = event.target.closest("li"), { caption, seconds, start, end } = event.target.elements;
    const scene = numberOf(row), { kind } = event.target.dataset, edit = { edit: kind, scene };
    if (kind === "repaint") {
      closeForm();
      send({ ...edit, start: Number(start.value), end: Number(end.value) }, [scene, kind]);
      return;
    }
    if (caption.value !== row.querySelector(".as-caption").textContent) edit.caption = caption.value;
    if (seconds.value !== row.dataset.seconds) edit.seconds = Number(seconds.value);
    closeForm();
    if (Object.keys(edit).length > 2) send(edit, [scene, "change"]);
  });

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-edit]"), version = target.closest("[data-go], [data-open]");
    if (target.closest(".as-cancel")) closeForm();
    if (button && button.getAttribute("aria-disabled") !== "true") {
      const row = button.closest("li");
      doing[button.dataset.edit](numberOf(row), row);
    }
    if (version && !version.disabled) go(version.dataset.go ?? Number(version.dataset.open));
  });

  // a button that is drawn anew while it is pressed would hear nothing of it
  let pressed = null; // [button, scene, name]
  document.addEventListener("pointerdown", ({ target }) => {
    const button = target.closest?.("#board [data-edit]");
    pressed = button && [button, numberOf(button.closest("li")), button.dataset.edit];
  }, true);
  document.addEventListener("pointerup", ({ target }) => {
    const again = pressed && !pressed[0].isConnected && tool(pressed[1], pressed[2]);
    pressed = null;
    if (again && again.contains(target)) again.click();
  }, true);

  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".as-take")) return;
    const scene = numberOf(target.closest("li"));
    send({ edit: "redo", scene, seed: target.value }, [scene, "redo"]);
  });

  // the arrows lead from button to button of a scene; Alt and an arrow moves the scene itself
  document.addEventListener("keydown", (event) => {
    const { key, target } = event, row = target.closest?.("#board li[data-scene]");
    if (target.closest?.(".as-form")) {
      if (key === "Escape") closeForm();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "z" && !target.closest?.("input, textarea")) {
      const button = document.querySelector(`#board [data-go=${event.shiftKey ? "again" : "undo"}]:not([disabled])`);
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (!row || !target.matches("[data-edit]")) return;
    const scene = numberOf(row), buttons = [...row.querySelectorAll("[data-edit]")];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key], line = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (event.altKey && line) move(scene, scene + line, target.dataset.edit);
    else if (line) tool(scene + line, target.dataset.edit)?.focus();
    else if (step) buttons[(buttons.indexOf(target) + step + buttons.length) % buttons.length].focus();
    else if (key === "Delete") remove(scene);
    else return;
    event.preventDefault();
  });
  document.addEventListener("pointerdown", () => { place = null; }, true);
  document.addEventListener("focusin", ({ target }) => {
    if (form?.contains(target)) field = target;
    const row = target.matches?.("#board [data-edit]") && target.closest("li[data-scene]");
    place = row ? [numberOf(row), target.dataset.edit] : null;
    if (!row) return;
    for (const other of target.parentElement.children) other.tabIndex = other === target ? 0 : -1;
  });

  // dragging, which a finger does with the arrows
  let dragged = null;
  const over = (row) => rows().forEach((other) => other.classList.toggle("as-over", other === row && row !== dragged));
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("#board li[data-scene]");
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    const row = event.target.closest?.("#board li[data-scene]");
    if (!dragged || !row) return;
    event.preventDefault();
    over(row);
  });
  document.addEventListener("drop", (event) => {
    const row = event.target.closest?.("#board li[data-scene]");
    if (!dragged || !row) return;
    event.preventDefault();
    move(numberOf(dragged), numberOf(row), "redo");
  });
  document.addEventListener("dragend", () => { over(null); dragged = null; });

  // the scenes are drawn anew while and after they are edited: what is being written and the keyboard's place are kept
  new MutationObserver(() => {
    if (form && !form.isConnected) {
      const row = rows()[Number(form.dataset.scene)];
      if (row) placeForm(row); else form = field = null;
    }
    keepPlace();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();

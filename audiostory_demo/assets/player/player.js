// Brings every .asp element of the page to life, also those that are added later. No dependencies.
(() => {
  if (window.audioStoryPlayer) return;
  const STEP = 1; // seconds per arrow key
  const SOON = 400; // milliseconds in which nobody can answer what has just begun
  const KEPT = "audiostory-volume"; // where the browser remembers it
  const lives = new Set(); // sounds that are still being made, see live.js

  const remembered = () => {
    try { return Math.min(1, Math.max(0, Number(localStorage.getItem(KEPT) ?? 1))) || 0; } catch { return 1; }
  };
  const remember = (volume) => { try { localStorage.setItem(KEPT, volume); } catch { /* a page without a memory */ } };
  const only = (sound) => {
    for (const other of [...document.querySelectorAll("audio"), ...lives]) if (other !== sound) other.pause();
  };

  const clock = (seconds) => {
    const tenths = Math.round(seconds * 10);
    return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
  };

  const players = new WeakMap(); // .asp element -> what redraws it

  // A page may fill the same element with another story, or take away what we wrote on it: listeners stay on the element
  // for good, once, and everything else is looked up in it when it is needed.
  function mount(root) {
    root.dataset.ready = "1";
    if (!players.has(root)) players.set(root, bring(root));
    players.get(root)();
  }

  function bring(root) {
    const find = (name) => root.querySelector(`.asp-${name}`);
    let file, play, time, caption, view, head, volume, loop, wait, scenes, total;
    let audio; // what is heard: the file, or the sound that is still being made
    let live = null;
    let shown; // scene whose caption stands there

    function look() {
      [file, play, time, caption, view, head, volume, loop, wait] =
        ["audio", "play", "time", "caption", "view", "head", "volume", "loop", "wait"].map(find);
      scenes = [...root.querySelectorAll(".asp-scene")];
      total = Number(root.dataset.duration);
      file.controls = false;
      if (!file.hasAttribute("src") && file.currentSrc) file.load(); // the story before falls silent
      attend();
      const whole = file.hasAttribute("src"), lost = Boolean(live?.broken && whole); // pieces of it did not arrive
      if (lost && audio === live) goOn();
      audio = live && !lost ? live : file;
      if (volume) volume.value = remembered(); // saved pages of earlier versions have neither
      audio.volume = remembered();
      if (root.dataset.from && !live) file.currentTime = Number(root.dataset.from); // where the story was changed
      shown = -2;
      show();
    }

    function attend() {
      const told = root.dataset.live && window.AudioStoryLive ? JSON.parse(root.dataset.live) : null;
      if (live && live.id !== told?.id) {
        live.close();
        lives.delete(live);
        live = null;
      }
      if (told && !live && !told.complete) {
        live = new window.AudioStoryLive(told);
        live.expected = () => [...scenes.map((scene) => [scene.dataset.start, scene.dataset.end].map(Number)), [total, total]];
        lives.add(live);
        only(live);
        for (const name of ["play", "playing"]) live.addEventListener(name, () => { only(live); show(); follow(); });
        for (const name of ["pause", "ended", "waiting", "seeked", "progress"]) live.addEventListener(name, show);
        live.addEventListener("error", look);
      }
      live?.take(told);
    }

    /** The file takes over where the sound stands that came in pieces. */
    function goOn() {
      const { currentTime, paused } = live;
      live.pause();
      audio = file;
      file.currentTime = currentTime;
      if (!paused) start();
    }

    const sceneAt = (now) => {
      let found = -1;
      scenes.forEach((scene, i) => { if (now + 1e-3 >= Number(scene.dataset.start)) found = i; });
      return found;
    };

    function draw() {
      const now = Math.min(audio.currentTime, total);
      const index = sceneAt(now);
      head.style.left = `${(100 * now) / total}%`;
      if (wait) wait.textContent = audio.waiting ? root.dataset[audio.there ? "behind" : "soon"] : "";
      time.textContent = `${clock(now)} / ${clock(total)}`;
      view.setAttribute("aria-valuenow", now.toFixed(2));
      const text = index < 0 ? "" : scenes[index].dataset.caption;
      const at = (root.dataset.at || "{now}").replace("{now}", now.toFixed(1)); // older saved pages have none
      view.setAttribute("aria-valuetext", text ? `${at}. ${index + 1}: ${text}` : at);
      if (index === shown) return;
      shown = index;
      caption.textContent = text && `${index + 1}. ${text}`;
      scenes.forEach((scene, i) => {
        scene.classList.toggle("asp-now", i === index);
        if (i === index) scene.setAttribute("aria-current", "true"); else scene.removeAttribute("aria-current");
      });
    }

    function show() {
      play.setAttribute("aria-label", audio.paused ? root.dataset.play : root.dataset.pause);
      play.firstElementChild.textContent = audio.paused ? "\u25B6" : "\u275A\u275A";
      if (loop) loop.setAttribute("aria-pressed", String(audio.loop));
      draw();
    }

    function follow() {
      draw();
      if (!audio.paused && root.isConnected) requestAnimationFrame(follow);
    }

    function seek(seconds) {
      audio.currentTime = Math.max(0, Math.min(total, seconds));
      draw();
    }

    const start = () => audio.play().catch(() => {}); // refused, or ended by a pause: the button shows what is
    // a press that was on its way while a story came, which plays by itself, was made to hear something
    const justCame = () => audio === live && performance.now() - live.born < SOON;
    const toggle = () => (audio.paused || justCame() ? start() : audio.pause());
    const jump = (by) => {
      const index = sceneAt(audio.currentTime) + by;
      if (index >= scenes.length) seek(total); else seek(index < 0 ? 0 : Number(scenes[index].dataset.start));
    };
    const keys = {
      " ": toggle,
      ArrowLeft: () => seek(audio.currentTime - STEP), ArrowDown: () => seek(audio.currentTime - STEP),
      ArrowRight: () => seek(audio.currentTime + STEP), ArrowUp: () => seek(audio.currentTime + STEP),
      PageUp: () => jump(1), PageDown: () => jump(-1),
      Home: () => seek(0), End: () => seek(total),
    };

    root.addEventListener("click", ({ target }) => {
      const scene = target.closest(".asp-scene");
      if (target.closest(".asp-play")) toggle(); else if (scene) seek(Number(scene.dataset.start));
      if (target.closest(".asp-loop")) { audio.loop = !audio.loop; show(); }
    });
    root.addEventListener("input", ({ target }) => {
      if (target !== volume) return;
      remember(volume.value);
      for (const sound of [...document.querySelectorAll(".asp audio"), ...lives]) sound.volume = volume.value;
      document.querySelectorAll(".asp-volume").forEach((other) => { other.value = volume.value; });
    });
    root.addEventListener("keydown", (event) => {
      if (event.target !== view || !keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // a notebook has keys of its own
      keys[event.key]();
    });
    const point = (event) => {
      const box = view.getBoundingClientRect();
      seek((total * (event.clientX - box.left)) / box.width);
    };
    root.addEventListener("pointerdown", (event) => {
      if (event.button || !view.contains(event.target)) return;
      view.setPointerCapture(event.pointerId);
      point(event);
    });
    root.addEventListener("pointermove", (event) => { if (view.hasPointerCapture(event.pointerId)) point(event); });
    const heard = (names, answer) => {
      // sound's events do not bubble, but are seen on their way down
      for (const name of names) root.addEventListener(name, answer, true);
    };
    heard(["play"], () => {
      only(audio);
      follow();
    });
    heard(["play", "pause", "ended", "emptied"], show);
    heard(["seeked"], draw);
    // Chromium may wait for ever where a seek back follows one to the end of a file that is still being fetched: load it
    // anew. Milliseconds, doubled each time, because on a slow network a seek takes long without being lost.
    let patience = 1000, watch;
    heard(["seeking"], () => {
      clearTimeout(watch);
      watch = setTimeout(() => {
        if (audio !== file || !audio.seeking) return;
        const { currentTime, paused } = audio;
        patience *= 2;
        audio.load();
        audio.currentTime = currentTime;
        if (!paused) start();
      }, patience);
    });
    return look;
  }

  const mountAll = () => {
    if (document.readyState === "loading") return; // a player that is there may still lack its end
    document.querySelectorAll(".asp:not([data-ready])").forEach(mount);
  };
  window.audioStoryPlayer = { mountAll, pause: () => only(null) };
  document.addEventListener("DOMContentLoaded", mountAll);
  new MutationObserver(mountAll).observe(document.documentElement, {
    childList: true, subtree: true, attributeFilter: ["data-ready"],
  });
  mountAll();
})();

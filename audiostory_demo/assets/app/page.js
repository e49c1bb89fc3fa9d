// The page around a story: Enter tells it, Stop hands the keyboard's place on, the form steps back, links are copied.
(() => {
  if (window.audioStoryPage) return;
  window.audioStoryPage = true;
  const BACK = "as-back"; // the form is one line, and the story is on the screen

  const back = (yes) => document.querySelector(".gradio-container")?.classList.toggle(BACK, yes);
  let asking = false, ran = false; // a story was asked for, and is being made
  const stepBack = () => {
    if (!document.querySelector("#prompt textarea")?.value.trim()) return;
    back(true);
    window.scrollTo({ top: 0 });
  };
  // what could not be told has to be asked for anew
  new MutationObserver(() => {
    if (!asking) return;
    const runs = Boolean(document.querySelector("#stop")?.offsetParent), failed = document.querySelector("#status .as-error");
    ran ||= runs;
    if (!failed && (runs || !ran)) return;
    asking = false;
    if (failed || !document.querySelector("#player .asp")) back(false);
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["class"] });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.closest?.("#prompt textarea")) return;
    event.stopPropagation(); // to Gradio, Shift and Enter are what Enter is here
    if (event.shiftKey || event.isComposing || event.keyCode === 229) return; // a new line, or a word that is being written
    event.preventDefault();
    document.querySelector("#tell").click();
  }, true);

  document.addEventListener("keypress", (event) => {
    if (event.key === "Enter" && event.target.closest?.("#prompt textarea")) event.stopPropagation();
  }, true);

  document.addEventListener("click", ({ target }) => {
    if (target.closest("#tell, #render")) {
      document.querySelector("#status .as-error")?.classList.remove("as-error"); // of the time before
      asking = true;
      ran = false;
    }
    // the button is about to go, and the keyboard's place would go with it
    if (target.closest("#stop")) document.querySelector("#tell")?.focus();
    if (target.closest("#tell, #render, #history [data-open]")) stepBack();
    else if (target.closest("#examples button, #examples tr, #examples .gallery-item")) setTimeout(stepBack, 300);
    const copy = target.closest(".as-copy");
    if (copy) copyLink(copy);
  }, true);
  for (const name of ["pointerdown", "input"]) {
    document.addEventListener(name, (event) => {
      if (event.isTrusted && event.target.closest?.("#prompt textarea")) back(false);
    }, true);
  }

  async function copyLink(button) {
    const link = button.parentElement.querySelector("a").href;
    try {
      await navigator.clipboard.writeText(link);
    } catch { // a page that is not served safely has no clipboard
      const field = Object.assign(document.createElement("textarea"), { value: link });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.textContent = button.dataset.done;
  }
})();

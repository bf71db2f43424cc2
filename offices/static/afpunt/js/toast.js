/* A toast goes away after 8 seconds, unless somebody is reading it (pointer or focus) or it tells of an error. */
(() => {
  "use strict";
  const SECONDS = 8;

  function start(toast) {
    if (toast.dataset.started) return;
    toast.dataset.started = "yes";
    toast.querySelector("[data-dismiss]").hidden = false;
    if (toast.classList.contains("error")) return;
    let timer = setTimeout(() => toast.remove(), SECONDS * 1000);
    const hold = () => clearTimeout(timer);
    const release = () => {
      hold();
      timer = setTimeout(() => toast.remove(), SECONDS * 1000);
    };
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("pointerleave", release);
    toast.addEventListener("focusout", release);
  }

  const startAll = () => document.querySelectorAll("[data-toast]").forEach(start);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) button.closest("[data-toast]").remove();
  });
  document.body.addEventListener("htmx:load", startAll);
  startAll();
})();

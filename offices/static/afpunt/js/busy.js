/* The line on top of the page while an htmx request is under way. */
(() => {
  "use strict";
  const line = document.getElementById("busy");
  let running = 0;

  function count(change) {
    running = Math.max(0, running + change);
    line.classList.toggle("on", running > 0);
  }

  document.body.addEventListener("htmx:beforeSend", () => count(1));
  document.body.addEventListener("htmx:afterRequest", () => count(-1));
})();

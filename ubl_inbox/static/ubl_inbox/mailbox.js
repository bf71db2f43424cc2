/* The document beside the list: marks its row once htmx has swapped it in. Scroll place and search stay. */
(() => {
  "use strict";
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const shown = document.getElementById("document");
    if (event.detail.target?.id !== "document" || !shown) return;
    for (const row of document.querySelectorAll(".row-inv")) {
      const chosen = row.dataset.document === shown.dataset.document;
      row.classList.toggle("sel", chosen);
      if (chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    shown.focus({ preventScroll: true });
  });
})();

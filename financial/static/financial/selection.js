/* The panel beside the list: marks the row it shows, closes without loading the page, gives the focus back. */
(() => {
  "use strict";
  const split = () => document.getElementById("split");
  const rowOf = (panel) => document.getElementById(`row-${panel.dataset.row}`);

  function select(row) {
    for (const old of document.querySelectorAll(".row-tx.sel")) {
      old.classList.remove("sel");
      old.removeAttribute("aria-current");
    }
    if (!row) return;
    row.classList.add("sel");
    row.setAttribute("aria-current", "true");
    row.scrollIntoView({ block: "nearest" });
  }

  document.body.addEventListener("htmx:afterSettle", (event) => {
    const panel = document.getElementById("detail");
    if (event.detail.target?.id !== "detail" || !panel?.dataset.row) return;
    split().classList.remove("solo");
    select(rowOf(panel));
    panel.focus({ preventScroll: true });
  });

  // Capture: before htmx follows the link, which is there for browsers without JavaScript.
  document.addEventListener("click", (event) => {
    const closer = event.target.closest("#detail [data-close]");
    if (!closer) return;
    event.preventDefault();
    event.stopPropagation();
    const panel = document.getElementById("detail");
    const row = rowOf(panel);
    history.replaceState(history.state, "", closer.href);
    panel.hidden = true;
    split().classList.add("solo");
    select(null);
    if (row) row.querySelector("a").focus({ preventScroll: true });
  }, true);
})();

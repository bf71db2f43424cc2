/* The list and the document beside it, once htmx has swapped one of them: the row of the document is marked, the
   document gets the focus, and who goes back finds the list where it was left. */
(() => {
  "use strict";
  const list = () => document.querySelector(".mailbox > .af-list");
  const shown = () => document.getElementById("document");
  const isVisible = (element) => Boolean(element && element.offsetParent);
  let opened = 0; // documents opened since the list was seen: how far "back" goes
  let place = 0; // how far the list was scrolled

  function markRow() {
    const chosen = shown()?.dataset.document;
    for (const row of document.querySelectorAll(".row-inv")) {
      const isChosen = row.dataset.document === chosen;
      row.classList.toggle("sel", isChosen);
      if (isChosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  document.body.addEventListener("htmx:beforeSwap", () => {
    if (isVisible(list())) place = window.scrollY;
  });

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (!shown()) return;
    markRow();
    if (event.detail.target?.id !== "document") return;
    opened += 1;
    shown().focus({ preventScroll: true });
    if (!isVisible(list())) window.scrollTo(0, 0);
  });

  document.addEventListener("click", (event) => {
    if (!opened || !event.target.closest(".document [data-close]")) return;
    event.preventDefault();
    history.go(-opened);
  });

  document.body.addEventListener("htmx:historyRestore", () => {
    opened = 0;
    if (isVisible(list())) window.scrollTo(0, place);
  });
})();

/* Dialogs are <dialog> elements: data-open="id" opens one, data-close closes the one around it, a click beside it too.
   A dialog that htmx brings in with data-modal opens by itself and leaves the page when it closes. */
(() => {
  "use strict";
  for (const opener of document.querySelectorAll("[data-open]")) opener.hidden = false;

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.open).showModal();
      return;
    }
    const closer = event.target.closest("dialog [data-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog").close();
      return;
    }
    if (event.target.matches("dialog[open]")) event.target.close();
  });

  function openModals(within) {
    for (const dialog of within.querySelectorAll("dialog[data-modal]:not([open])")) {
      dialog.showModal();
      dialog.addEventListener("close", () => dialog.remove());
    }
  }
  document.body.addEventListener("htmx:load", (event) => openModals(event.target.parentNode || document));
})();

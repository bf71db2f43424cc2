/* A form is sent once: a second click while the page is loading does nothing. data-autosubmit sends it on change. */
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented || event.target.matches("[hx-get], [hx-post], [method=dialog]")) return;
    event.target.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });
  // Coming back with the browser's Back button must find a form that works again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });
})();

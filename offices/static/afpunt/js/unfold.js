/* <button class="unfold" aria-controls="id" aria-expanded="false">: shows or hides the details of a movement.
   Without JavaScript the details stay visible. */
(() => {
  "use strict";
  function show(button, expanded) {
    button.setAttribute("aria-expanded", String(expanded));
    document.getElementById(button.getAttribute("aria-controls")).hidden = !expanded;
  }

  function prepare() {
    for (const button of document.querySelectorAll(".unfold:not([data-ready])")) {
      button.dataset.ready = "yes";
      show(button, button.getAttribute("aria-expanded") === "true");
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".unfold");
    if (button) show(button, button.getAttribute("aria-expanded") !== "true");
  });
  document.body.addEventListener("htmx:load", prepare);
  prepare();
})();

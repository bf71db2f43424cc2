/* The reader's choice of light or dark, before the first paint. No choice: the device decides. */
(() => {
  "use strict";
  const KEY = "afpunt-theme";
  const root = document.documentElement;

  function apply(theme) {
    root.classList.toggle("theme-light", theme === "light");
    root.classList.toggle("theme-dark", theme === "dark");
  }

  apply(localStorage.getItem(KEY));

  document.addEventListener("DOMContentLoaded", () => {
    const group = document.querySelector("[data-themes]");
    if (!group) return;
    const show = () => {
      const chosen = localStorage.getItem(KEY) || "system";
      for (const button of group.querySelectorAll("[data-theme]")) {
        button.setAttribute("aria-pressed", String(button.dataset.theme === chosen));
      }
    };
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-theme]");
      if (!button) return;
      localStorage.setItem(KEY, button.dataset.theme);
      apply(button.dataset.theme);
      show();
    });
    show();
  });
})();

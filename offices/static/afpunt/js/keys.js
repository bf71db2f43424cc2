/* Keys for people who read a list all day. Letters only work outside fields; data-key="a" on a button gives it a letter.
   "/" search, j k ↑ ↓ rows, Enter opens (rows are links), Esc closes, "?" shows the list. */
(() => {
  "use strict";
  const ROWS = ".row-tx .who a, .row-inv a.who, [data-row] a[href]";
  const typing = (element) => element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const visible = (element) => element.offsetParent !== null;

  function move(step) {
    const rows = [...document.querySelectorAll(ROWS)].filter(visible);
    if (!rows.length) return false;
    const here = rows.indexOf(document.activeElement);
    const chosen = rows.findIndex((row) => row.closest(".sel, [aria-current]"));
    const from = here >= 0 ? here : chosen;
    const next = rows[Math.min(Math.max(from + step, 0), rows.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function close() {
    const closer = document.querySelector(".panel [data-close], .document [data-close]");
    if (closer && visible(closer)) closer.click();
    return Boolean(closer);
  }

  function search() {
    const field = document.querySelector("[data-search], input[type=search]");
    if (field) field.select();
    return Boolean(field);
  }

  function keyList() {
    document.getElementById("keys").showModal();
    return true;
  }

  function press(letter) {
    const button = document.querySelector(`[data-key="${CSS.escape(letter)}"]:not(:disabled)`);
    if (button) button.click();
    return Boolean(button);
  }

  const ACTIONS = {
    "/": search,
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    Escape: close,
    "?": keyList,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const action = ACTIONS[event.key] || (() => press(event.key.toLowerCase()));
    if (action()) event.preventDefault();
  });
})();

/* The processing screen: which line is current, its panel and totals, and the keys. The place is never lost: a swap of
   rows, panel or page keeps line, scroll and focus. Everything here is a link or a button without JavaScript. */
(() => {
  "use strict";
  const NARROW = matchMedia("(max-width: 900px)");
  const PANEL_DELAY = 120;
  const READING = 4000;
  const AROUND = 48;
  const grid = () => document.getElementById("grid");
  const panel = () => document.getElementById("panel");
  const rows = () => [...document.querySelectorAll("#rows tr[data-line]")];
  const current = () => document.querySelector("#rows tr.cur");
  const rowOf = (element) => element.closest("#rows tr[data-line]");
  const needsSomebody = (row) => row.matches(".blank, .look");
  let timer = 0;
  let loading = null;
  let loadingLine = "";
  let opened = false;
  let kept = null;
  let changed = "";
  let saying = 0;

  function say(text) {
    const shown = document.getElementById("said");
    document.getElementById("announce").textContent = text;
    shown.textContent = text;
    clearTimeout(saying);
    saying = setTimeout(() => shown.replaceChildren(), READING);
  }

  /* --- the current line --- */
  function mark(row) {
    const old = current();
    if (old) {
      old.classList.remove("cur");
      old.removeAttribute("aria-current");
    }
    row.classList.add("cur");
    row.setAttribute("aria-current", "true");
    document.getElementById("foot-account").textContent = row.dataset.account;
    document.getElementById("foot-balance").textContent = row.dataset.balance;
  }

  function focusRow(row) {
    row.querySelector(".to-line").focus({ preventScroll: true });
    const box = grid().getBoundingClientRect();
    const head = grid().querySelector("thead")?.getBoundingClientRect().height || 0;
    const place = row.getBoundingClientRect();
    if (NARROW.matches) row.scrollIntoView({ block: "nearest" });
    else if (place.top - AROUND < box.top + head) grid().scrollTop -= box.top + head - place.top + AROUND;
    else if (place.bottom + AROUND > box.bottom) grid().scrollTop += place.bottom - box.bottom + AROUND;
  }

  function load(row) {
    clearTimeout(timer);
    panel().classList.toggle("open", opened);
    if (loading && loadingLine === row.dataset.line) return loading;
    if (panel().dataset.line === row.dataset.line && !loading) return Promise.resolve();
    loadingLine = row.dataset.line;
    history.replaceState(history.state, "", row.dataset.url);
    const asked = htmx.ajax("GET", row.dataset.url, { source: grid(), target: "#panel", swap: "outerHTML show:none" });
    loading = asked.finally(() => {
      if (loadingLine === row.dataset.line) loading = null;
      htmx.process(panel()); // htmx would do so when it settles; a key may be quicker, and a form then loads a page
      panel().classList.toggle("open", opened);
    });
    return loading;
  }

  function goTo(row, { now = false } = {}) {
    mark(row);
    focusRow(row);
    clearTimeout(timer);
    if (now) return load(row);
    timer = setTimeout(() => load(row), PANEL_DELAY);
    return Promise.resolve();
  }

  function move(step) {
    const all = rows();
    const next = all[Math.min(Math.max(all.indexOf(current()) + step, 0), all.length - 1)];
    if (next) goTo(next);
    if (next === all.at(-1)) more();
  }

  /* --- windows of rows --- */
  function more() {
    const sentinel = document.getElementById("next-window");
    if (!sentinel) return Promise.resolve(false);
    const url = sentinel.getAttribute("hx-get");
    return htmx.ajax("GET", url, { source: sentinel, target: sentinel, swap: "outerHTML" }).then(() => true);
  }

  /* Lines that need somebody and are not in the rows here: first those below, then those above. */
  function notLoaded() {
    const keys = (grid().dataset.openLines || "").split(" ").filter(Boolean);
    const here = keys.map((key) => document.getElementById(`line-${key}`) !== null);
    const last = here.lastIndexOf(true);
    const elsewhere = (key) => !document.getElementById(`line-${key}`);
    return [...keys.slice(last + 1), ...keys.slice(0, last + 1)].filter(elsewhere);
  }

  /* To a line that is not among these rows: the page comes with the window around it. */
  function jump(line) {
    const url = current().dataset.url.replace(/lines\/\d+\//, `lines/${line}/`);
    const whole = { target: "#content", select: "#content", swap: "outerHTML show:none" };
    const asked = htmx.ajax("GET", url, { source: grid(), headers: { "HX-Boosted": "true" }, ...whole });
    asked.then(() => history.replaceState(history.state, "", url));
  }

  function nextOpen() {
    const all = rows();
    let found = all.slice(all.indexOf(current()) + 1).find(needsSomebody);
    if (!found && notLoaded().length) return jump(notLoaded()[0]);
    found = found || all.find((row) => needsSomebody(row) && row !== current());
    if (found) goTo(found);
    else say(grid().dataset.nothingLeft);
  }

  /* What a person settled is done: on to the next line that needs somebody. `b` goes back to it. */
  function goOn() {
    const row = document.getElementById(`line-${panel().dataset.line}`);
    panel().removeAttribute("data-settled");
    changed = panel().dataset.line;
    if (!row || NARROW.matches) return;
    say(`${row.dataset.number} · ${row.querySelector(".pill").textContent.trim()}`);
    nextOpen();
  }

  function goBack() {
    const row = changed && document.getElementById(`line-${changed}`);
    if (row) goTo(row);
  }

  /* --- what the keys press --- */
  async function press(selector) {
    const row = current();
    if (row) await load(row);
    const button = document.querySelector(`#panel ${selector}`) || document.querySelector(`#actions ${selector}`);
    if (button) button.click();
    else say(grid().dataset.notPossible);
  }

  /* --- selection --- */
  let lastPick = null;
  const picks = () => rows().map((row) => row.querySelector(".pick"));

  function pick(box, on, range) {
    const all = picks();
    const from = range && lastPick ? all.indexOf(lastPick) : all.indexOf(box);
    const to = all.indexOf(box);
    for (const each of all.slice(Math.min(from, to), Math.max(from, to) + 1)) each.checked = on;
    lastPick = box;
    count();
  }

  function count() {
    const place = document.querySelector("[data-bulk-count]");
    if (place) place.textContent = picks().filter((box) => box.checked).length;
  }

  function unselect() {
    const on = picks().filter((box) => box.checked);
    for (const box of on) box.checked = false;
    count();
    return on.length > 0;
  }

  function escape() {
    if (unselect()) return;
    opened = false;
    panel().classList.remove("open");
    document.querySelector(".tools details[open]")?.removeAttribute("open");
    if (current()) focusRow(current());
  }

  function openKeys() {
    document.getElementById("statement-keys").showModal();
  }

  const ACTIONS = {
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    n: nextOpen,
    b: goBack,
    e: () => press("[data-edit]").then(() => document.querySelector("#panel [data-edit]")?.select()),
    x: () => current() && pick(current().querySelector(".pick"), !current().querySelector(".pick").checked, false),
    X: () => current() && pick(current().querySelector(".pick"), true, true),
    "/": () => document.querySelector("[data-search]").select(),
    "?": openKeys,
    Escape: escape,
    Enter: () => current() && open(current()),
  };
  for (const key of ["a", "c", "g", "i", "p", "r", "s", "t", "u"]) ACTIONS[key] = () => press(`[data-key="${key}"]`);

  function open(row) {
    opened = true;
    goTo(row, { now: true }).then(() => panel().classList.add("open"));
  }

  const typing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  const onItsOwn = (element) => element.matches("#panel :is(a, button, summary), .tools :is(a, button, summary)");

  document.addEventListener(
    "keydown",
    (event) => {
      if (!grid() || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
      if (event.altKey) {
        if (!/^Digit[1-3]$/.test(event.code)) return;
        const number = event.code.at(-1);
        press(`:is([data-proposal="${number}"], [data-habit="${number}"])`);
      } else if (typing(event.target)) {
        if (event.key !== "Escape") return;
        event.target.blur();
        if (current()) focusRow(current());
      } else {
        const action = ACTIONS[event.key];
        if (!action || (event.key === "Enter" && (onItsOwn(event.target) || !rowOf(event.target)))) return;
        action();
      }
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-panel]")) {
      event.preventDefault();
      escape();
      return;
    }
    if (event.target.matches(".pick")) {
      pick(event.target, event.target.checked, event.shiftKey);
      return;
    }
    const row = rowOf(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.target.closest("button, input, label, [data-dialog]")) return;
    event.preventDefault();
    opened = true;
    goTo(row, { now: true }).then(() => event.target.closest("[data-choose]") && press('[data-key="r"]'));
  });
  /* Many lines at once: the page comes back on the line where one was. */
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target.id !== "bulk" || !current() || NARROW.matches) return;
      event.target.elements.next.value = current().dataset.url;
    },
    true,
  );
  document.addEventListener("reset", (event) => event.target.id === "bulk" && setTimeout(unselect));

  /* --- nothing is lost when htmx swaps --- */
  function keepFocus() {
    const lost = !document.activeElement || document.activeElement === document.body;
    if (lost && current() && !document.querySelector("dialog[open]")) focusRow(current());
  }

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "content" || !grid()) return;
    kept = { statement: grid().dataset.statement, line: current()?.dataset.line, top: grid().scrollTop };
  });

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (!grid()) return;
    if (event.detail.target?.id === "content" && kept?.statement === grid().dataset.statement) {
      const row = kept.line && document.getElementById(`line-${kept.line}`);
      grid().scrollTop = kept.top;
      if (row) goTo(row);
    }
    count();
    panel().classList.toggle("open", opened); // settling gives the panel the class it was sent with
    if (panel().hasAttribute("data-settled")) goOn();
    setTimeout(keepFocus);
  });
  document.addEventListener("close", () => grid() && setTimeout(keepFocus), true); // a dialog leaves the page with it
  window.addEventListener("pageshow", () => current() && !NARROW.matches && setTimeout(keepFocus));
  if (panel()?.classList.contains("open")) opened = true;
})();

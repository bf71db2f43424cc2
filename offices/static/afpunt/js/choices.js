/* Dialogs that work on a line: links with data-dialog fetch them into #dialogs, a form that succeeds closes them.
   In a list of choices the arrows walk, Enter takes the first; what was typed last is what is looked at. */
(() => {
  "use strict";
  let taking = false;
  const choices = () => document.getElementById("choices");
  const input = () => document.querySelector("dialog [data-choices] input[type=search]");

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    htmx.ajax("GET", link.href, { source: document.getElementById("dialogs"), target: "#dialogs", swap: "innerHTML" });
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, successful, elt } = event.detail;
    const dialog = elt.closest?.("#dialogs dialog");
    if (!dialog || !successful || event.detail.target?.id !== "panel" || xhr.getResponseHeader("HX-Retarget")) return;
    dialog.close();
  });

  function takeFirst() {
    taking = choices().dataset.text !== input().value.trim();
    if (!taking) choices().querySelector(".choice")?.click();
  }

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (taking && event.detail.target?.id === "choices") takeFirst();
  });

  function walk(from, step) {
    const all = [input(), ...choices().querySelectorAll(".choice")];
    const next = all[Math.min(Math.max(all.indexOf(from) + step, 0), all.length - 1)];
    next.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.("dialog:has([data-choices])")) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) walk(event.target, steps[event.key]);
    else if (event.key === "Enter" && event.target === input()) takeFirst();
    else return;
    event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("dialog [data-choices]")) event.preventDefault();
  });
})();

/* Posten vereffenen: the figures on top follow what is ticked and typed. Amounts are counted in thousandths, as whole
   numbers; the server decides. Arrows walk the rows, Space ticks, / searches, Ctrl+Enter is OK. */
(() => {
  "use strict";
  const form = () => document.querySelector("[data-apply]");
  const rows = () => [...form().querySelectorAll("tr[data-item]")];
  const box = (row) => row.querySelector("input[name=item]");
  const field = (row) => row.querySelector(".amount");
  const discountBox = (row) => row.querySelector("input[name=discount]");
  const mills = (text) => Math.round(Number(text) * 1000);
  const language = document.documentElement.lang === "nl" ? "nl-BE" : document.documentElement.lang;

  /* As people type them: 1.204,50 · 1 204,5 · 1204.50 · −68,90 */
  function read(text) {
    const typed = text.replace(/[\s\u00a0\u202f']/g, "").replace("\u2212", "-");
    const belgian = /^[+-]?[\d.]*,\d{1,3}$/.test(typed) || /^[+-]?\d{1,3}(\.\d{3})+$/.test(typed);
    return mills(belgian ? typed.replace(/\./g, "").replace(",", ".") : typed.replace(/,/g, "")) || 0;
  }

  function write(value) {
    const places = value % 10 ? 3 : 2;
    const options = { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: "always" };
    return (value < 0 ? "\u2212" : "") + new Intl.NumberFormat(language, options).format(Math.abs(value) / 1000);
  }

  const left = (row) => mills(row.dataset.left);
  const withoutDiscount = (row) => left(row) - Math.sign(left(row)) * mills(row.dataset.discountAny);

  const whole = (row) => (discountBox(row)?.checked ? withoutDiscount(row) : left(row));

  function sums() {
    const ticked = rows().filter((row) => box(row).checked);
    const items = ticked.reduce((sum, row) => sum + read(field(row).value), 0);
    const splits = [...form().querySelectorAll("[data-split]")].reduce((sum, split) => sum + read(split.value), 0);
    const total = mills(form().dataset.total) + read(form().querySelector("[data-costs]").value);
    return { chosen: items + splits, rest: total - items - splits };
  }

  function refresh() {
    const { chosen, rest } = sums();
    form().querySelector("[data-chosen]").textContent = write(chosen);
    const shown = form().querySelector("[data-rest]");
    shown.textContent = write(rest);
    shown.classList.toggle("bad", rest !== 0);
    shown.classList.toggle("ok", rest === 0);
    for (const pill of form().querySelectorAll("[data-becomes]")) {
      pill.hidden = (pill.dataset.becomes === "applied") !== (rest === 0);
    }
    for (const row of rows()) row.classList.toggle("on", box(row).checked);
    foretell();
  }

  /* What the items become: those that are closed by it, by name. */
  function foretell() {
    const says = form().querySelector("[data-says]");
    const closed = rows().filter((row) => box(row).checked && read(field(row).value) === whole(row));
    says.dataset.plain = says.dataset.plain || says.textContent;
    const names = closed.map((row) => row.dataset.document).join(", ");
    says.textContent = names ? `${says.dataset.paid} ${names}` : says.dataset.plain;
  }

  /* What a ticked item takes: with its discount when that fits to the cent, else as much as there is. */
  function fill(row) {
    const { rest } = sums();
    const whole = left(row);
    const discount = mills(row.dataset.discount);
    const net = whole - Math.sign(whole) * discount;
    const useDiscount = discount !== 0 && rest === net;
    if (discountBox(row)) discountBox(row).checked = useDiscount;
    const sameWay = Math.sign(rest) === Math.sign(whole);
    const part = sameWay && Math.abs(rest) < Math.abs(whole) ? rest : whole;
    field(row).value = write(useDiscount ? net : part);
  }

  function tick(row, on) {
    box(row).checked = on;
    field(row).value = "";
    if (on) fill(row);
    else if (discountBox(row)) discountBox(row).checked = false;
    refresh();
  }

  document.addEventListener("change", (event) => {
    const row = form() && event.target.closest("tr[data-item]");
    if (row && event.target.name === "item") tick(row, event.target.checked);
    else if (row && event.target.name === "discount") {
      box(row).checked = true;
      field(row).value = write(event.target.checked ? withoutDiscount(row) : left(row));
      refresh();
    } else if (event.target.matches("[data-apply-of]")) {
      htmx.trigger(form().querySelector("[data-apply-search]"), "search");
    }
  });

  document.addEventListener("input", (event) => {
    if (!form() || !event.target.closest("[data-apply]")) return;
    const row = event.target.closest("tr[data-item]");
    if (row && event.target === field(row)) box(row).checked = event.target.value.trim() !== "";
    refresh();
  });

  document.addEventListener("click", (event) => {
    if (!form()) return;
    if (event.target.closest("[data-apply-none]")) {
      for (const row of rows()) tick(row, false);
      return;
    }
    const row = event.target.closest("tr[data-item]");
    if (row && !event.target.closest("input, label, a, button")) tick(row, !box(row).checked);
  });

  function walk(step) {
    const all = rows().map(box);
    const here = all.indexOf(document.activeElement.closest("tr")?.querySelector("input[name=item]"));
    const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
    if (next) next.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (!form() || !event.target.closest("[data-apply]")) return;
    const keys = { ArrowDown: () => walk(1), ArrowUp: () => walk(-1) };
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form().querySelector("[data-ok]").click();
    else if (event.key in keys && event.target.type !== "radio") keys[event.key]();
    else if (event.key === "/" && event.target.matches("[type=checkbox]")) {
      form().querySelector("[data-apply-search]").select();
    } else if (event.key === "Enter" && event.target.matches("[data-apply-search]")) {
      const first = rows()[0];
      if (first && !box(first).checked) tick(first, true);
    } else return;
    event.preventDefault();
  });

  document.body.addEventListener("htmx:afterSettle", () => form() && refresh());
  document.body.addEventListener("htmx:load", () => {
    const dialog = document.querySelector("dialog[open] [data-apply]");
    if (dialog && !dialog.dataset.ready) {
      dialog.dataset.ready = "yes";
      (dialog.querySelector("input[name=item]") || dialog.querySelector("[data-apply-search]")).focus();
      refresh();
    }
  });
})();

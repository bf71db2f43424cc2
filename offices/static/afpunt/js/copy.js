/* <button data-copy="BE07…" data-copied="IBAN copied">: puts the text on the clipboard and says so. */
(() => {
  "use strict";
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copied");
    document.getElementById("announce").textContent = button.dataset.copied || "";
    setTimeout(() => button.classList.remove("copied"), 1500);
  });
})();

/* Copies the text of an element: <button data-copy-from="id" data-done="Kopiert">. Hidden until the script is there. */
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-copy-from]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-from]");
    if (!button) return;
    const text = button.textContent;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copyFrom).textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = text; }, 2000);
  });
})();

/* Small habits of the page: light and dark, menus that fold, choices that close, copying a link, saving a picture. */
(() => {
  "use strict";
  const root = document.documentElement;

  const setTheme = (name) => {
    root.dataset.bsTheme = name;
    window.dispatchEvent(new Event("rogl:theme"));
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
    if (!localStorage.getItem("theme")) setTheme(event.matches ? "dark" : "light");
  });

  const closeChoices = (except) => {
    for (const open of document.querySelectorAll("details.choice[open]")) if (open !== except) open.open = false;
  };

  const copyLink = async (button) => {
    await navigator.clipboard.writeText(location.href);
    const text = button.textContent;
    if (text === button.dataset.copy) return;
    button.textContent = button.dataset.copy;
    setTimeout(() => { button.textContent = text; }, 2000);
  };

  document.addEventListener("click", (event) => {
    const target = event.target;
    closeChoices(target.closest("details.choice"));
    if (target.closest(".theme-switch")) {
      const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
      localStorage.setItem("theme", next);
      setTheme(next);
    }
    const toggle = target.closest("[data-toggle]");
    if (toggle) {
      const isOpen = document.getElementById(toggle.dataset.toggle).classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(isOpen));
    }
    const copy = target.closest("[data-copy]");
    if (copy) copyLink(copy);
    const twin = target.closest('a[href^="#"]');
    const folded = twin && document.getElementById(twin.hash.slice(1));
    if (folded instanceof HTMLDetailsElement) folded.open = true;
  });

  /* What takes longer than a second is said, to eyes and screen readers; what is quicker passes without a flicker. */
  const SAID_AFTER_MS = 1000;
  const watchBusy = () => {
    const line = document.getElementById("busy");
    if (!line) return;
    let timer;
    const look = () => {
      const isBusy = Boolean(document.querySelector('main [aria-busy="true"]'));
      if (!isBusy) {
        clearTimeout(timer);
        timer = undefined;
        line.textContent = "";
      } else timer ??= setTimeout(() => { line.textContent = line.dataset.text; }, SAID_AFTER_MS);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-busy"] });
  };
  document.addEventListener("DOMContentLoaded", watchBusy);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.choice[open]");
    closeChoices();
    open?.querySelector("summary").focus();
  });
})();

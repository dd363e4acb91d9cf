/* Suggestions while typing, for every form.search-box: editable combobox with a list (WAI-ARIA Authoring Practices 1.2).
   Without this script the form leads to the search page. */
(() => {
  "use strict";
  const WAIT_MS = 70;
  const known = new Map();
  const isCode = (query) => /^\s*(\d\s*){5,}$/.test(query);

  const ask = async (query, lang, signal) => {
    const address = `/api/v1/search.json?q=${encodeURIComponent(query)}&lang=${lang}`;
    if (!known.has(address)) {
      const response = await fetch(address, { signal });
      if (!response.ok) return [];
      const answer = await response.json();
      known.set(address, Object.assign(answer.results, { isApproximate: answer.is_approximate }));
    }
    return known.get(address);
  };

  const text = (tagName, className, content) => {
    const node = document.createElement(tagName);
    node.className = className;
    node.textContent = content;
    return node;
  };

  const setUp = (form) => {
    const input = form.querySelector("input");
    const list = form.querySelector("[role=listbox]");
    const status = form.querySelector("[role=status]");
    let results = [];
    let active = -1;
    let timer = 0;
    let request = null;

    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      select(-1);
    };

    const select = (index) => {
      active = index;
      [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
      if (index < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[index].id);
        list.children[index].scrollIntoView({ block: "nearest" });
      }
    };

    const show = (found) => {
      const marked = results[active]?.url;
      results = found;
      list.replaceChildren(
        ...found.map((result, place) => {
          const option = text("li", "suggestion", "");
          option.id = `${list.id}-${place}`;
          option.setAttribute("role", "option");
          option.append(
            text("span", "suggestion-label", result.label),
            text("span", "suggestion-detail", [result.kind_label, result.detail].filter(Boolean).join(", ")),
          );
          return option;
        }),
      );
      select(found.findIndex(({ url }) => url === marked));
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
      const { none, one, other } = input.dataset;
      status.textContent = found.length === 0 ? none : found.length === 1 ? one : other.replace("{n}", found.length);
    };

    const update = async () => {
      const query = input.value.trim();
      request?.abort();
      if (!query) {
        status.textContent = "";
        close();
        return;
      }
      request = new AbortController();
      try {
        const found = await ask(query, input.dataset.lang, request.signal);
        if (query === input.value.trim() && document.activeElement === input) show(found);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };

    const open = (place) => { location.href = results[place].url; };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(update, WAIT_MS);
    });
    input.addEventListener("focus", () => { if (input.value.trim() && list.children.length) update(); });
    input.addEventListener("keydown", (event) => {
      const isOpen = !list.hidden;
      const n = results.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!isOpen) update();
        else if (event.key === "ArrowDown") select(active + 1 < n ? active + 1 : 0);
        else select(active > 0 ? active - 1 : n - 1);
      } else if (event.key === "Enter" && isOpen && active >= 0) {
        event.preventDefault();
        open(active);
      } else if (event.key === "Enter" && isOpen && n === 1 && isCode(input.value) && !results.isApproximate) {
        /* The code of one place: there is nothing to choose. */
        event.preventDefault();
        open(0);
      } else if (event.key === "Escape" && (isOpen || input.value)) {
        event.preventDefault();
        // An answer that is still on its way must not open the list again.
        clearTimeout(timer);
        request?.abort();
        if (isOpen) close();
        else input.value = "";
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) open([...list.children].indexOf(option));
    });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("form.search-box").forEach(setUp));
})();

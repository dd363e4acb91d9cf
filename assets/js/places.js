/* Names of places while they are typed: fills the datalist of every input with data-places, which names the level wanted. */
(() => {
  "use strict";
  const WAIT_MS = 90;
  let timer = 0;
  let request = null;

  const offer = async (input) => {
    const query = input.value.trim();
    const list = document.getElementById(input.getAttribute("list"));
    request?.abort();
    if (query.length < 2 || !list || [...list.options].some((option) => option.value === input.value)) return;
    request = new AbortController();
    const wanted = new URLSearchParams({ q: query, lang: document.documentElement.lang, level: input.dataset.places });
    try {
      const response = await fetch(`/api/v1/places.json?${wanted}`, { signal: request.signal });
      if (!response.ok || query !== input.value.trim()) return;
      list.replaceChildren(...(await response.json()).map(({ value, label }) => {
        const option = document.createElement("option");
        option.value = value;
        option.label = `${value} – ${label}`;
        return option;
      }));
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren();
    }
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("input[data-places]")) return;
    clearTimeout(timer);
    timer = setTimeout(offer, WAIT_MS, event.target);
  });
})();

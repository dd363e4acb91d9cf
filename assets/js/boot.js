/* Starts Dash on the page that is already there: hands it the embedded layout and callbacks instead of letting it ask
   for them, and swaps the first paint for the live page once that is drawn, where Dash draws it. */
(() => {
  "use strict";
  const EMBEDDED = { "_dash-layout": "page-layout", "_dash-dependencies": "page-callbacks" };
  const askServer = window.fetch.bind(window);

  /* A part of the page dims when an answer takes its time. What is quick does not flicker, and is not painted once more for it. */
  const DIMS_AFTER_MS = 300;
  const dimming = new Map();
  window.roglWait = (isOn, id = "charts") => {
    clearTimeout(dimming.get(id));
    const part = document.getElementById(id);
    if (isOn) dimming.set(id, setTimeout(() => part?.setAttribute("aria-busy", "true"), DIMS_AFTER_MS));
    else part?.removeAttribute("aria-busy");
  };

  /* When the server does not answer, say so; the selection stands in the address and is not lost. A question of the page and
     the files it loads each have troubles of their own: what goes well with the one says nothing of the other. */
  const troubles = new Set();
  window.roglTrouble = (isOn, kind = "file") => {
    if (isOn) troubles.add(kind);
    else troubles.delete(kind);
    document.getElementById("trouble").hidden = !troubles.size;
  };
  const answer = async (asked) => {
    try {
      const response = await asked;
      window.roglTrouble(response.status >= 500);
      return response;
    } catch (error) {
      if (error.name !== "AbortError") window.roglTrouble(true);
      throw error;
    }
  };

  window.fetch = (resource, options) => {
    const name = String(resource.url || resource).split("?")[0].split("/").pop();
    const node = EMBEDDED[name] && document.getElementById(EMBEDDED[name]);
    if (name === "_dash-update-component") return window.roglAnswer(() => askServer(resource, options), options);
    if (!node) return answer(askServer(resource, options));
    return Promise.resolve(new Response(node.textContent, { headers: { "Content-Type": "application/json" } }));
  };

  /* Fragments are empty in Dash's page: their HTML moves over from the first paint. */
  const swap = (entry, firstPaint) => {
    const focused = document.activeElement && document.activeElement.id;
    for (const target of entry.querySelectorAll("[data-fragment]")) {
      target.append(...firstPaint.querySelector(`[data-fragment="${target.dataset.fragment}"]`).childNodes);
    }
    firstPaint.remove();
    entry.classList.remove("waiting");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    window.dispatchEvent(new Event("resize"));
  };

  /* The page answers from now on. */
  const goLive = () => {
    if (document.documentElement.dataset.live) return;
    document.documentElement.dataset.live = "true";
    document.dispatchEvent(new Event("rogl:live"));
  };

  /* dashboard/store.py: Dash keeps its data, there is nothing to draw. */
  const Store = () => {
    window.React.useEffect(() => {
      if (!document.getElementById("first-paint")) goLive();
    }, []);
    return null;
  };
  window.rogl_components = { Store };

  /* dcc.Graph stands without a height for a moment: what is below would jump. */
  const hasPlaces = (entry) => [...entry.querySelectorAll(".dash-graph")].every((graph) => graph.style.height);

  document.addEventListener("DOMContentLoaded", () => {
    const entry = document.getElementById("react-entry-point");
    if (!entry || !window.DashRenderer) return;
    const firstPaint = document.getElementById("first-paint");
    const watch = new MutationObserver(() => {
      if (!entry.querySelector("[data-fragment]") || !hasPlaces(entry)) return;
      watch.disconnect();
      swap(entry, firstPaint);
      goLive();
    });
    if (firstPaint) watch.observe(entry, { childList: true, subtree: true });
    window.roglWatch();
    window.renderer = new window.DashRenderer();
  });
})();

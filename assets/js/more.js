/* Folds below charts: statement (data-fill: its address) and embed code (data-src), filled when they open. Those with
   data-follow take the filters ("filters") or the whole query ("all") of the address and follow it while they are open. */
(() => {
  "use strict";
  const KEYS = ["state", "lab", "theme", "principle", "format", "target_group", "evidence", "kind", "from", "to", "q"];

  const address = (base, follow) => {
    const url = new URL(base, location.href);
    const query = new URLSearchParams(location.search);
    if (follow) for (const key of [...KEYS, ...query.keys()]) url.searchParams.delete(key);
    for (const [key, value] of follow ? query : []) {
      if (follow === "all" || KEYS.includes(key)) url.searchParams.append(key, value);
    }
    return url;
  };

  const fill = async (fold) => {
    for (const part of fold.querySelectorAll("[data-fill], [data-src]")) {
      const url = address(part.dataset.fill || part.dataset.src, part.dataset.follow);
      const code = part.querySelector("code");
      if (part.dataset.src) {
        const source = url.href.replaceAll("&", "&amp;").replaceAll('"', "%22");
        code.textContent = code.textContent.replace(/src="[^"]*"/, () => `src="${source}"`);
      } else if (part.dataset.filled !== url.href) {
        const response = await fetch(url);
        const text = await response.text();
        // The address may have gone on; then another answer is on its way.
        if (!response.ok || address(part.dataset.fill, part.dataset.follow).href !== url.href) continue;
        code.textContent = text;
        part.dataset.filled = url.href;
      }
    }
  };

  /* Pictures of charts that are HTML: data-picture names their parts, data-script the file that draws them. */
  const load = (source) => new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("script"), { src: source, onload: done, onerror: failed }));
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-picture]");
    if (!button) return;
    try {
      if (!window.roglPicture) await load(button.dataset.script);
    } catch {
      window.roglTrouble(true);
      return;
    }
    const section = button.closest("section") || document.querySelector(button.dataset.picture).closest("section");
    const seen = (node) => node.getClientRects().length && !node.closest("details:not([open])");
    const parts = [...section.querySelectorAll(button.dataset.picture)].filter(seen);
    const title = button.dataset.title || section.querySelector("h2, h1").textContent;
    const isApart = (node) => node.closest(".map-list") || parts.some((part) => part.contains(node));
    const notes = [...section.querySelectorAll(".note")].filter((node) => seen(node) && !isApart(node));
    const note = `${notes.map((node) => node.textContent.trim()).join(" ")} ${button.dataset.credit} ${location.href}`.trim();
    await window.roglPicture(parts, { title, note, format: button.dataset.format });
  });

  /* The link that holds this view fast leads to what the address says now. */
  const freeze = (event) => {
    const link = event.target.closest?.("a[data-freeze]");
    if (!link) return;
    const query = new URLSearchParams(location.search);
    query.set("data", link.dataset.freeze);
    link.href = `${location.pathname}?${query}`;
  };
  for (const kind of ["pointerover", "focusin", "click"]) document.addEventListener(kind, freeze);

  document.addEventListener("toggle", (event) => { if (event.target.matches?.(".folded[open]")) fill(event.target); }, true);
  document.addEventListener("rogl:query", () => {
    for (const fold of document.querySelectorAll(".chart-more .folded[open]")) fill(fold);
  });
})();

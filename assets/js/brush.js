/* A brush over links that each stand for a year: [data-brush=<query key>] a[data-year]. Drawing across several, or a click with
   the shift key held, goes to all of them; a plain click stays a link. */
(() => {
  "use strict";
  let drawn = null;

  const yearAt = (target) => target?.closest?.("[data-brush] a[data-year]");
  const span = (one, other) => [one, other].map((link) => Number(link.dataset.year)).sort((a, b) => a - b);

  const mark = () => {
    const [first, last] = drawn ? span(drawn.from, drawn.to) : [1, 0];
    for (const link of document.querySelectorAll("[data-brush] a[data-year]"))
      link.classList.toggle("drawn", link.dataset.year >= first && link.dataset.year <= last);
  };

  const show = (brush, first, last) => {
    const query = new URLSearchParams(location.search);
    query.set(brush.dataset.brush, first === last ? String(first) : `${first}-${last}`);
    window.dash_clientside.rogl.go(query);
  };

  document.addEventListener("pointerdown", (event) => {
    const link = yearAt(event.target);
    if (!link || event.button !== 0 || event.shiftKey || !document.documentElement.dataset.live) return;
    drawn = { from: link, to: link };
    link.releasePointerCapture?.(event.pointerId);
  });

  document.addEventListener("pointermove", (event) => {
    const link = drawn && yearAt(document.elementFromPoint(event.clientX, event.clientY));
    if (!link || link === drawn.to) return;
    drawn.to = link;
    mark();
  });

  const finish = (isDone) => {
    const found = drawn;
    drawn = null;
    mark();
    if (isDone && found && found.from !== found.to) show(found.from.closest("[data-brush]"), ...span(found.from, found.to));
  };
  document.addEventListener("pointerup", () => finish(true));
  document.addEventListener("pointercancel", () => finish(false));

  /* With shift a click, or Enter, extends what is shown to this year; the browser would open a window. */
  document.addEventListener(
    "click",
    (event) => {
      const link = yearAt(event.target);
      if (!link || !event.shiftKey || !document.documentElement.dataset.live) return;
      event.preventDefault();
      const brush = link.closest("[data-brush]");
      const shown = [...brush.querySelectorAll("a[aria-current]")].map((item) => Number(item.dataset.year));
      const year = Number(link.dataset.year);
      show(brush, Math.min(year, ...shown), Math.max(year, ...shown));
    },
    true,
  );
})();

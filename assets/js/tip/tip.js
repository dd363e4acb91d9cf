/* What a mark of a drawing says, beside the pointer: data-tip holds its lines, parted by <br>, in bold between <b> and </b>.
   Thin marks are found from some pixels away, also over a bar. The tables below the drawings say the same. */
(() => {
  "use strict";
  const AROUND = [0, 4, 8].flatMap((far) => (far ? [[far, 0], [-far, 0], [0, far], [0, -far]] : [[0, 0]]));
  let tip = null;

  const widthOf = (mark) => mark.getBoundingClientRect().width;
  const markAt = (x, y) => {
    const found = AROUND.map(([dx, dy]) => document.elementFromPoint(x + dx, y + dy)?.closest("[data-tip]")).filter(Boolean);
    return found.reduce((best, mark) => (best && widthOf(best) <= widthOf(mark) ? best : mark), null);
  };

  const line = (text) => {
    const isBold = text.startsWith("<b>");
    const node = document.createElement(isBold ? "b" : "span");
    node.textContent = text.replace(/<\/?b>/g, "");
    return node;
  };

  const hide = () => { if (tip) tip.hidden = true; };

  const show = (mark, x, y) => {
    if (!tip) {
      tip = Object.assign(document.createElement("div"), { className: "map-tip mark-tip" });
      tip.setAttribute("aria-hidden", "true");
      document.body.append(tip);
    }
    tip.replaceChildren(...mark.dataset.tip.split("<br>").map(line));
    tip.hidden = false;
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    tip.style.left = `${Math.max(4, x + 14 + tip.offsetWidth > width ? x - tip.offsetWidth - 14 : x + 14)}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > height ? y - tip.offsetHeight - 12 : y + 18}px`;
  };

  const look = (event) => {
    const mark = event.target.closest?.("[data-tips]") && markAt(event.clientX, event.clientY);
    if (mark) show(mark, event.clientX, event.clientY);
    else hide();
  };
  document.addEventListener("pointermove", look);
  document.addEventListener("pointerdown", look);
  document.documentElement.addEventListener("pointerleave", hide);
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();

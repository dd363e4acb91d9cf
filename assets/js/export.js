/* Saves a figure as PNG or SVG with its title, source and address, drawn once more off screen at the size seen. */
(() => {
  "use strict";
  const TOP = 64;
  const LINE = 18;

  const wrapped = (text, width) => {
    const limit = Math.floor(width / 6.4);
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      if (lines[lines.length - 1].length + word.length > limit) lines.push("");
      lines[lines.length - 1] += `${word} `;
    }
    return lines;
  };

  const framed = (gd, title, source) => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const { width, height, margin } = gd._fullLayout;
    const lines = wrapped(source, width);
    const foot = LINE * (lines.length + 1);
    const layout = structuredClone({ ...gd.layout, template: undefined });
    const edge = { xref: "paper", x: 0, xanchor: "left", xshift: -margin.l, align: "left", showarrow: false };
    const text = (content, size, name, more) => ({ ...edge, text: content, font: { size, color: colour(name) }, ...more });
    return {
      data: gd.data,
      layout: {
        ...layout,
        template: gd.layout.template,
        meta: {},
        width,
        height: height + TOP + foot,
        paper_bgcolor: colour("--bg"),
        margin: { ...margin, t: margin.t + TOP, b: margin.b + foot, pad: 0 },
        annotations: [
          ...(layout.annotations || []),
          text(`<b>${title}</b>`, 22, "--ink", { yref: "paper", y: 1, yanchor: "bottom", yshift: margin.t + 16 }),
          text(lines.join("<br>"), 12, "--ink-2", { yref: "paper", y: 0, yanchor: "top", yshift: -margin.b - 4 }),
        ],
      },
      config: { staticPlot: true, responsive: false },
    };
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-export]");
    const gd = button && document.querySelector(`#${button.dataset.export} .js-plotly-plot`);
    if (!gd) return;
    const section = gd.closest("section");
    const notes = [...section.querySelectorAll(".note")].filter((node) => !node.closest(".map-list, .partners, details"));
    const source = notes.map((node) => node.textContent).join(" ");
    const title = section.querySelector("h2").textContent;
    const place = document.createElement("div");
    place.className = "off-screen";
    document.body.append(place);
    const figure = framed(gd, title, `${source} CC BY 4.0. ${location.href}`);
    const { width, height } = figure.layout;
    const filename = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60);
    button.setAttribute("aria-busy", "true");
    try {
      await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));
      await window.Plotly.newPlot(place, figure);
      await window.Plotly.downloadImage(place, { format: button.dataset.format, filename, width, height, scale: 2 });
      window.Plotly.purge(place);
    } finally {
      place.remove();
      button.removeAttribute("aria-busy");
    }
  });
})();

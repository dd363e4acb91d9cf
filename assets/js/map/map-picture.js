/* Saves the map as PNG with its title, legend, source and address. */
(() => {
  "use strict";
  const RATIO = 2;
  const EDGE = 24;
  const LEGEND = { width: 250, line: 24, swatch: 20 };
  const LINE = { title: 30, foot: 17 };

  const wrapped = (context, text, width) => {
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = `${lines[lines.length - 1]}${word} `;
      if (context.measureText(longer).width > width && lines[lines.length - 1]) lines.push(`${word} `);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  };

  const legend = (context, x, y, colours, font) => {
    const write = (text, left, under) => { context.fillStyle = colours.ink; context.fillText(text, left, under); };
    font(600, 13);
    write(document.querySelector(".map-legend thead th").textContent, x, y + 20);
    font(400, 13);
    document.querySelectorAll(".map-legend tbody tr").forEach((row, index) => {
      const over = y + 34 + index * LEGEND.line;
      context.fillStyle = getComputedStyle(row.querySelector(".swatch")).backgroundColor;
      context.fillRect(x, over, LEGEND.swatch, 14);
      context.strokeStyle = colours.state;
      context.strokeRect(x, over, LEGEND.swatch, 14);
      write(`${row.querySelector("th").textContent} (${row.querySelector("td").textContent})`, x + 28, over + 12);
    });
  };

  /* `layers` are the canvases of the map from below, all of the same size. */
  const picture = (layers, colours) => {
    const [mapWidth, mapHeight] = [layers[0].clientWidth, layers[0].clientHeight];
    const width = mapWidth + LEGEND.width + 3 * EDGE;
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    const family = getComputedStyle(document.body).fontFamily;
    const font = (weight, px) => { context.font = `${weight} ${px}px ${family}`; };
    font(680, 24);
    const title = wrapped(context, document.getElementById("map-title").textContent, width - 2 * EDGE);
    font(400, 12);
    const foot = wrapped(context, `${document.getElementById("map-source").textContent} ${location.href}`, width - 2 * EDGE);
    const over = EDGE + title.length * LINE.title + 12;
    const height = over + mapHeight + EDGE + foot.length * LINE.foot + 16;
    canvas.width = width * RATIO;
    canvas.height = height * RATIO;
    context.scale(RATIO, RATIO);
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, width, height);
    font(680, 24);
    context.fillStyle = colours.ink;
    title.forEach((text, index) => context.fillText(text, EDGE, 44 + index * LINE.title));
    for (const layer of layers) context.drawImage(layer, EDGE, over, mapWidth, mapHeight);
    legend(context, mapWidth + 2 * EDGE, over, colours, font);
    font(400, 12);
    context.fillStyle = colours.quiet;
    foot.forEach((text, index) => context.fillText(text, EDGE, over + mapHeight + 30 + index * LINE.foot));
    return canvas;
  };

  const savePicture = (layers, colours) => picture(layers, colours).toBlob((blob) => {
    const title = document.getElementById("map-title").textContent;
    const name = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60);
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${name}.png` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }, "image/png");

  window.roglMap.savePicture = savePicture;
})();

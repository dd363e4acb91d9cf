/* Saves a chart that is HTML (matrix, strips, drawing) as SVG or PNG with title, source and address: every box, line and
   text is read from the page as it is drawn and written as SVG, the font included. Loaded when it is first asked for. */
(() => {
  "use strict";
  const PAD = 24;
  const MOST = 16000; // pixels of a side that browsers can put into one picture
  const SKIPPED = ".visually-hidden, [hidden], button, .chart-more, .chart-links, summary, script";
  const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "paint-order", "text-anchor",
    "font-family", "font-size", "font-weight", "display", "visibility", "overflow", "vector-effect", "fill-rule", "r"];

  const safe = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  const fixed = (value) => Math.round(value * 100) / 100;
  const px = (text) => parseFloat(text) || 0;
  const isSeen = (colour) => colour && colour !== "transparent" && !/rgba\(.*,\s*0\)$/.test(colour);
  const attributes = (given) => Object.entries(given).filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => ` ${key}="${safe(typeof value === "number" ? fixed(value) : value)}"`).join("");
  const element = (name, given, inner = "") => `<${name}${attributes(given)}${inner ? `>${inner}</${name}>` : "/>"}`;

  const pen = document.createElement("canvas").getContext("2d");
  const ascent = (style) => {
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return pen.measureText("x").fontBoundingBoxAscent;
  };

  /* Pieces of a text node by line, each with the box it fills: words, and parts of words that are broken over lines. */
  const pieces = function* (node) {
    const range = document.createRange();
    const boxes = (from, to) => {
      range.setStart(node, from);
      range.setEnd(node, to);
      return [...range.getClientRects()].filter((box) => box.width);
    };
    for (const match of node.data.matchAll(/[^\s\u200b]+/g)) {
      const whole = boxes(match.index, match.index + match[0].length);
      if (whole.length === 1) yield { text: match[0].replace(/\u00ad/g, ""), box: whole[0] };
      // The hyphen that a break brings belongs to the box of the sign after it, on the line before.
      for (let index = 0; whole.length > 1 && index < match[0].length; index += 1) {
        const sign = match[0][index] === "\u00ad" ? "" : match[0][index];
        const own = sign ? boxes(match.index + index, match.index + index + 1) : [];
        if (own.length > 1 && match[0][index - 1] === "\u00ad") yield { text: "-", box: own[0], isPart: true };
        if (own.length) yield { text: sign, box: own[own.length - 1], isPart: index > 0 };
      }
    }
  };

  const lines = (node) => {
    const found = [];
    for (const { text, box, isPart } of pieces(node)) {
      const last = found[found.length - 1];
      if (last && Math.abs(last.top - box.top) < 2) Object.assign(last, { text: last.text + (isPart ? "" : " ") + text, right: box.right });
      else found.push({ text, left: box.left, right: box.right, top: box.top, bottom: box.bottom });
    }
    return found;
  };

  const ANCHORS = { right: "end", end: "end", center: "middle" };
  const textOf = (node, style, at) => lines(node).map((line) => {
    const anchor = ANCHORS[style.textAlign];
    const x = { end: line.right, middle: (line.left + line.right) / 2 }[anchor] ?? line.left;
    at.right = Math.max(at.right, line.right - at.x);
    const place = style.writingMode.startsWith("vertical")
      ? { transform: `translate(${fixed((line.left + line.right) / 2 - at.x)} ${fixed(line.bottom - at.y)}) rotate(-90)`, "dominant-baseline": "central" }
      : { x: x - at.x, y: line.top - at.y + ascent(style), "text-anchor": anchor };
    const figures = style.fontVariantNumeric === "normal" ? undefined : `font-variant-numeric:${style.fontVariantNumeric}`;
    return element("text", { ...place, fill: style.color, "font-size": px(style.fontSize), "font-weight": style.fontWeight, style: figures }, safe(line.text));
  }).join("");

  const polygon = (clip, box) => [...clip.matchAll(/([\d.]+)(?:%|px)?\s+([\d.]+)(?:%|px)?/g)]
    .map(([, x, y]) => `${fixed(box.x + (x / 100) * box.width)},${fixed(box.y + (y / 100) * box.height)}`).join(" ");

  /* Ground and borders of a box; a box without size whose borders make a triangle becomes that triangle. */
  const boxOf = (style, box) => {
    const sides = ["Top", "Right", "Bottom", "Left"].map((side) => ({
      width: style[`border${side}Style`] === "none" ? 0 : px(style[`border${side}Width`]), colour: style[`border${side}Color`] }));
    const [top, right, bottom, left] = sides;
    const seen = sides.filter((side) => side.width && isSeen(side.colour));
    const ground = isSeen(style.backgroundColor) ? style.backgroundColor : "none";
    if (sides.some((side) => side.width && !isSeen(side.colour)) && seen.length === 1) {
      const tip = seen[0] === bottom
        ? [[box.x, box.y + box.height], [box.x + box.width, box.y + box.height], [box.x + box.width / 2, box.y]]
        : [[box.x, box.y], [box.x, box.y + box.height], [box.x + box.width, box.y + box.height / 2]];
      return element("polygon", { points: tip.map((point) => point.map(fixed).join(",")).join(" "), fill: seen[0].colour });
    }
    if (style.clipPath.startsWith("polygon")) return element("polygon", { points: polygon(style.clipPath, box), fill: ground });
    const radius = Math.min(px(style.borderTopLeftRadius) * (style.borderTopLeftRadius.endsWith("%") ? box.width / 100 : 1), box.width / 2, box.height / 2);
    if (seen.length === 4 && new Set(seen.map((side) => side.colour)).size === 1) {
      const half = top.width / 2;
      return element("rect", { x: box.x + half, y: box.y + half, width: box.width - top.width, height: box.height - top.width,
        rx: Math.max(radius - half, 0), fill: ground, stroke: top.colour, "stroke-width": top.width,
        "stroke-dasharray": style.borderTopStyle === "dashed" ? "3 2" : undefined });
    }
    let found = ground === "none" ? "" : element("rect", { x: box.x, y: box.y, width: box.width, height: box.height, rx: radius, fill: ground });
    const bars = [[top, box.x, box.y, box.width, top.width], [bottom, box.x, box.y + box.height - bottom.width, box.width, bottom.width],
      [left, box.x, box.y, left.width, box.height], [right, box.x + box.width - right.width, box.y, right.width, box.height]];
    for (const [side, x, y, width, height] of bars) {
      if (seen.includes(side)) found += element("rect", { x, y, width, height, fill: side.colour });
    }
    return found;
  };

  /* A picture that fills a box, cut to the box around it. */
  const groundOf = async (node, style, box, at) => {
    const address = /^url\("([^"]+)"\)$/.exec(style.backgroundImage)?.[1];
    if (!address) return "";
    const around = node.parentElement.getBoundingClientRect();
    const frame = { x: around.left - at.x, y: around.top - at.y, width: around.width, height: around.height };
    const text = await (await fetch(address)).text();
    const picture = { x: box.x - frame.x, y: box.y - frame.y, width: box.width, height: box.height, preserveAspectRatio: "none" };
    return element("svg", frame, element("image", { ...picture, href: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}` }));
  };

  /* What ::before and ::after draw as a box of their own; words in them are left out. */
  const pseudo = (node, name, box) => {
    const style = getComputedStyle(node, name);
    if (style.content === "none" || style.content === "normal" || style.position !== "absolute") return "";
    const own = { x: box.x + px(style.left), y: box.y + px(style.top), width: px(style.width), height: px(style.height) };
    const turn = style.transform === "none" ? undefined
      : `translate(${fixed(own.x + own.width / 2)} ${fixed(own.y + own.height / 2)}) ${style.transform} translate(${fixed(-own.x - own.width / 2)} ${fixed(-own.y - own.height / 2)})`;
    return element("g", { transform: turn }, boxOf(style, own));
  };

  /* A drawing of the page with its looks written in; symbols of other files are fetched. */
  const files = new Map();
  const drawing = async (node, box) => {
    const copy = node.cloneNode(true);
    const [from, to] = [[node, ...node.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
    for (const [index, source] of from.entries()) {
      const style = getComputedStyle(source);
      for (const key of DRAWN) if (style.getPropertyValue(key)) to[index].style.setProperty(key, style.getPropertyValue(key));
    }
    for (const use of copy.querySelectorAll("use")) {
      const [file, id] = use.getAttribute("href").split("#");
      if (!file) {
        const source = document.getElementById(id);
        const own = source.cloneNode(true);
        own.removeAttribute("id");
        own.setAttribute("style", use.getAttribute("style"));
        own.style.setProperty("vector-effect", getComputedStyle(source).getPropertyValue("vector-effect")); // is not handed down
        use.replaceWith(own);
        continue;
      }
      if (!files.has(file)) files.set(file, fetch(file).then((answer) => answer.text()).then((text) => new DOMParser().parseFromString(text, "image/svg+xml")));
      const symbol = (await files.get(file)).getElementById(id);
      const inner = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      for (const name of ["viewBox", "preserveAspectRatio"]) if (symbol?.hasAttribute(name)) inner.setAttribute(name, symbol.getAttribute(name));
      inner.append(...[...(symbol?.childNodes || [])].map((child) => document.importNode(child, true)));
      use.replaceWith(inner);
    }
    for (const key of ["x", "y", "width", "height"]) copy.setAttribute(key, fixed(box[key]));
    copy.removeAttribute("class");
    return new XMLSerializer().serializeToString(copy);
  };

  const trace = async (node, at) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? textOf(node, getComputedStyle(node.parentElement), at) : "";
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SKIPPED)) return "";
    const style = getComputedStyle(node);
    if (style.display === "none" || style.visibility === "hidden") return "";
    const rect = node.getBoundingClientRect();
    const box = { x: rect.left - at.x, y: rect.top - at.y, width: rect.width, height: rect.height };
    const isDrawing = node.tagName.toLowerCase() === "svg";
    if (node.tagName === "DETAILS" && !node.open) return "";
    let found = style.display === "contents" || isDrawing ? "" : boxOf(style, box);
    if (found || isDrawing) at.right = Math.max(at.right, box.x + box.width);
    if (isDrawing && !rect.width) return ""; // only holds what others use
    if (isDrawing) {
      // Names may reach beyond their drawing.
      for (const text of node.querySelectorAll("text")) at.right = Math.max(at.right, text.getBoundingClientRect().right - at.x);
      return drawing(node, box);
    }
    found += await groundOf(node, style, box, at);
    // What stands before and after is mostly a line behind the rest or a sign without content.
    found += pseudo(node, "::before", box) + pseudo(node, "::after", box);
    for (const child of node.childNodes) found += await trace(child, at);
    return found;
  };

  const wrapped = (text, width, size) => {
    const found = [""];
    const style = getComputedStyle(document.body);
    pen.font = `${size}px ${style.fontFamily}`;
    for (const word of text.split(/\s+/)) {
      const longer = `${found[found.length - 1]} ${word}`.trim();
      if (pen.measureText(longer).width > width && found[found.length - 1]) found.push(word);
      else found[found.length - 1] = longer;
    }
    return found;
  };

  const font = async () => {
    const link = document.querySelector('link[rel="preload"][as="font"]');
    const bytes = new Uint8Array(await (await fetch(link.href)).arrayBuffer());
    let text = "";
    for (let index = 0; index < bytes.length; index += 32768) text += String.fromCharCode(...bytes.subarray(index, index + 32768));
    const family = getComputedStyle(document.documentElement).getPropertyValue("--font").split(",")[0];
    return `@font-face{font-family:${family};font-weight:200 800;src:url(data:font/woff2;base64,${btoa(text)}) format("woff2")}`;
  };

  const svgOf = async (parts, title, note) => {
    const root = getComputedStyle(document.documentElement);
    const colour = (name) => root.getPropertyValue(name).trim();
    let [inner, top, width] = ["", 0, 0];
    for (const part of parts) {
      const scrolled = [part, ...part.querySelectorAll(".scroll, .matrix-scroll")].map((node) => [node, node.scrollLeft]);
      for (const [node] of scrolled) node.scrollLeft = 0;
      const rect = part.getBoundingClientRect();
      const at = { x: rect.left, y: rect.top, right: 0 };
      inner += element("g", { transform: `translate(0 ${fixed(top)})` }, await trace(part, at));
      for (const [node, left] of scrolled) node.scrollLeft = left;
      top += rect.height + 12;
      width = Math.max(width, at.right);
    }
    const block = (list, size, weight, ink, y, step) => list.map((line, index) => element("text",
      { x: PAD, y: y + index * step, fill: colour(ink), "font-size": size, "font-weight": weight }, safe(line))).join("");
    const head = wrapped(title, width, 24);
    const foot = wrapped(note, width, 13);
    const start = PAD + head.length * 30 + 6;
    const height = start + top + foot.length * 18 + PAD;
    const body = [
      `<style>${await font()}</style>`,
      element("rect", { width: width + 2 * PAD, height, fill: colour("--bg") }),
      block(head, 24, 660, "--ink", PAD + 20, 30),
      element("g", { transform: `translate(${PAD} ${start})` }, inner),
      block(foot, 13, 400, "--ink-2", start + top + 14, 18),
    ].join("");
    const size = { width: Math.ceil(width + 2 * PAD), height: Math.ceil(height) };
    return { ...size, text: element("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${size.width} ${size.height}`, ...size,
      "font-family": colour("--font") }, body) };
  };

  const pngOf = async ({ text, width, height }) => {
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(2, MOST / Math.max(width, height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(scale * width), height: Math.round(scale * height) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    return new Promise((done) => { canvas.toBlob(done, "image/png"); });
  };

  window.roglPicture = async (parts, { title, note, format }) => {
    const svg = await svgOf(parts, title, note);
    const blob = format === "svg" ? new Blob([svg.text], { type: "image/svg+xml" }) : await pngOf(svg);
    const name = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${name}.${format}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
})();

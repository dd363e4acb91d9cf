/* The page of the indicator map: loads geometry and values, answers pointer, keys and controls, keeps the address. */
(() => {
  "use strict";
  const { Geometry, MISSING, readValues, prepare, rasterise, areas, edges, borders, marks, savePicture } = window.roglMap;
  const byId = (id) => document.getElementById(id);
  const json = (id) => JSON.parse(byId(id).textContent);
  const surface = byId("map-surface");
  if (!surface) return;
  const page = json("map-page");
  const { lang } = document.documentElement;
  const MOST = 40; // times as large as all of Germany
  const STEP = 1.8;
  const DRAG = 5;

  const base = byId("map-base");
  const lines = byId("map-lines");
  const top = byId("map-top");
  const tip = byId("map-tip");
  const line = byId("map-line");
  let geometry;
  let places; // names, loaded after the first picture
  let data;
  let shown = json("map-view");
  let view;
  let colours;
  let cursor = -1;
  let asked = 0; // changes of the view so far
  let settled = 0; // the change whose texts are in place: until then nothing is said about values

  // --- files

  const load = async (url, kind) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} ${url}`);
    return response[kind]();
  };
  const kept = new Map();
  const column = (indicator, year) => {
    const url = page.values.replace("INDICATOR", indicator).replace("YEAR", year);
    if (!kept.has(url)) {
      if (kept.size > 24) kept.delete(kept.keys().next().value);
      kept.set(url, load(url, "arrayBuffer").then(readValues));
      kept.get(url).catch(() => kept.delete(url));
    }
    return kept.get(url);
  };
  let namesAsked;
  const loadNames = () => {
    namesAsked ||= load(page.names, "json").then((file) => {
      places = { ...file, uninhabited: new Set(file.uninhabited) };
    });
    namesAsked.catch(() => { namesAsked = undefined; }); // to be asked for again
    return namesAsked;
  };

  // --- colours: those of the style sheet, whatever the scheme

  const readColours = () => {
    const of = (node) => getComputedStyle(node).backgroundColor;
    const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const steps = [...byId("map-colours").children].map(of);
    colours = {
      none: steps[0], steps, line: token("--bg"), state: token("--map-border"), ink: token("--ink"), paper: token("--bg"),
      focus: token("--highlight"), quiet: token("--ink-2"),
    };
  };
  const shadesOf = (n) => (page.shades[n] || []).map((shade) => colours.steps[shade]);

  // --- view

  const size = () => [surface.clientWidth, surface.clientHeight];
  const fit = ([left, over, right, under], pad = 0.03) => {
    const [width, height] = size();
    const scale = Math.min(width / (right - left), height / (under - over)) / (1 + 2 * pad);
    return { scale, x: (left + right) / 2 - width / 2 / scale, y: (over + under) / 2 - height / 2 / scale };
  };
  const home = () => fit(geometry.all, 0.005);
  const viewOf = (state) => {
    const prefix = page.states[state];
    return prefix ? fit(geometry.boxOf((ags) => ags.startsWith(prefix))) : home();
  };
  const zoom = (factor, x, y) => {
    const [width, height] = size();
    const [px, py] = [x ?? width / 2, y ?? height / 2];
    const whole = home();
    const scale = Math.min(Math.max(view.scale * factor, whole.scale), whole.scale * MOST);
    if (scale === whole.scale) view = whole;
    else view = { scale, x: view.x + px / view.scale - px / scale, y: view.y + py / view.scale - py / scale };
    draw();
  };
  const toUnits = (event) => {
    const box = top.getBoundingClientRect();
    return [view.x + (event.clientX - box.left) / view.scale, view.y + (event.clientY - box.top) / view.scale];
  };

  // --- drawing

  let hasBorders = false;
  /* The last pictures of unit numbers: that of the large map and the one that all small maps share. */
  const rasters = new Map();
  const rasterOf = (canvas, seen) => {
    const kind = canvas === base ? "large" : "small";
    const key = [seen.x, seen.y, seen.scale, canvas.width, canvas.height].join();
    if (rasters.get(kind)?.key !== key) {
      rasters.set(kind, { key, ...rasterise(geometry, seen, canvas.clientWidth, canvas.clientHeight) });
    }
    return rasters.get(kind);
  };
  /* Lines take longer to paint than areas and stay as they are when only the values change: each canvas keeps its drawing
     for as long as what it shows is the same. */
  const drawings = new Map();
  const drawOnce = (canvas, facts, paint) => {
    const key = JSON.stringify([view, size(), window.devicePixelRatio, colours, hasBorders, facts]);
    if (drawings.get(canvas) === key) return;
    drawings.set(canvas, key);
    paint(prepare(canvas, view));
  };
  const drawBase = () => areas(prepare(base, view), rasterOf(base, view), data, shadesOf(data.n), colours.none);
  const drawLines = () => {
    const hasEdges = !page.of_districts.includes(shown.indicator);
    drawOnce(lines, hasEdges, (context) => {
      if (hasEdges) edges(context, geometry, colours, view, ...size());
      if (hasBorders) borders(context, geometry, colours, view);
    });
  };
  const drawTop = () => {
    const marked = { labs: shown.labs ? Object.keys(page.labs) : [], focus: shown.ags, state: page.states[shown.state], cursor };
    drawOnce(top, marked, (context) => {
      if (hasBorders) marks(context, geometry, marked, colours, view);
    });
  };
  const draw = () => {
    top.classList.toggle("zoomed", view.scale > home().scale * 1.01);
    drawBase();
    drawLines();
    drawTop();
  };

  // --- words

  const format = (value) => {
    const { decimals, unit } = shown;
    const text = value.toLocaleString(lang === "de" ? "de-DE" : "en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    if (unit === "%" && lang === "en") return `${text}%`;
    return unit.includes("=") ? `${text} (${unit})` : `${text} ${unit}`;
  };
  const whose = (unit) => {
    const district = places.districts[geometry.ags[unit].slice(0, 5)];
    const { texts } = page;
    if (shown.level === "district") {
      return geometry.ags[unit].endsWith("000") ? texts.for_city : texts.for_district.replace("{name}", district);
    }
    return shown.level === "association" ? texts.for_association : texts.for_municipality;
  };
  const words = (unit) => {
    const { texts } = page;
    const value = data.values[unit];
    const lab = page.labs[geometry.ags[unit]];
    return {
      name: places.names[unit],
      value: data.classes[unit] === MISSING ? texts.no_value : format(value),
      more: [
        places.uninhabited.has(unit) ? texts.uninhabited : whose(unit),
        places.districts[geometry.ags[unit].slice(0, 5)],
        ...(lab ? [texts.in_lab.replace("{labs}", lab)] : []),
      ].filter((text, index, all) => index === 0 || !all[0].includes(text)),
    };
  };
  const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });
  const placeUrl = (unit) => page.place.replace("AGS", geometry.ags[unit]);

  const say = (unit) => {
    if (settled !== asked) return; // `change` says it when it has the words
    const { name, value, more } = words(unit);
    line.replaceChildren(element("b", name), `: ${value}, ${shown.label} ${shown.year} · ${more.join(" · ")}`);
    if (places.uninhabited.has(unit)) return;
    const mark = element("a", page.texts.mark, { href: `?${query({ ags: geometry.ags[unit] })}` });
    mark.dataset.view = "1";
    line.append(" · ", element("a", page.texts.open, { href: placeUrl(unit) }));
    if (geometry.ags[unit] !== shown.ags) line.append(" · ", mark);
  };
  const showTip = (unit, event) => {
    const { name, value, more } = words(unit);
    tip.replaceChildren(element("b", name), element("span", `${value} · ${shown.year}`), element("small", more.join(" · ")));
    tip.hidden = false;
    const box = surface.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    tip.style.left = `${Math.max(0, Math.min(x + 14, box.width - tip.offsetWidth))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > box.height ? y - tip.offsetHeight - 12 : y + 18}px`;
  };
  const point = (unit) => {
    if (unit === cursor) return;
    cursor = unit;
    drawTop();
  };

  // --- pointer

  const pointers = new Map();
  let moved = 0;
  let hovered; // the last movement over the map, none when the pointer has left
  const hover = async (event) => {
    hovered = event;
    await loadNames();
    if (hovered !== event) return;
    const unit = geometry.at(...toUnits(event));
    point(unit);
    if (unit < 0 || settled !== asked) tip.hidden = true;
    else showTip(unit, event);
  };
  const drag = (event) => {
    const before = pointers.get(event.pointerId);
    if (pointers.size === 2) {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const away = (at) => Math.hypot(at.clientX - other.clientX, at.clientY - other.clientY);
      const box = top.getBoundingClientRect();
      zoom(away(event) / away(before), (event.clientX + other.clientX) / 2 - box.left, (event.clientY + other.clientY) / 2 - box.top);
    } else if (top.classList.contains("zoomed")) {
      view.x -= (event.clientX - before.clientX) / view.scale;
      view.y -= (event.clientY - before.clientY) / view.scale;
      draw();
    }
    moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    pointers.set(event.pointerId, { clientX: event.clientX, clientY: event.clientY });
  };
  const listen = () => {
    top.addEventListener("pointerdown", (event) => {
      if (!pointers.size) moved = 0;
      pointers.set(event.pointerId, { clientX: event.clientX, clientY: event.clientY });
      if (event.pointerType === "mouse") top.setPointerCapture(event.pointerId);
    });
    top.addEventListener("pointermove", (event) => {
      if (pointers.has(event.pointerId)) drag(event);
      else if (event.pointerType === "mouse") hover(event);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      top.addEventListener(name, (event) => pointers.delete(event.pointerId));
    }
    top.addEventListener("pointerleave", () => { hovered = null; tip.hidden = true; point(-1); });
    top.addEventListener("click", async (event) => {
      if (moved > DRAG) return;
      await loadNames();
      const unit = geometry.at(...toUnits(event));
      if (unit < 0) return;
      point(unit);
      say(unit);
      // A finger cannot look before it leaps: it gets the line with its links, a mouse goes to the page.
      if (event.pointerType === "mouse" && !places.uninhabited.has(unit)) location.assign(placeUrl(unit));
    });
    top.addEventListener("keydown", keys);
    for (const button of document.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "zoom_all") { view = home(); draw(); } else zoom(button.dataset.zoom === "zoom_in" ? STEP : 1 / STEP);
      });
    }
  };

  // --- keyboard

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const keys = async (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "-") { event.preventDefault(); zoom(event.key === "+" ? STEP : 1 / STEP); return; }
    if (event.key === "0") { view = home(); draw(); return; }
    if (event.key === "Enter" && cursor >= 0 && !places?.uninhabited.has(cursor)) { location.assign(placeUrl(cursor)); return; }
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    await loadNames();
    const next = cursor < 0 ? start() : geometry.towards(cursor, ...step);
    if (next < 0) return;
    point(next);
    keepSeen(next);
    tip.hidden = true;
    say(next);
  };
  const start = () => {
    if (geometry.place.has(shown.ags)) return geometry.place.get(shown.ags);
    const [width, height] = size();
    return geometry.nearest(view.x + width / 2 / view.scale, view.y + height / 2 / view.scale);
  };
  const keepSeen = (unit) => {
    const [width, height] = size().map((length) => length / view.scale);
    const [x, y] = geometry.middle.subarray(unit * 2, unit * 2 + 2);
    if (x > view.x && x < view.x + width && y > view.y && y < view.y + height) return;
    view = { ...view, x: x - width / 2, y: y - height / 2 };
    draw();
  };

  // --- small maps, drawn when they come into sight

  const drawSmall = async (canvas) => {
    const values = await column(shown.indicator, canvas.dataset.smallMap);
    if (!canvas.clientWidth) return; // renewed or folded meanwhile
    const [left, over, right, under] = geometry.all;
    const scale = Math.min(canvas.clientWidth / (right - left), canvas.clientHeight / (under - over)) * 0.98;
    const small = { scale, x: (left + right) / 2 - canvas.clientWidth / 2 / scale, y: (over + under) / 2 - canvas.clientHeight / 2 / scale };
    const context = prepare(canvas, small);
    areas(context, rasterOf(canvas, small), values, shadesOf(values.n), colours.none);
    if (hasBorders) borders(context, geometry, colours, small, true);
    canvas.dataset.drawn = "1";
  };
  const idle = window.requestIdleCallback || ((work) => setTimeout(work, 30));
  const inSight = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      inSight.unobserve(target);
      idle(() => { if (target.isConnected) drawSmall(target); });
    }
  }, { rootMargin: "200px" });
  const watchSmall = () => {
    inSight.disconnect();
    for (const canvas of document.querySelectorAll("[data-small-map]")) inSight.observe(canvas);
  };

  // --- changes of the view

  const query = (changes = {}) => {
    const all = { indicator: shown.indicator, year: shown.year, ags: shown.ags, state: shown.state, labs: shown.labs ? "" : "0", ...changes };
    return new URLSearchParams(Object.entries(all).filter(([, value]) => value)).toString();
  };

  /* Texts come from the server as the page of the new view; the map itself only gets new colours. */
  const replaceTexts = (text) => {
    const next = new DOMParser().parseFromString(text, "text/html");
    for (const part of document.querySelectorAll("[data-part]")) {
      const other = next.querySelector(`[data-part="${part.dataset.part}"]`);
      if (other) window.roglRewrite(part, other.innerHTML);
    }
    const languages = ".languages";
    document.querySelector(languages).innerHTML = next.querySelector(languages).innerHTML;
    document.title = next.title;
    shown = json("map-view");
    top.setAttribute("aria-label", shown.name);
    controls();
    watchSmall();
  };
  const option = (value) => element("option", value, { value });
  const controls = () => {
    byId("map-indicator").value = shown.indicator;
    const years = page.years[shown.indicator].map(String).reverse();
    const select = byId("map-year");
    if ([...select.options].map((item) => item.value).join() !== years.join()) select.replaceChildren(...years.map(option));
    select.value = String(shown.year);
    byId("map-state").value = shown.state;
    byId("map-labs").checked = shown.labs;
    byId("map-ags").value = shown.ags;
  };

  const show = (target) => {
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.querySelector("summary").focus({ preventScroll: true });
    }
    target?.scrollIntoView({ block: "start" });
  };
  /* When the map is on the screen: words that are there already would keep it waiting. */
  const painted = () => new Promise((done) => {
    if (document.hidden) done();
    else requestAnimationFrame(() => setTimeout(done, 0));
  });
  let isLeaving = false;
  window.addEventListener("beforeunload", () => {
    isLeaving = true;
    setTimeout(() => { isLeaving = false; }, 5000); // a download does not leave
  });
  const change = async (text, hash = "") => {
    const turn = asked += 1;
    const next = new URLSearchParams(text);
    const address = `${location.pathname}?${text}`;
    window.roglWait(true, "map");
    performance.mark("map-asked");
    const [indicator, year, state] = [next.get("indicator"), next.get("year"), next.get("state") || ""];
    const coming = column(indicator, year); // before the texts, which the server has to write
    const texts = load(address, "text");
    texts.catch(() => {}); // a later change does not wait for them
    try {
      const values = await coming;
      if (turn !== asked) return;
      data = values;
      if (state !== shown.state) view = viewOf(state);
      shown = { ...shown, indicator, year: Number(year), ags: next.get("ags") || "", state, labs: next.get("labs") !== "0" };
      draw();
      performance.mark("map-drawn");
      const html = await texts;
      await painted();
      if (turn !== asked) return;
      history.replaceState(history.state, "", address + hash);
      replaceTexts(html);
      settled = turn;
      if (cursor >= 0 && places) say(cursor);
      if (hash) show(document.querySelector(hash));
      document.documentElement.dataset.mapView = text;
    } catch {
      if (turn !== asked) return;
      // Whatever failed, the plain page of the view answers or says what is wrong; who is leaving is not called back.
      if (isLeaving) window.roglTrouble(true);
      else location.assign(address + hash);
    } finally {
      if (turn === asked) window.roglWait(false, "map");
    }
  };

  const fromForm = () => {
    const indicator = byId("map-indicator").value;
    const years = page.years[indicator];
    const wanted = Number(byId("map-year").value);
    const year = years.includes(wanted) ? wanted : years[years.length - 1];
    change(query({ indicator, year, state: byId("map-state").value, labs: byId("map-labs").checked ? "" : "0" }));
  };

  const listenToPage = () => {
    byId("map-form").addEventListener("change", fromForm);
    byId("map-form").addEventListener("submit", (event) => { event.preventDefault(); fromForm(); });
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-map-picture]")) save();
      const link = event.target.closest("a[data-view], a[data-drop-focus]");
      if (!link || link.pathname !== location.pathname || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      change(link.dataset.dropFocus ? query({ ags: "" }) : link.search.slice(1), link.hash);
    });
    new MutationObserver(() => { readColours(); draw(); watchSmall(); })
      .observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
    let width = surface.clientWidth;
    new ResizeObserver(() => {
      if (surface.clientWidth === width) return;
      width = surface.clientWidth;
      view = viewOf(shown.state);
      draw();
    }).observe(surface);
  };

  const save = () => {
    point(-1);
    savePicture([base, lines, top], colours);
  };

  // --- start

  const begin = async () => {
    readColours();
    try {
      const [file, values] = await Promise.all([load(page.geometry, "json"), column(shown.indicator, shown.year)]);
      geometry = new Geometry(file);
      data = values;
    } catch {
      byId("map-waiting").textContent = page.texts.failed;
      return;
    }
    view = viewOf(shown.state);
    byId("map-waiting").remove();
    draw();
    listen();
    listenToPage();
    performance.mark("map-drawn");
    // Lines need the neighbours of every edge; areas are seen without waiting for them.
    setTimeout(() => {
      hasBorders = Boolean(geometry.borders);
      draw();
      watchSmall();
      document.documentElement.dataset.mapView = query();
      idle(async () => {
        await loadNames();
        // Who already looks at another place hears of that one.
        if (cursor < 0 && geometry.place.has(shown.ags)) say(geometry.place.get(shown.ags));
      });
    }, 0);
  };
  begin();
})();

/* Puts a callback's answer into the page in one go, so that the browser lays out and paints once.
   Dash would set each of its outputs by itself, with a pass of its own for figures, numbers and texts. What is known here
   never reaches Dash; an answer with anything else goes to Dash as it is. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const isPatch = (value) => Boolean(value && value.__dash_patch_update);
  const plotOf = (id) => byId(id)?.querySelector(".js-plotly-plot");

  /* gd → {figure: what is drawn, as the server sent it; moved: what the visitor zoomed since; isOurs}. */
  const drawn = new WeakMap();

  /* Copies along the way only: plotly.js sees by identity what did not change. */
  const withValue = (node, [key, ...rest], value) => {
    const copy = Array.isArray(node) ? [...node] : { ...node };
    copy[key] = rest.length ? withValue(node?.[key] ?? {}, rest, value) : value;
    return copy;
  };
  const pathOf = (name) => name.replace(/\[(\d+)\]/g, ".$1").split(".");

  const patched = (figure, operations) => {
    const { autosize, height } = figure.layout; // dcc.Graph's own, so that the style sheet says how high
    let next = figure;
    for (const { location, params } of operations) next = withValue(next, location, params.value);
    return { ...next, layout: { ...next.layout, autosize, height } };
  };

  /* dcc.Graph knows the first figure only: when it draws again, after a zoom, it gets the present one. */
  const watchPlotly = () => {
    const { react } = window.Plotly;
    window.Plotly.react = (gd, figure, ...more) => {
      const held = drawn.get(gd);
      if (!held) {
        const entry = { figure, moved: {}, isOurs: false };
        drawn.set(gd, entry);
        const done = react(gd, figure, ...more);
        gd.on("plotly_relayout", (event) => Object.assign(entry.moved, event));
        return done;
      }
      if (!held.isOurs) held.figure = figure;
      let shown = held.figure;
      for (const [name, value] of Object.entries(held.isOurs ? held.moved : {})) {
        if (/axis/.test(name)) shown = withValue(shown, ["layout", ...pathOf(name)], value);
      }
      return react(gd, shown, ...more);
    };
    return (gd, operations) => {
      const held = drawn.get(gd);
      held.figure = patched(held.figure, operations);
      held.moved = {};
      held.isOurs = true;
      return react(gd, held.figure);
    };
  };
  let redraw;
  let isLive = false;

  const setStyle = (id, style) => {
    const node = byId(id);
    for (const [name, value] of Object.entries(style)) node.style.setProperty(name, value);
  };

  const STORES = { facets: "recount", fragments: "renew" };
  /* One step per property: whether it can be put in place here, and how. */
  const fits = (id, name, value) => {
    if (name === "data") return Object.hasOwn(STORES, id);
    if (name === "figure") return isPatch(value) && drawn.has(plotOf(id)) && value.operations.every((item) => item.operation === "Assign");
    return name === "style" && Boolean(plotOf(id));
  };
  /* In this order: figures measure the page, which is quick as long as nothing else has changed. */
  const STEPS = {
    style: setStyle,
    figure: (id, patch) => redraw(plotOf(id), patch.operations),
    data: (id, value) => window.dash_clientside.rogl[STORES[id]](value),
  };

  /* True when the whole answer is in place. */
  const take = (answer) => {
    const parts = Object.entries(answer.response || {}).flatMap(([id, properties]) =>
      Object.entries(properties).map(([name, value]) => [id, name, value]));
    if (!isLive || !parts.some(([id]) => id === "fragments") || !parts.every((part) => fits(...part))) return false;
    for (const step of Object.keys(STEPS)) {
      for (const [id, name, value] of parts) if (name === step) STEPS[step](id, value);
    }
    return true;
  };

  let asked = 0;
  /* After the next frame, or soon where there are none. */
  const seen = () => new Promise((done) => {
    setTimeout(done, 200);
    requestAnimationFrame(() => setTimeout(done));
  });
  /* A question that brings nothing: the page waits no longer, unless a later one has been asked. */
  const ended = (turn, isFine) => {
    if (turn !== asked) return;
    window.roglTrouble(!isFine, "question");
    for (const id of ["charts", "table"]) window.roglWait(false, id);
  };
  /* Puts an answer in place as soon as it is there. What Dash gets to see, and not before the visitor has seen it: an empty
     answer when this one is in place, or when a later question has been asked since. */
  const passOn = async (asking, turn) => {
    let response;
    let text;
    let answer;
    try {
      response = await asking;
      const isEmpty = !response.ok || response.status === 204; // 204: nothing changes
      if (isEmpty) {
        ended(turn, response.status === 204);
        return response;
      }
      text = await response.text();
      answer = JSON.parse(text);
    } catch (error) {
      ended(turn, false);
      throw error;
    }
    if (turn === asked) window.roglTrouble(false, "question");
    const headers = { "Content-Type": "application/json" };
    const isKnown = Boolean(answer.multi && answer.response?.fragments);
    if (!isKnown || (turn === asked && !take(answer))) return new Response(text, { headers });
    await seen();
    return new Response('{"multi":true,"response":{}}', { headers });
  };

  /* The question Dash is about to ask, asked at once: Dash takes some frames until it does, and then gets what is kept here. */
  const ADDRESS = "/_dash-update-component";
  const early = new Map();
  const keyOf = (output, query) => `${output} ${query}`;
  let callbacks;
  const written = ({ output }) => (output.startsWith("..") ? output.slice(2, -2).split("...") : [output]);
  const outputsOf = (callback) => {
    const named = written(callback).map((name) => {
      const [id, property] = name.split(".");
      return { id, property };
    });
    return callback.output.startsWith("..") ? named : named[0];
  };
  const bodyOf = (callback, query) => ({
    output: callback.output,
    outputs: outputsOf(callback),
    inputs: [{ ...callback.inputs[0], value: query }],
    changedPropIds: [`${callback.inputs[0].id}.${callback.inputs[0].property}`],
    state: [{ ...callback.state[0], value: document.documentElement.lang }],
  });
  window.roglAsk = (store, query) => {
    callbacks ??= JSON.parse(byId("page-callbacks")?.textContent || "[]");
    const callback = callbacks.find((item) => !item.clientside_function && written(item)[0] === "fragments.data"
      && item.inputs.length === 1 && item.inputs[0].id === store && item.state.length === 1 && item.state[0].id === "lang");
    if (!callback || !isLive) return null;
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, credentials: "same-origin" };
    const asking = window.fetch(ADDRESS, { ...options, body: JSON.stringify(bodyOf(callback, query)), isEarly: true });
    const answer = passOn(asking, (asked += 1));
    answer.catch(() => {}); // Dash is told when it asks
    early.set(keyOf(callback.output, query), answer);
    return answer;
  };

  /* `ask` sends a question to the server; Dash's own may have been sent already. */
  window.roglAnswer = (ask, options) => {
    if (options.isEarly) return ask();
    const { output, inputs } = JSON.parse(options.body);
    const key = keyOf(output, inputs[0]?.value);
    const known = early.get(key);
    early.delete(key);
    return known || passOn(ask(), (asked += 1));
  };
  /* Before Dash starts: from then on it is known what it draws. */
  window.roglWatch = () => {
    isLive = true;
    if (window.Plotly) redraw = watchPlotly();
  };
})();

// window.Plotly for the dashboard: plotly.js (scatter, bar) whose react and newPlot fit each figure to theme and width.
// dcc.Graph calls Plotly.react(gd, {data, layout, frames, config}); the form (gd, data, layout, config) works as well.
import Plotly from './core.cjs';
import { NARROW_PX, adapt, setPath } from './adapt.js';
import { blobToDataUrl, picture, save } from './export.js';

const { react, newPlot, purge, toImage } = Plotly;

/** gd → {figure as it was given, narrow at the last drawing, ui: what the visitor moved since}. */
const drawn = new WeakMap();

const graphOf = (gd) => (typeof gd === 'string' ? document.getElementById(gd) : gd);

const figureOf = (data, layout, config) => (
    data && !Array.isArray(data) ? { ...data } : { data, layout, config }
);

/** A hidden graph has no width: then the window decides, until the observer sees it. */
const isNarrow = (gd) => (gd.clientWidth || window.innerWidth) < NARROW_PX;

const withDefaults = (config) => ({
    displayModeBar: false,
    displaylogo: false,
    showSendToCloud: false,
    responsive: true,
    locale: (document.documentElement.lang || 'en').slice(0, 2),
    ...config,
});

const SIZE_KEYS = new Set(['autosize', 'width', 'height']);

/**
 * dcc.Graph copies what a zoom changed from gd.layout into the figure it keeps. gd.layout is the adapted one, so for the
 * moment in which dcc looks, the original parts stand there with the visitor's change put in: colours stay tokens.
 */
function onRelayout(gd, event) {
    const entry = drawn.get(gd);
    if (!entry || !event) return;
    const moved = Object.entries(event).filter(([path]) => partOf(path) in gd.layout && !SIZE_KEYS.has(partOf(path)));
    Object.assign(entry.ui, Object.fromEntries(moved));
    for (const part of new Set(moved.map(([path]) => partOf(path)))) lend(gd, part, originalPart(entry, part));
}

const partOf = (path) => path.split(/[.[]/)[0];

function originalPart(entry, part) {
    const holder = { [part]: entry.figure.layout?.[part] };
    for (const [path, value] of Object.entries(entry.ui)) if (partOf(path) === part) setPath(holder, path, value);
    return holder[part];
}

function lend(gd, part, original) {
    const shown = gd.layout[part];
    gd.layout[part] = original;
    queueMicrotask(() => {
        if (gd.layout?.[part] === original) gd.layout[part] = shown;
    });
}

function listen(gd, entry) {
    if (!gd.on || gd._ev?.listeners('plotly_relayout').includes(entry.onRelayout)) return;
    gd.on('plotly_relayout', entry.onRelayout);
}

function draw(method, gd, entry) {
    entry.narrow = isNarrow(gd);
    const { data, layout } = adapt(entry.figure, entry.narrow);
    for (const [path, value] of Object.entries(entry.ui)) setPath(layout, path, value);
    const done = method(gd, { data, layout, frames: entry.figure.frames, config: withDefaults(entry.figure.config) });
    listen(gd, entry); // before dcc.Graph adds its own listener, which it does when the promise is kept
    return done;
}

const widths = new ResizeObserver((changes) => {
    for (const { target } of changes) {
        const entry = drawn.get(target);
        if (entry && target.clientWidth && isNarrow(target) !== entry.narrow) draw(react, target, entry);
    }
});

const wrap = (method) => function drawAdapted(target, data, layout, config) {
    const gd = graphOf(target);
    let entry = drawn.get(gd);
    if (!entry) {
        entry = { onRelayout: (event) => onRelayout(gd, event) };
        drawn.set(gd, entry);
        widths.observe(gd);
    }
    entry.figure = figureOf(data, layout, config);
    entry.ui = {};
    return draw(method, gd, entry);
};

Plotly.react = wrap(react);
Plotly.newPlot = wrap(newPlot);

Plotly.purge = (target) => {
    const gd = graphOf(target);
    drawn.delete(gd);
    widths.unobserve(gd);
    return purge(gd);
};

/** Like Plotly's, for graphs on the page with fonts and ground pictures inside; a plain figure goes to Plotly's own. */
Plotly.toImage = async (target, options = {}) => {
    const gd = graphOf(target);
    return gd instanceof HTMLElement ? blobToDataUrl(await picture(toImage, gd, options)) : toImage(gd, options);
};

Plotly.downloadImage = async (target, options = {}) => {
    const { format = 'png', filename = 'diagramm' } = options;
    return save(await picture(toImage, graphOf(target), options), `${filename}.${format}`);
};

/** Draws every graph of the page again from its original figure, as after a change of theme. */
Plotly.redrawAll = () => Promise.all(
    [...document.querySelectorAll('.js-plotly-plot')].filter((gd) => drawn.has(gd)).map((gd) => draw(react, gd, drawn.get(gd))),
);

let waiting = false;
function onTheme() {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
        waiting = false;
        Plotly.redrawAll();
    });
}

new MutationObserver(onTheme).observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme'] });
document.addEventListener('rogl:theme', onTheme);

export default Plotly;

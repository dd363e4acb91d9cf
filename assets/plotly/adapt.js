// Makes one server figure fit the visitor's theme and width. Pure: the figure that comes in is never changed.
//
//   colours   "var(--token)" in any string of data or layout becomes the present value of that CSS property.
//   narrow    layout.meta.narrow = {layout: {...}, traces: {"<name or index>": {...}}} is merged over the
//             figure while its container is narrower than NARROW_PX. Objects merge, everything else replaces;
//             an object over a list merges by index: {"annotations": {"0": {"visible": false}}}.
//   images    layout.meta.dark_images = {"<source>": "<source in dark mode>"} for layout.images.

export const NARROW_PX = 640;

const TOKEN = /var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)/g;
const warned = new Set();

export const isDark = () => document.documentElement.getAttribute('data-bs-theme') === 'dark';

/** Reads CSS custom properties once per drawing; an unknown token falls back to its second part or grey. */
export function tokenReader() {
    const style = getComputedStyle(document.documentElement);
    const known = new Map();
    return (text) => text.replace(TOKEN, (_, name, fallback) => {
        if (!known.has(name)) known.set(name, style.getPropertyValue(name).trim());
        const value = known.get(name) || (fallback && fallback.trim());
        if (value) return value;
        if (!warned.has(name)) {
            warned.add(name);
            console.warn(`Figure uses the unknown colour token ${name}`);
        }
        return 'gray';
    });
}

const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';

/** Numbers packed by plotly.py ({dtype, bdata}) hold no colours and may be long. */
const isPacked = (value) => 'bdata' in value && 'dtype' in value;

/** A list of data without tokens keeps its identity: plotly.js sees by it that the data did not change. */
function dataList(list, read) {
    let copy = null;
    for (let i = 0; i < list.length; i++) {
        const value = copyValue(list[i], read, dataList);
        if (value !== list[i]) (copy ??= list.slice())[i] = value;
    }
    return copy ?? list;
}

/** A list of the layout is always copied: plotly.js writes into ranges and the like when the visitor zooms. */
const layoutList = (list, read) => list.map((value) => copyValue(value, read, layoutList));

function copyValue(value, read, copyList) {
    if (typeof value === 'string') return value.includes('var(--') ? read(value) : value;
    if (Array.isArray(value)) return copyList(value, read);
    if (!isObject(value) || isPacked(value)) return value;
    const copy = {};
    for (const key of Object.keys(value)) copy[key] = copyValue(value[key], read, copyList);
    return copy;
}

/** `over` merged into a copy of `base`. */
export function merge(base, over) {
    if (!isObject(over) || !(isObject(base) || Array.isArray(base))) return over;
    const copy = Array.isArray(base) ? base.slice() : { ...base };
    for (const key of Object.keys(over)) copy[key] = merge(copy[key], over[key]);
    return copy;
}

function narrowTraces(data, traces) {
    return data.map((trace, i) => {
        const over = traces[trace.name] ?? traces[i];
        return over ? merge(trace, over) : trace;
    });
}

function darkImages(images, sources) {
    return images.map((image) => (sources[image.source] ? { ...image, source: sources[image.source] } : image));
}

/** The figure to draw now: a copy with colours, narrow form and dark pictures put in. */
export function adapt(figure, narrow) {
    let data = figure.data || [];
    let layout = figure.layout || {};
    const meta = isObject(layout.meta) ? layout.meta : {};
    if (narrow && meta.narrow) {
        if (meta.narrow.layout) layout = merge(layout, meta.narrow.layout);
        if (meta.narrow.traces) data = narrowTraces(data, meta.narrow.traces);
    }
    if (isDark() && meta.dark_images && layout.images) {
        layout = { ...layout, images: darkImages(layout.images, meta.dark_images) };
    }
    const read = tokenReader();
    return {
        data: data.map((trace) => copyValue(trace, read, dataList)),
        layout: copyValue(layout, read, layoutList),
    };
}

/** Sets "xaxis.range[0]" and the like, the way relayout events name what changed. */
export function setPath(target, path, value) {
    const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
    const last = keys.pop();
    let at = target;
    for (const [i, key] of keys.entries()) {
        const next = keys[i + 1] ?? last;
        at[key] = Array.isArray(at[key]) ? at[key].slice() : isObject(at[key]) ? { ...at[key] } : /^\d+$/.test(next) ? [] : {};
        at = at[key];
    }
    at[last] = value;
}

/* Draws areas by class and lines above them.

   Areas: a picture of unit numbers is made once per view, by hand and line by line; colouring it for an indicator is a walk
   over its pixels. Filling the areas as paths took ten times as long for each change, and left seams between neighbours. */
(() => {
  "use strict";
  const MISSING = 255;
  const HEAD = 8;
  const NOBODY = 65535; // unit number outside all areas
  const CLOSE_UP = 0.35; // pixels per unit from which on municipalities get lines of their own

  /* A file of values: how many classes, their lowest values, then a value per unit (see dashboard/map_values.py). */
  const readValues = (buffer) => {
    const numbers = new Float32Array(buffer);
    const n = numbers[0];
    const lows = numbers.subarray(2, n + 1);
    const values = numbers.subarray(HEAD);
    const classes = new Uint8Array(values.length);
    for (let unit = 0; unit < values.length; unit += 1) {
      const value = values[unit];
      let found = 0;
      while (found < lows.length && value >= lows[found]) found += 1;
      classes[unit] = Number.isNaN(value) ? MISSING : found;
    }
    return { n, values, classes };
  };

  /* Makes a canvas as sharp as the screen; gives its context, ready for a drawing in units of the map. */
  const prepare = (canvas, view) => {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    place(context, view, ratio);
    return context;
  };

  const place = (context, view, ratio) => {
    const scale = view.scale * ratio;
    context.setTransform(scale, 0, 0, scale, -view.x * scale, -view.y * scale);
    context.lineJoin = "round";
    context.lineCap = "round";
  };

  const isSeen = (geometry, unit, seen) => {
    const { box } = geometry;
    const at = unit * 4;
    return box[at] < seen[2] && box[at + 2] > seen[0] && box[at + 1] < seen[3] && box[at + 3] > seen[1];
  };

  const seenBox = (view, width, height) => [view.x, view.y, view.x + width / view.scale, view.y + height / view.scale];

  const segments = (context, points) => {
    context.beginPath();
    for (let at = 0; at < points.length; at += 4) {
      context.moveTo(points[at], points[at + 1]);
      context.lineTo(points[at + 2], points[at + 3]);
    }
  };

  const outlines = (context, geometry, units) => {
    context.beginPath();
    for (const unit of units) geometry.trace(unit, context);
  };

  /* The picture of unit numbers for a view. On plain screens it is made twice as fine as the screen, so that edges come out
     smooth. A point belongs to the unit whose outline is crossed an odd number of times to its left. */
  const rasterise = (geometry, view, width, height) => {
    const ratio = window.devicePixelRatio || 1;
    const fine = ratio < 1.5 ? 2 : 1;
    const columns = Math.round(width * ratio) * fine;
    const rows = Math.round(height * ratio) * fine;
    const scale = view.scale * ratio * fine;
    const ids = new Uint16Array(columns * rows).fill(NOBODY);
    const seen = seenBox(view, width, height);
    const crossings = Array.from({ length: rows }, () => []);
    for (let unit = 0; unit < geometry.ags.length; unit += 1) {
      if (!isSeen(geometry, unit, seen)) continue;
      const first = Math.max(0, Math.floor((geometry.box[unit * 4 + 1] - view.y) * scale - 1));
      const last = Math.min(rows - 1, Math.ceil((geometry.box[unit * 4 + 3] - view.y) * scale + 1));
      cross(geometry, unit, view, scale, rows, crossings);
      for (let row = first; row <= last; row += 1) fill(ids, row * columns, columns, crossings[row], unit);
    }
    if (fine === 1) return { ids, columns, rows, mixed: [], corners: [] };
    return inPixels(ids, columns, rows);
  };

  /* The number of the unit each pixel lies in; `mixed` are pixels of several, with the numbers at their four corners. */
  const inPixels = (fineIds, columns, rows) => {
    const ids = new Uint16Array((columns / 2) * (rows / 2));
    const mixed = [];
    const corners = [];
    for (let row = 0, at = 0; row < rows; row += 2) {
      const end = (row + 1) * columns;
      for (let left = row * columns; left < end; left += 2, at += 1) {
        const one = fineIds[left];
        const two = fineIds[left + 1];
        const three = fineIds[left + columns];
        const four = fineIds[left + columns + 1];
        ids[at] = one;
        if (one === two && three === four && one === three) continue;
        mixed.push(at);
        corners.push(one, two, three, four);
      }
    }
    return { ids, columns: columns / 2, rows: rows / 2, mixed: Uint32Array.from(mixed), corners: Uint16Array.from(corners) };
  };

  const cross = ({ x, y, ringStart, unitStart }, unit, view, scale, rows, crossings) => {
    for (let ring = unitStart[unit]; ring < unitStart[unit + 1]; ring += 1) {
      const end = ringStart[ring + 1];
      let fromX = (x[end - 1] - view.x) * scale;
      let fromY = (y[end - 1] - view.y) * scale;
      for (let at = ringStart[ring]; at < end; at += 1) {
        const toX = (x[at] - view.x) * scale;
        const toY = (y[at] - view.y) * scale;
        const first = Math.max(0, Math.ceil(Math.min(fromY, toY) - 0.5));
        const last = Math.min(rows, Math.ceil(Math.max(fromY, toY) - 0.5));
        if (first < last) {
          const slope = (toX - fromX) / (toY - fromY);
          for (let row = first; row < last; row += 1) crossings[row].push(fromX + (row + 0.5 - fromY) * slope);
        }
        fromX = toX;
        fromY = toY;
      }
    }
  };

  const fill = (ids, start, columns, xs, unit) => {
    if (xs.length > 2) xs.sort((one, other) => one - other);
    else if (xs[0] > xs[1]) xs.reverse();
    for (let at = 0; at + 1 < xs.length; at += 2) {
      const from = Math.max(0, Math.ceil(xs[at] - 0.5));
      const to = Math.min(columns, Math.ceil(xs[at + 1] - 0.5));
      if (from < to) ids.fill(unit, start + from, start + to);
    }
    xs.length = 0;
  };

  /* Red, green and blue of a colour of the style sheet, in whatever form the browser writes it. */
  const channels = (() => {
    const known = new Map();
    const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    return (colour) => {
      if (!known.has(colour)) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        known.set(colour, context.getImageData(0, 0, 1, 1).data.slice(0, 3));
      }
      return known.get(colour);
    };
  })();
  const word = (red, green, blue, alpha) => ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;

  /* Colours the picture of unit numbers: `shades` are the colours of the classes, `none` that of missing values. */
  const areas = (context, { ids, columns, rows, mixed, corners }, data, shades, none) => {
    const rgb = [...shades, none].map(channels);
    const outside = rgb.length;
    const kinds = new Uint8Array(NOBODY + 1).fill(outside);
    const solid = new Uint32Array(NOBODY + 1);
    const colours = rgb.map((parts) => word(...parts, 255));
    for (let unit = 0; unit < data.classes.length; unit += 1) {
      const kind = data.classes[unit] === MISSING ? data.n : data.classes[unit];
      kinds[unit] = kind;
      solid[unit] = colours[kind];
    }
    const image = context.createImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < pixels.length; at += 1) pixels[at] = solid[ids[at]];
    for (let at = 0; at < mixed.length; at += 1) pixels[mixed[at]] = blend(corners, at * 4, kinds, rgb, outside);
    context.putImageData(image, 0, 0);
  };

  /* The colour of a pixel of several units: the mean of its four corners, see-through where they lie outside. */
  const blend = (corners, from, kinds, rgb, outside) => {
    let n = 0;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let corner = from; corner < from + 4; corner += 1) {
      const kind = kinds[corners[corner]];
      if (kind === outside) continue;
      n += 1;
      red += rgb[kind][0];
      green += rgb[kind][1];
      blue += rgb[kind][2];
    }
    return word(red / n, green / n, blue / n, n * 63.75);
  };

  /* Close up, municipalities get lines of their own. */
  const edges = (context, geometry, colours, view, width, height) => {
    if (view.scale < CLOSE_UP) return;
    const seen = seenBox(view, width, height);
    context.beginPath();
    for (let unit = 0; unit < geometry.ags.length; unit += 1) if (isSeen(geometry, unit, seen)) geometry.trace(unit, context);
    context.strokeStyle = colours.line;
    context.lineWidth = 0.5 / view.scale;
    context.stroke();
  };

  const borders = (context, geometry, colours, view, isSmall) => {
    const { district, state } = geometry.borders;
    if (!isSmall) {
      segments(context, district);
      context.strokeStyle = colours.line;
      context.lineWidth = (view.scale > CLOSE_UP ? 1.2 : 0.6) / view.scale;
      context.stroke();
    }
    segments(context, state);
    context.strokeStyle = colours.state;
    context.lineWidth = (isSmall ? 0.5 : 1) / view.scale;
    context.stroke();
  };

  /* A line in a colour with paper on both sides, so that it is seen on every class. */
  const cased = (context, trace, colour, paper, width, view) => {
    for (const [style, extra] of [[paper, 2], [colour, 0]]) {
      trace();
      context.strokeStyle = style;
      context.lineWidth = (width + extra) / view.scale;
      context.stroke();
    }
  };

  /* The chosen state, places of the labs, the focus and the place under the pointer. Keys of five digits are districts. */
  const marks = (context, geometry, shown, colours, view) => {
    const units = (keys) => keys.filter((key) => geometry.place.has(key)).map((key) => geometry.place.get(key));
    const districts = (keys) => keys.filter((key) => key.length === 5).flatMap((key) => geometry.outline(key));
    if (shown.state) cased(context, () => segments(context, geometry.outline(shown.state)), colours.ink, colours.paper, 1, view);
    if (shown.labs.length) {
      cased(context, () => segments(context, districts(shown.labs)), colours.ink, colours.paper, 1, view);
      cased(context, () => outlines(context, geometry, units(shown.labs)), colours.ink, colours.paper, 1.4, view);
    }
    if (shown.focus) {
      if (shown.focus.length === 5) cased(context, () => segments(context, districts([shown.focus])), colours.focus, colours.paper, 2.6, view);
      else {
        const [unit] = units([shown.focus]);
        cased(context, () => outlines(context, geometry, [unit]), colours.focus, colours.paper, 2.6, view);
        ring(context, geometry, unit, colours, view);
      }
    }
    if (shown.cursor >= 0) cased(context, () => outlines(context, geometry, [shown.cursor]), colours.ink, colours.paper, 2, view);
  };

  /* A small place would not be found without a ring around it. */
  const ring = (context, geometry, unit, colours, view) => {
    const [left, top, right, bottom] = geometry.box.subarray(unit * 4, unit * 4 + 4);
    if (Math.max(right - left, bottom - top) * view.scale > 26) return;
    const circle = () => {
      context.beginPath();
      context.arc((left + right) / 2, (top + bottom) / 2, 15 / view.scale, 0, 2 * Math.PI);
    };
    cased(context, circle, colours.focus, colours.paper, 2, view);
  };

  Object.assign(window.roglMap, { MISSING, readValues, prepare, rasterise, areas, edges, borders, marks });
})();

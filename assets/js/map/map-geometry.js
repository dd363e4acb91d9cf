/* Areas of all municipalities: decoding, finding what lies under a point or in a direction, borders between areas.
   Coordinates are whole units of the file (tenths of a kilometre), x to the east, y to the south. */
(() => {
  "use strict";
  const CELL = 100;

  /* The file holds steps from point to point (see docs/data.md); here they become places, ring after ring. */
  class Geometry {
    constructor(file) {
      this.ags = file.ags;
      this.place = new Map(file.ags.map((ags, index) => [ags, index]));
      let points = 0;
      let rings = 0;
      for (const unit of file.rings) for (const ring of unit) { points += ring.length / 2; rings += 1; }
      this.x = new Float32Array(points);
      this.y = new Float32Array(points);
      this.ringStart = new Uint32Array(rings + 1);
      this.unitStart = new Uint32Array(file.rings.length + 1);
      this.box = new Float32Array(file.rings.length * 4);
      this.middle = new Float32Array(file.rings.length * 2);
      this.decode(file.rings);
      this.all = this.boxOf(() => true);
    }

    decode(units) {
      let at = 0;
      let ringAt = 0;
      let firstX = 0;
      let firstY = 0;
      units.forEach((unit, index) => {
        let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
        for (const ring of unit) {
          let x = firstX += ring[0];
          let y = firstY += ring[1];
          for (let step = 0; step < ring.length; step += 2) {
            if (step) { x += ring[step]; y += ring[step + 1]; }
            this.x[at] = x;
            this.y[at] = y;
            at += 1;
            if (x < left) left = x;
            if (x > right) right = x;
            if (y < top) top = y;
            if (y > bottom) bottom = y;
          }
          this.ringStart[ringAt += 1] = at;
        }
        this.unitStart[index + 1] = ringAt;
        this.box.set([left, top, right, bottom], index * 4);
        this.middle.set([(left + right) / 2, (top + bottom) / 2], index * 2);
      });
    }

    /* Puts the rings of a unit into a path or a drawing context. */
    trace(unit, path) {
      for (let ring = this.unitStart[unit]; ring < this.unitStart[unit + 1]; ring += 1) {
        const end = this.ringStart[ring + 1];
        let at = this.ringStart[ring];
        path.moveTo(this.x[at], this.y[at]);
        for (at += 1; at < end; at += 1) path.lineTo(this.x[at], this.y[at]);
        path.closePath();
      }
    }

    /* The box around all units that are wanted: left, top, right, bottom. */
    boxOf(isWanted) {
      const found = [Infinity, Infinity, -Infinity, -Infinity];
      this.ags.forEach((ags, unit) => {
        if (!isWanted(ags)) return;
        const at = unit * 4;
        found[0] = Math.min(found[0], this.box[at]);
        found[1] = Math.min(found[1], this.box[at + 1]);
        found[2] = Math.max(found[2], this.box[at + 2]);
        found[3] = Math.max(found[3], this.box[at + 3]);
      });
      return found;
    }

    /* Cells of ten kilometres with the units whose boxes touch them; made when first asked for. */
    get cells() {
      const columns = Math.ceil(this.all[2] / CELL) + 1;
      const found = new Map();
      for (let unit = 0; unit < this.ags.length; unit += 1) {
        const [left, top, right, bottom] = this.box.subarray(unit * 4, unit * 4 + 4).map((value) => Math.floor(value / CELL));
        for (let row = top; row <= bottom; row += 1) {
          for (let column = left; column <= right; column += 1) {
            const key = row * columns + column;
            if (found.has(key)) found.get(key).push(unit);
            else found.set(key, [unit]);
          }
        }
      }
      const value = { columns, found };
      Object.defineProperty(this, "cells", { value });
      return value;
    }

    /* The unit under a point, -1 outside all. */
    at(x, y) {
      const { columns, found } = this.cells;
      const near = found.get(Math.floor(y / CELL) * columns + Math.floor(x / CELL)) || [];
      return near.find((unit) => this.holds(unit, x, y)) ?? -1;
    }

    holds(unit, x, y) {
      let inside = false;
      for (let ring = this.unitStart[unit]; ring < this.unitStart[unit + 1]; ring += 1) {
        const start = this.ringStart[ring];
        const end = this.ringStart[ring + 1];
        for (let at = start, before = end - 1; at < end; before = at, at += 1) {
          if ((this.y[at] > y) === (this.y[before] > y)) continue;
          const share = (y - this.y[at]) / (this.y[before] - this.y[at]);
          if (x < this.x[at] + share * (this.x[before] - this.x[at])) inside = !inside;
        }
      }
      return inside;
    }

    /* The nearest unit in a direction (dx, dy: one of them ±1, the other 0), -1 for none. */
    towards(unit, dx, dy) {
      const x = this.middle[unit * 2];
      const y = this.middle[unit * 2 + 1];
      let best = -1;
      let least = Infinity;
      for (let other = 0; other < this.ags.length; other += 1) {
        const right = this.middle[other * 2] - x;
        const down = this.middle[other * 2 + 1] - y;
        const ahead = right * dx + down * dy;
        const aside = Math.abs(right * dy) + Math.abs(down * dx);
        // Within 45 degrees of the direction; what lies aside counts twice, so a row of places is walked in order.
        if (ahead <= 0 || aside > ahead || ahead + 2 * aside >= least) continue;
        least = ahead + 2 * aside;
        best = other;
      }
      return best;
    }

    /* The unit whose middle is nearest to a point. */
    nearest(x, y) {
      let best = 0;
      let least = Infinity;
      for (let unit = 0; unit < this.ags.length; unit += 1) {
        const away = Math.hypot(this.middle[unit * 2] - x, this.middle[unit * 2 + 1] - y);
        if (away < least) [best, least] = [unit, away];
      }
      return best;
    }

    /* Borders between districts and between states as pairs of points, with the districts on both sides. An edge that
       two municipalities share is met twice; one met once is the outer border. */
    get borders() {
      const height = Math.ceil(this.all[3]) + 1;
      const size = (Math.ceil(this.all[2]) + 1) * height;
      const district = this.ags.map((ags) => ags.slice(0, 5));
      const open = new Map();
      const lines = { district: [], state: [], sides: [] };
      const add = (from, to, one, other) => {
        const isState = !other || one.slice(0, 2) !== other.slice(0, 2);
        (isState ? lines.state : lines.district).push(this.x[from], this.y[from], this.x[to], this.y[to]);
        lines.sides.push([one, other, from, to]);
      };
      for (let unit = 0; unit < this.ags.length; unit += 1) {
        for (let ring = this.unitStart[unit]; ring < this.unitStart[unit + 1]; ring += 1) {
          const end = this.ringStart[ring + 1];
          for (let at = this.ringStart[ring], before = end - 1; at < end; before = at, at += 1) {
            const one = this.x[before] * height + this.y[before];
            const two = this.x[at] * height + this.y[at];
            const key = one < two ? one * size + two : two * size + one;
            const met = open.get(key);
            if (met === undefined) { open.set(key, [unit, before, at]); continue; }
            open.delete(key);
            if (district[met[0]] !== district[unit]) add(before, at, district[unit], district[met[0]]);
          }
        }
      }
      for (const [unit, from, to] of open.values()) add(from, to, district[unit], "");
      Object.defineProperty(this, "borders", { value: lines });
      return lines;
    }

    /* The outline of a district (five digits) or a state (two), as pairs of points. */
    outline(key) {
      const found = [];
      for (const [one, other, from, to] of this.borders.sides) {
        if (one.startsWith(key) !== other.startsWith(key)) found.push(this.x[from], this.y[from], this.x[to], this.y[to]);
      }
      return found;
    }
  }

  window.roglMap = { Geometry };
})();

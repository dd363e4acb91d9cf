/* The grid on the table page of a dataset. Its rows come from the address of the file (/api/v1/<dataset>.ndjson with the
   query of the page), so the screen and the file are one question. The address is the only state: form, heads of columns and
   the Back button change the query; the server answers with texts and totals, the grid reads its rows anew. */
(() => {
  "use strict";
  const GRID = "dataset-grid";
  const VIEW = "view";
  const COPY_ROWS = 10_000;
  const lang = document.documentElement.lang;
  const format = (options) => new Intl.NumberFormat(lang === "de" ? "de-DE" : "en-GB", options);
  const inWords = format({ maximumFractionDigits: 3, roundingMode: "halfEven" });
  const forSheets = format({ maximumFractionDigits: 20, useGrouping: false });

  /* ---- what AG Grid is told by name: formats, look, cells ---- */
  let facts = {};
  let theme = null;
  const token = (name) => `var(--${name})`;
  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, {
    amount: ({ value }) => (value === null ? "–" : typeof value === "number" ? inWords.format(value) : value),
    plain: ({ value }) => (value === null ? "–" : value === undefined ? "" : String(value)),
    yesOrNo: ({ value }) => (value === null ? "–" : value === undefined ? "" : facts.texts[String(value)] ?? value),
    siteTheme: (base) => {
      theme ||= base.withParams({
        backgroundColor: token("bg"), foregroundColor: token("ink"), textColor: token("ink"), accentColor: token("accent"),
        borderColor: token("line"), headerBackgroundColor: token("bg"), headerTextColor: token("ink"),
        rowHoverColor: token("accent-tint"), oddRowBackgroundColor: token("bg"), browserColorScheme: "inherit",
        tooltipBackgroundColor: token("surface"), tooltipTextColor: token("ink"), tooltipBorder: { color: token("control") },
        fontFamily: token("font"), fontSize: 14, headerFontWeight: 600, spacing: 6, cellHorizontalPadding: 10,
        wrapperBorder: false, wrapperBorderRadius: 0, columnBorder: false, pinnedColumnBorder: { color: token("line") },
        rangeSelectionBorderColor: token("accent"), focusShadow: "none", iconColor: token("ink-2"),
        headerColumnResizeHandleColor: token("line"), pinnedRowBorder: { width: 1, color: token("ink") },
      });
      return theme;
    },
  });
  const isAddress = (value) => typeof value === "string" && /^https?:\/\//.test(value);
  window.dashAgGridComponentFunctions = Object.assign(window.dashAgGridComponentFunctions || {}, {
    SiteCell: ({ value, valueFormatted }) => {
      if (!isAddress(value)) return valueFormatted ?? value ?? "";
      const host = value.split("/")[2].replace(/^www\./, "");
      return window.React.createElement("a", { href: value, rel: "noopener", tabIndex: -1 }, host);
    },
  });

  /* ---- the query ---- */
  const ROW_KEYS = ["sort", "columns", "offset"];
  const question = (query) => {
    const found = new URLSearchParams(query);
    found.delete("offset");
    return found;
  };
  /* Commas separate columns in the address; they stay readable. */
  const written = (query) => query.toString().replaceAll("%2C", ",");
  const filtersOf = (query) => written(new URLSearchParams([...query].filter(([key]) => !ROW_KEYS.includes(key))));
  const sortOf = (query) =>
    (query.get("sort") || "").split(",").filter(Boolean).map((name) => [name.replace(/^-/, ""), name.startsWith("-")]);
  const textOfSort = (model) => model.map(([name, isDown]) => (isDown ? "-" : "") + name).join(",");
  const set = (query, key, value) => (value ? query.set(key, value) : query.delete(key));

  const start = (api) => {
    const wrapper = document.getElementById("grid-live");
    const form = () => document.getElementById("dataset-form");
    facts = { ...facts, ...JSON.parse(wrapper.dataset.grid) };
    const columns = api.getColumns().map((column) => column.getColId());
    const { natural } = facts;
    let current = new URLSearchParams(facts.query);
    let pending = current; // the query asked for last; the next change builds on it
    let asked = "";
    const overtaken = new Set(); // questions after which another one was asked
    let shown = columns.filter((name) => api.getColumn(name).isVisible());

    /* ---- rows ---- */
    const address = (suffix, { sort, first, last }) => {
      const query = question(current);
      set(query, "sort", sort);
      query.set("limit", last - first);
      if (first) query.set("offset", first);
      if (lang !== "de") query.set("lang", lang);
      return `/api/v1/${facts.dataset}${suffix}?${written(query)}`;
    };
    const read = async (range) => {
      const response = await fetch(address(".ndjson", range));
      if (!response.ok) throw new Error(`${response.status} ${response.url}`);
      return (await response.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    };
    const source = {
      getRows: async ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
        try {
          const sort = textOfSort(sortModel.map(({ colId, sort: order }) => [colId, order === "desc"]));
          successCallback(await read({ sort, first: startRow, last: endRow }), facts.total);
          appear();
        } catch {
          failCallback();
        }
      },
    };

    /* The grid takes the place of the table once it has rows; readers may ask for the table back. */
    const table = document.getElementById("dataset-plain");
    const appear = () => {
      if (document.documentElement.dataset.grid) return;
      document.documentElement.dataset.grid = "true";
      table.hidden = true;
      offerButtons();
    };
    const offerButtons = () => {
      for (const id of ["grid-copy", "grid-plain"]) document.getElementById(id).hidden = false;
      document.getElementById("grid-plain").setAttribute("aria-expanded", String(!table.hidden));
      for (const button of form().querySelectorAll("[data-tick]")) button.hidden = false;
    };

    /* ---- sums under the rows, height, message when there is nothing ---- */
    const settle = () => {
      const first = api.getAllDisplayedColumns()[0]?.getColId();
      const sums = Object.fromEntries(Object.entries(facts.sums).filter(([name]) => shown.includes(name)));
      const row = { ...Object.fromEntries(columns.map((name) => [name, ""])), ...sums };
      if (first && !(first in sums)) row[first] = facts.texts.sum;
      api.setGridOption("pinnedBottomRowData", Object.keys(sums).length ? [row] : []);
      if (facts.height) document.getElementById(GRID).style.height = facts.height;
      if (facts.total) api.hideOverlay();
      else api.showNoRowsOverlay();
      wrapper.querySelector("[role=grid], [role=treegrid]")?.setAttribute("aria-labelledby", "table-title");
    };

    /* ---- from the query to the grid ---- */
    const isWide = window.matchMedia("(min-width: 640px)");
    const arrange = () => {
      const sort = new Map(sortOf(current).map(([name, isDown], index) => [name, { sort: isDown ? "desc" : "asc", sortIndex: index }]));
      const order = [...shown, ...natural.filter((name) => !shown.includes(name))];
      const state = order.map((colId, index) => ({
        colId, hide: !shown.includes(colId), pinned: isWide.matches && index === 0 ? "left" : null,
        ...(sort.get(colId) || { sort: null, sortIndex: null }),
      }));
      api.applyColumnState({ state, applyOrder: true });
    };

    /* The server has answered: its reading of the query counts. */
    const totals = (answer) => {
      if (overtaken.has(answer.asked)) return window.dash_clientside.no_update;
      const next = new URLSearchParams(answer.query);
      const isSame = filtersOf(next) === filtersOf(current) && answer.columns.every((name) => shown.includes(name)) && !stale;
      stale = false;
      facts = { ...facts, total: answer.total, sums: answer.sums, height: answer.height };
      current = pending = next;
      shown = answer.columns;
      arrange();
      if (!isSame) {
        api.setGridOption("datasource", source);
        api.setRowCount(answer.total, true);
      }
      settle();
      offerButtons();
      document.getElementById("table").removeAttribute("aria-busy");
      return window.dash_clientside.no_update;
    };
    let stale = false;
    window.dash_clientside.rogl.totals = totals;

    /* ---- from the visitor to the query ---- */
    const apply = (query, { keepsHistory = false, isNew = true } = {}) => {
      const text = written(query);
      const url = location.pathname + (text ? `?${text}` : "");
      if (!keepsHistory && url !== location.pathname + location.search) history.pushState(null, "", url);
      pending = query;
      stale ||= isNew;
      document.getElementById("table").setAttribute("aria-busy", "true");
      window.dash_clientside.rogl.rewriteLinks(query);
      overtaken.add(asked);
      asked = `${facts.dataset}?${text}`;
      overtaken.delete(asked);
      window.dash_clientside.set_props(VIEW, { data: asked });
    };
    const applyForm = () => {
      const data = new FormData(form());
      const query = new URLSearchParams();
      for (const [key, value] of data) if (key !== "columns" && String(value).trim()) query.append(key, value);
      const ticked = data.getAll("columns");
      const kept = [...shown.filter((name) => ticked.includes(name)), ...ticked.filter((name) => !shown.includes(name))];
      const isAll = !kept.length || kept.join() === natural.join();
      set(query, "columns", isAll ? "" : kept.join());
      set(query, "sort", pending.get("sort"));
      apply(query);
    };

    document.addEventListener("submit", (event) => {
      if (event.target !== form()) return;
      event.preventDefault();
      for (const item of form().querySelectorAll("details[open]")) item.removeAttribute("open");
      applyForm();
    });
    document.addEventListener("change", (event) => {
      if (event.target.form === form() && form()) applyForm();
    });
    window.addEventListener("popstate", () => {
      // A leap within the page comes here as well.
      if (written(question(location.search)) !== written(question(pending))) apply(new URLSearchParams(location.search), { keepsHistory: true });
    });
    document.addEventListener("click", (event) => {
      const tick = event.target.closest("[data-tick]");
      if (tick) {
        for (const box of tick.form.elements.columns) box.checked = tick.dataset.tick === "all";
        if (tick.dataset.tick === "all") applyForm();
        return;
      }
      const link = event.target.closest("#dataset-form a, #dataset-plain thead a, #dataset-plain .pager a");
      const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
      if (!link || !isPlain) return;
      event.preventDefault();
      apply(new URLSearchParams(link.search));
    });

    const changed = (query) => apply(query, { isNew: false });
    api.addEventListener("sortChanged", ({ source: by }) => {
      if (by === "api") return;
      const sorted = api.getColumnState().filter(({ sort }) => sort).sort((a, b) => a.sortIndex - b.sortIndex);
      const query = question(pending);
      set(query, "sort", textOfSort(sorted.map(({ colId, sort }) => [colId, sort === "desc"])));
      changed(query);
    });
    api.addEventListener("columnMoved", ({ source: by, finished }) => {
      if (by === "api" || !finished) return;
      shown = api.getAllDisplayedColumns().map((column) => column.getColId());
      const query = question(pending);
      set(query, "columns", shown.join() === natural.join() ? "" : shown.join());
      changed(query);
    });
    api.addEventListener("bodyScrollEnd", ({ direction }) => {
      if (direction !== "vertical") return;
      const query = new URLSearchParams(location.search);
      const first = api.getFirstDisplayedRowIndex();
      set(query, "offset", first > 0 ? String(first) : "");
      const text = written(query);
      history.replaceState(null, "", location.pathname + (text ? `?${text}` : "") + location.hash);
    });
    isWide.addEventListener("change", arrange);

    /* ---- copy ---- */
    const say = (text) => { document.getElementById("grid-said").textContent = text; };
    /* A text that a spreadsheet would run as a formula gets an apostrophe, as in the files. */
    const cell = (value) => {
      if (value === null || value === undefined) return "";
      if (typeof value === "number") return forSheets.format(value);
      if (typeof value === "boolean") return facts.texts[String(value)];
      const text = value.replace(/\s+/g, " ");
      return /^[=+\-@]/.test(text) ? `'${text}` : text;
    };
    const copyRows = async () => {
      const rows = await read({ sort: current.get("sort"), first: 0, last: COPY_ROWS });
      const names = api.getAllDisplayedColumns().map((column) => column.getColId());
      const heads = names.map((name) => api.getColumnDef(name).headerName);
      const lines = [heads, ...rows.map((row) => names.map((name) => cell(row[name])))];
      await navigator.clipboard.writeText(lines.map((line) => line.join("\t")).join("\n"));
      const numbers = { n: inWords.format(rows.length), all: inWords.format(facts.total) };
      const text = facts.texts[rows.length < facts.total ? "copied_some" : "copied"];
      say(text.replace(/\{(\w+)\}/g, (_, name) => numbers[name]));
    };
    document.addEventListener("click", (event) => {
      if (event.target.id === "grid-copy") copyRows();
      if (event.target.id !== "grid-plain") return;
      table.hidden = !table.hidden;
      event.target.setAttribute("aria-expanded", String(!table.hidden));
    });
    wrapper.addEventListener("keydown", (event) => {
      const focused = (event.ctrlKey || event.metaKey) && event.key === "c" && api.getFocusedCell();
      if (!focused || window.getSelection().toString()) return;
      const row = focused.rowPinned ? api.getPinnedBottomRow(focused.rowIndex) : api.getDisplayedRowAtIndex(focused.rowIndex);
      navigator.clipboard.writeText(cell(row?.data?.[focused.column.getColId()]));
    });

    arrange();
    api.setGridOption("datasource", source);
    settle();
    const offset = Number(new URLSearchParams(location.search).get("offset")) || 0;
    if (offset > 0 && offset < facts.total) api.ensureIndexVisible(offset, "top");
    if (!facts.total) appear();
  };

  /* The component gives the grid a source of its own when it is ready; ours has to come after it. */
  const whenReady = (api) => (api.getGridOption("datasource") ? start(api) : setTimeout(whenReady, 20, api));
  document.addEventListener("DOMContentLoaded", () => window.dash_ag_grid?.getApiAsync(GRID).then(whenReady));
})();

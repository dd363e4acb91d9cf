/* The address is the only state. Controls and links change the query; the query renews the page.
   The filters are a form whose fields are named like their keys; every link that changes the view has data-view. */
(() => {
  "use strict";
  const PAGE_KEYS = ["page"];
  const FILTER_KEYS = ["state", "lab", "theme", "principle", "format", "target_group", "evidence", "kind", "from", "to", "q"];

  /* The store that holds the query; a callback of the server listens to it. */
  const storeId = () => document.querySelector("[data-store]")?.dataset.store || "view";

  const filterForm = () => document.getElementById("filter-fields");

  /* Links outside the live page follow the query: data-keep="all" the whole, data-keep="filters" the filters only, after
     the one key of their own that data-own names. What else follows it listens to rogl:query. */
  const rewriteLinks = (query) => {
    const filters = new URLSearchParams([...query].filter(([key]) => FILTER_KEYS.includes(key)));
    for (const link of document.querySelectorAll("a[data-keep]")) {
      const own = link.dataset.own && new URLSearchParams(link.search).get(link.dataset.own);
      const kept = link.dataset.keep === "all" ? query : filters;
      const text = new URLSearchParams([...(own ? [[link.dataset.own, own]] : []), ...kept]).toString();
      link.href = link.pathname + (text ? `?${text}` : "");
    }
    document.dispatchEvent(new CustomEvent("rogl:query", { detail: { all: query, filters } }));
  };

  /* Asks for a query and writes it into the address; Dash is told when the answer has been seen, so that what it does then
     keeps nobody waiting. */
  let latest = "";
  const show = async (query) => {
    const text = query.toString();
    const store = storeId();
    latest = text;
    window.roglWait(true);
    const asking = window.roglAsk(store, text);
    history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : "") + location.hash);
    rewriteLinks(query);
    await asking?.catch(() => {}); // Dash meets the same trouble when it asks
    setTimeout(() => { if (text === latest) window.dash_clientside.set_props(store, { data: text }); });
  };

  /* The filters as they are set, in the order of the form, then what else the address holds. */
  const TYPING_PAUSE_MS = 350;
  let typing;
  const sorted = (pairs) => pairs.map(String).sort().join("&");
  const collect = () => {
    clearTimeout(typing);
    if (!document.documentElement.dataset.live) return;
    const isFilter = ([key]) => FILTER_KEYS.includes(key);
    const present = [...new URLSearchParams(location.search)];
    const filters = [...new FormData(filterForm())].filter(([, value]) => value !== "");
    if (sorted(filters) === sorted(present.filter(isFilter))) return;
    const others = present.filter((pair) => !isFilter(pair) && !PAGE_KEYS.includes(pair[0]));
    show(new URLSearchParams([...filters, ...others]));
  };
  const isOurs = ({ target }) => Boolean(filterForm()?.contains(target));
  document.addEventListener("input", (event) => {
    if (!isOurs(event) || event.target.type !== "search") return;
    clearTimeout(typing);
    typing = setTimeout(collect, TYPING_PAUSE_MS);
  });
  document.addEventListener("change", (event) => { if (isOurs(event)) collect(); });
  document.addEventListener("submit", (event) => {
    if (!isOurs(event) || !document.documentElement.dataset.live) return; // until then an ordinary form
    event.preventDefault();
    collect();
  });
  /* What was set before the page was ready is asked for as soon as it is. */
  const isTouched = (field) => {
    if (field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.matches("select")) return !field.selectedOptions[0].defaultSelected;
    return field.matches("input") && field.value !== field.defaultValue;
  };
  document.addEventListener("rogl:live", () => { if ([...(filterForm()?.elements ?? [])].some(isTouched)) collect(); });

  /* A form says in data-query what the server made of the address: the address then says the same. */
  const settle = () => {
    const form = document.querySelector("form[data-query]");
    if (!form || form.dataset.query === location.search.slice(1)) return;
    history.replaceState(history.state, "", `${location.pathname}?${form.dataset.query}${location.hash}`);
    rewriteLinks(new URLSearchParams(form.dataset.query));
  };

  /* Go to a query of this page without leaving it: controls first, then the view. */
  const go = (query) => {
    for (const field of filterForm()?.elements ?? []) {
      if (field.type === "checkbox") field.checked = query.getAll(field.name).includes(field.value);
      else if (field.name) field.value = query.get(field.name) || "";
    }
    show(query);
  };

  const focusFromMap = (click) => {
    const lab = click && click.points[0] && click.points[0].customdata;
    if (!lab) return window.dash_clientside.no_update;
    const query = new URLSearchParams(location.search);
    if (query.get("focus") === lab) query.delete("focus");
    else query.set("focus", lab);
    query.delete("zoom");
    go(query);
    return window.dash_clientside.no_update;
  };

  /* Writes a part anew. The focus stays with the control of its id, else with the link of the same words or in the same place. */
  const STOPS = "a[href], button, summary";
  window.roglRewrite = (part, html) => {
    const focused = document.activeElement;
    const place = [...part.querySelectorAll(STOPS)].indexOf(focused);
    part.innerHTML = html;
    if (place < 0 || focused.id) return;
    const stops = [...part.querySelectorAll(STOPS)];
    const next = stops.find((stop) => stop.textContent === focused.textContent) || stops[place];
    next?.focus({ preventScroll: true });
  };

  /* What a field said when the visitor sent it; what is typed afterwards is not taken away by the answer. */
  let sent;
  for (const kind of ["submit", "change"]) {
    document.addEventListener(kind, () => { sent = document.activeElement?.value; }, true);
  }
  const typedIn = (field) =>
    field?.matches?.("input[type=search], input[type=text]") && field.value !== field.defaultValue && field.value !== sent;

  /* The server's answer: fragment id → HTML; what did not change keeps its nodes, focus and scroll position. */
  const written = new Map();
  const renew = (fragments) => {
    const field = document.activeElement;
    const focused = field?.id;
    const typed = typedIn(field) ? field.value : null;
    for (const [id, text] of Object.entries(fragments || {})) {
      const node = document.getElementById(id);
      /* Controls may say something else than what was written: they are always set anew. */
      if (written.get(id) === text && !node.querySelector("input, select")) continue;
      const open = [...node.querySelectorAll("details[id][open]")].map((item) => item.id);
      window.roglRewrite(node, text);
      for (const item of open) document.getElementById(item)?.setAttribute("open", "");
      written.set(id, text);
    }
    const now = focused && document.getElementById(focused);
    if (now && document.activeElement !== now) now.focus({ preventScroll: true });
    if (now && typed !== null) now.value = typed;
    window.roglWait(false);
    settle();
    return window.dash_clientside.no_update;
  };

  /* Filter → numbers beside its values, in their order. */
  const recount = (facets) => {
    for (const [key, counts] of Object.entries(facets || {})) {
      document.querySelectorAll(`#filter-${key} .count`).forEach((node, index) => {
        const text = String(counts[index]);
        if (node.textContent !== text) node.textContent = text;
      });
    }
    return window.dash_clientside.no_update;
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.rogl = { focusFromMap, renew, recount, go, rewriteLinks };

  document.addEventListener("DOMContentLoaded", settle);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-view]");
    const isPlain = !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    const target = link && new URL(link.getAttribute("href"), location.href); // links in drawings have no parts of their own
    if (!link || !isPlain || target.pathname !== location.pathname || !document.documentElement.dataset.live) return;
    event.preventDefault();
    const inShown = link.closest("#filters-shown");
    go(target.searchParams);
    if (target.hash) document.querySelector(target.hash)?.scrollIntoView({ block: "start" });
    if (inShown) {
      inShown.tabIndex = -1;
      inShown.focus({ preventScroll: true });
    }
  });
})();

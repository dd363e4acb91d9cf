/* Copies the text of an element: <button data-copy-from="id" data-done="Kopiert">. Hidden until the script is there. */
(() => {
  "use strict";
  const say = (button) => {
    const text = button.textContent;
    if (text === button.dataset.done) return;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = text; }, 2000);
  };
  const show = () => { for (const button of document.querySelectorAll("[data-copy-from]")) button.hidden = false; };
  show();
  // Parts of a page that are renewed come with hidden buttons again; they stand in folds.
  document.addEventListener("toggle", show, true);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-from]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copyFrom).textContent);
    say(button);
  });

  /* <button data-copy-table data-done="Kopiert"> copies the tables of its section as HTML and, for plain text, with tabs. */
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  const words = (node) => {
    const copy = node.cloneNode(true);
    for (const part of copy.querySelectorAll("button, details, svg, .strip, [aria-hidden=true]")) part.remove();
    return copy.textContent.replace(/[\u00ad\u200b]/g, "").replace(/\s+/g, " ").trim();
  };
  const cellHtml = (cell) => {
    const text = escaped(words(cell));
    const links = cell.querySelectorAll("a[href]");
    const spans = ["colspan", "rowspan", "scope"].map((name) => (cell.hasAttribute(name) ? ` ${name}="${cell.getAttribute(name)}"` : "")).join("");
    const name = cell.tagName.toLowerCase();
    return `<${name}${spans}>${links.length === 1 ? `<a href="${escaped(links[0].href)}">${text}</a>` : text}</${name}>`;
  };
  const tableHtml = (table, title) => {
    const row = (item) => `<tr>${[...item.cells].map(cellHtml).join("")}</tr>`;
    const part = (name, rows) => (rows.length ? `<${name}>${rows.map(row).join("")}</${name}>` : "");
    const head = table.tHead ? [...table.tHead.rows] : [];
    const body = [...table.rows].filter((item) => !head.includes(item));
    return `<table><caption>${escaped(title)}</caption>${part("thead", head)}${part("tbody", body)}</table>`;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-table]");
    if (!button) return;
    const scope = button.closest("section") || document.querySelector("main");
    const tables = [...scope.querySelectorAll(button.dataset.copyTable || "table")];
    const title = words(scope.querySelector("h2, h1"));
    const source = `${button.dataset.credit} ${location.href}`;
    const html = tables.map((table) => tableHtml(table, title)).join("") + `<p>${escaped(source)}</p>`;
    const lines = tables.flatMap((table) => [...table.rows].map((item) => [...item.cells].map(words).join("\t")));
    const text = [title, ...lines, source].join("\n");
    const item = { "text/html": new Blob([html], { type: "text/html" }), "text/plain": new Blob([text], { type: "text/plain" }) };
    await navigator.clipboard.write([new ClipboardItem(item)]);
    say(button);
  });
})();

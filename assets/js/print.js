/* Paper is light and has one width: figures are drawn for it before printing and for the screen again afterwards. */
(() => {
  "use strict";
  const root = document.documentElement;
  let theme = null;

  const redraw = () => {
    if (!window.Plotly) return;
    for (const graph of document.querySelectorAll(".js-plotly-plot")) window.Plotly.Plots.resize(graph);
    window.Plotly.redrawAll();
  };

  window.addEventListener("beforeprint", () => {
    theme = root.dataset.bsTheme;
    root.dataset.bsTheme = "light";
    root.dataset.paper = "true";
    redraw();
  });
  window.addEventListener("afterprint", () => {
    root.dataset.bsTheme = theme;
    delete root.dataset.paper;
    redraw();
  });
})();

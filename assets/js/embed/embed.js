/* An embedded chart: light or dark as the reader's system says, and the figure drawn from the JSON in the document. */
(() => {
  "use strict";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const setTheme = () => { document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  setTheme();
  dark.addEventListener("change", setTheme);

  document.addEventListener("DOMContentLoaded", async () => {
    const place = document.getElementById("figure");
    if (!place) return;
    const { data, layout } = JSON.parse(document.getElementById("figure-data").textContent);
    delete layout.height;
    await window.Plotly.newPlot(place, data, { ...layout, autosize: true }, { displayModeBar: false, responsive: true, doubleClick: false });
    document.documentElement.dataset.live = "true";
  });
})();

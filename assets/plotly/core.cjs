'use strict';
// plotly.js as the dashboard needs it: lib/core without the parts no figure uses (sliders, range sliders,
// range selectors, update menus, 3-d annotations) and with `bar` and the German locale.
// Keep the order of the components: legend needs shapes, fx needs legend.
require('plotly.js/build/plotcss');

const Registry = require('plotly.js/src/registry');
const api = require('plotly.js/src/plot_api');
const Plots = require('plotly.js/src/plots/plots');
const Fx = require('plotly.js/src/components/fx');

const Plotly = { version: require('plotly.js/src/version').version, register: Registry.register };

for (const [name, fn] of Object.entries(api)) {
    if (name[0] !== '_') Plotly[name] = fn;
    Registry.register({ moduleType: 'apiMethod', name, fn });
}

Registry.register([
    require('plotly.js/src/traces/scatter'),
    require('plotly.js/src/traces/bar'),
    require('plotly.js/src/components/annotations'),
    require('plotly.js/src/components/selections'),
    require('plotly.js/src/components/shapes'),
    require('plotly.js/src/components/images'),
    require('plotly.js/src/components/grid'),
    require('plotly.js/src/components/errorbars'),
    require('plotly.js/src/components/colorscale'),
    require('plotly.js/src/components/colorbar'),
    require('plotly.js/src/components/legend'),
    require('plotly.js/src/components/fx'),
    require('plotly.js/src/components/modebar'),
    require('plotly.js/src/locale-en'),
    require('plotly.js/src/locale-en-us'),
    require('plotly.js/lib/locales/de'),
]);

Plotly.Plots = { resize: Plots.resize, graphJson: Plots.graphJson };
Plotly.Fx = { hover: Fx.hover, unhover: Fx.unhover };

module.exports = Plotly;

// Builds plotly-rogl.min.js, regenerator-runtime.min.js, their licences and SHA256SUMS from node_modules.
// Same input, same bytes.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const OUT = 'plotly-rogl.min.js';
const plotly = JSON.parse(readFileSync(join(here, 'node_modules/plotly.js/package.json'), 'utf8'));

/** Ranges of the values of all `description:` properties: prose for the reference pages, a sixth of the bundle. */
function descriptions(source) {
    const ranges = [];
    simple(parse(source, { ecmaVersion: 'latest', allowReturnOutsideFunction: true }), {
        Property(node) {
            if (!node.computed && !node.shorthand && node.key.name === 'description') ranges.push([node.value.start, node.value.end]);
        },
    });
    return ranges.sort((a, b) => b[0] - a[0]);
}

const withoutDescriptions = (source) => (
    source.includes('description:')
        ? descriptions(source).reduce((text, [start, end]) => `${text.slice(0, start)}''${text.slice(end)}`, source)
        : source
);

// What plotly.js's scatter, bar and components call of d3 3; the whole package is twice the size. A missing part
// would break at the first drawing, which tests/browser/test_bundle.py does with every feature in use.
const D3_PARTS = [
    'start', 'compat/', 'arrays/extent', 'arrays/max', 'arrays/min', 'behavior/drag', 'color/rgb', 'core/rebind', 'event/dispatch',
    'event/event', 'event/mouse', 'format/round', 'interpolate/ease', 'scale/linear', 'scale/ordinal', 'selection/',
    'transition/', 'xhr/json', 'end',
];

/** d3 3 is joined from files that name what they need as `import "file"`; a folder stands for its index. */
function joinD3(path, seen = new Set()) {
    const file = path.endsWith('/') ? `${path}index.js` : `${path}.js`;
    if (seen.has(file)) return '';
    seen.add(file);
    return readFileSync(file, 'utf8').replace(/^import "(.+)";$/gm, (_, name) => joinD3(join(dirname(file), name), seen));
}

function ownD3() {
    const seen = new Set();
    return D3_PARTS.map((part) => joinD3(join(here, 'node_modules/@plotly/d3/src', part), seen)).join('\n');
}

const slim = {
    name: 'slim',
    setup(bundle) {
        bundle.onLoad({ filter: /plotly\.js[\\/]src[\\/].*\.js$/ }, ({ path }) => ({
            // The addresses are defaults of maps and clouds that are not in the bundle: no foreign address at all stays.
            contents: withoutDescriptions(readFileSync(path, 'utf8')).replace(/'https:\/\/(cdn\.plot\.ly|cloud\.plotly\.com)[^']*'/g, "''"),
            loader: 'js',
        }));
        bundle.onLoad({ filter: /@plotly[\\/]d3[\\/]d3\.js$/ }, () => ({ contents: ownD3(), loader: 'js' }));
        // registry.js asks for MapLibre's style sheet although no map trace is in the bundle.
        bundle.onLoad({ filter: /\.css$/ }, () => ({ contents: '', loader: 'js' }));
        bundle.onResolve({ filter: /^culori$/ }, () => ({ path: join(here, 'colours.js') }));
        bundle.onResolve({ filter: /components\/modebar$/ }, () => ({ path: join(here, 'modebar.cjs') }));
    },
};

function packageDirs(inputs) {
    const dirs = inputs.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
    return [...new Set(dirs)].sort();
}

function licence(dir) {
    const meta = JSON.parse(readFileSync(join(here, dir, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license', 'License', 'LICENSE-MIT'].map((name) => join(here, dir, name)).find(existsSync);
    const terms = typeof meta.license === 'string' ? meta.license : meta.license?.type ?? meta.licenses?.[0]?.type ?? 'see text';
    const text = file ? readFileSync(file, 'utf8').replace(/\r\n?/g, '\n').trim() : `(The package holds no licence file; it declares ${terms}.)`;
    return `${'='.repeat(80)}\n${meta.name} ${meta.version} (${terms})\n\n${text}\n`;
}

const result = await build({
    absWorkingDir: here,
    entryPoints: ['entry.js'],
    outfile: OUT,
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'PlotlyBundle',
    footer: { js: 'window.Plotly=PlotlyBundle.default;' },
    banner: { js: `/*! plotly.js ${plotly.version} (scatter, bar) for the ROGL dashboard. Licences: ${OUT}.LICENSES.txt */` },
    define: { global: 'window' },
    target: 'es2020',
    legalComments: 'none',
    metafile: true,
    plugins: [slim],
});

// Dash's scripts need the global regeneratorRuntime, which Dash sends within 99 kB of polyfills for old browsers.
const REGENERATOR = 'regenerator-runtime.min.js';
await build({
    absWorkingDir: here,
    entryPoints: ['node_modules/regenerator-runtime/runtime.js'],
    outfile: REGENERATOR,
    minify: true,
    format: 'iife',
    banner: { js: '/*! regenerator-runtime, Copyright (c) 2014-present, Facebook, Inc., MIT licence */' },
    target: 'es2020',
    legalComments: 'none',
});

const code = readFileSync(join(here, OUT));
const inputs = Object.keys(result.metafile.inputs).map((path) => relative(here, join(here, path)).replaceAll('\\', '/'));
const notices = [...packageDirs(inputs), 'node_modules/regenerator-runtime'].map(licence).join('\n');
writeFileSync(join(here, `${OUT}.LICENSES.txt`), `Packages contained in ${OUT} and ${REGENERATOR}\n\n${notices}`);
const sums = [OUT, REGENERATOR].map((name) => `${createHash('sha256').update(readFileSync(join(here, name))).digest('hex')}  ${name}\n`);
writeFileSync(join(here, 'SHA256SUMS'), sums.join(''));

const brotli = brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: code.length } });
console.log(`${OUT}: ${code.length} bytes, gzip ${gzipSync(code, { level: 9 }).length}, brotli ${brotli.length}`);

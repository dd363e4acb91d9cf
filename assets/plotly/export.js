// Pictures (PNG, JPEG, WebP, SVG) of a drawn graph. plotly.js alone would turn the map's ground into a small bitmap
// and lose the page's font, because a picture of an SVG sees neither other files nor web fonts: both are put inside.

const asDataUrl = async (url) => {
    const blob = await (await fetch(url)).blob();
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(blob);
    });
};

function fontRules() {
    const rules = [];
    for (const sheet of document.styleSheets) {
        let list;
        try {
            list = sheet.cssRules;
        } catch {
            continue; // a sheet of another origin cannot be read
        }
        for (const rule of list) {
            const address = rule.type === CSSRule.FONT_FACE_RULE && /url\("?([^")]+)"?\)/.exec(rule.style.src || rule.cssText);
            if (address) rules.push({ rule, url: new URL(address[1], sheet.href || document.baseURI).href });
        }
    }
    return rules;
}

function usesFont({ rule }, text, family) {
    const name = rule.style.getPropertyValue('font-family').replace(/["']/g, '');
    if (!family.includes(name)) return false;
    const range = rule.style.getPropertyValue('unicode-range');
    if (!range) return true;
    const spans = [...range.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/gi)].map(([, a, b]) => [parseInt(a, 16), parseInt(b || a, 16)]);
    return [...text].some((letter) => spans.some(([a, b]) => letter.codePointAt(0) >= a && letter.codePointAt(0) <= b));
}

async function fontStyle(svg) {
    const text = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement.textContent;
    const faces = fontRules().filter((face) => usesFont(face, text, svg));
    const rules = await Promise.all(faces.map(async ({ rule, url }) => {
        const descriptors = ['font-family', 'font-weight', 'font-style', 'unicode-range']
            .map((name) => [name, rule.style.getPropertyValue(name)])
            .filter(([, value]) => value)
            .map(([name, value]) => `${name}:${value};`);
        return `@font-face{${descriptors.join('')}src:url(${await asDataUrl(url)})}`;
    }));
    return rules.length ? `<style>${rules.join('')}</style>` : '';
}

async function selfContained(gd) {
    const images = await Promise.all((gd.layout.images || []).map(async (image) => (
        !image.source || image.source.startsWith('data:') ? image : { ...image, source: await asDataUrl(image.source) }
    )));
    const { width, height } = gd._fullLayout;
    return { data: gd.data, layout: { ...gd.layout, images, width, height, paper_bgcolor: ground(gd) }, config: gd._context };
}

/** A figure without ground of its own shows the page's: without it, light text of the dark theme would stand on nothing. */
function ground(gd) {
    const own = gd._fullLayout.paper_bgcolor;
    return /^(transparent|rgba\(.*,\s*0\))$/.test(own) ? getComputedStyle(document.body).backgroundColor : own;
}

async function rasterise(svg, mime, width, height, scale) {
    const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml;charset=utf-8' }));
    try {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = width * scale;
        canvas.height = height * scale;
        canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
        return await new Promise((resolve) => canvas.toBlob(resolve, mime));
    } finally {
        URL.revokeObjectURL(url);
    }
}

/** A Blob of the graph `gd`; `options` as in Plotly.toImage (format, width, height, scale). */
export async function picture(toImage, gd, options) {
    const { format = 'png', scale = 2 } = options;
    const figure = await selfContained(gd);
    const width = options.width || figure.layout.width;
    const height = options.height || figure.layout.height;
    const bare = await toImage(figure, { format: 'svg', imageDataOnly: true, width, height });
    const style = await fontStyle(bare);
    const svg = bare.replace(/^(<svg[^>]*>)/, (tag) => tag + style);
    if (format === 'svg') return new Blob([svg], { type: 'image/svg+xml;charset=utf-8' });
    return rasterise(svg, `image/${format}`, width, height, scale);
}

/** Hands `blob` to the visitor as a file. */
export function save(blob, filename) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = filename;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return filename;
}

export const blobToDataUrl = (blob) => new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
});

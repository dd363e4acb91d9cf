// The five functions plotly.js takes from culori, with the colour spaces figures use (hex, names, rgb, hsl).
// The package's own CommonJS file brings thirty colour spaces that cannot be shaken off.
import {
    converter, formatHex, formatRgb, modeHsl, modeLrgb, modeRgb, useMode, wcagContrast, wcagLuminance,
} from 'culori/fn';

useMode(modeRgb);
useMode(modeLrgb);
useMode(modeHsl);

export { converter, formatHex, formatRgb, wcagContrast, wcagLuminance };

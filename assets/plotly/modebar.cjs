'use strict';
// The modebar is switched off everywhere, so its buttons, icons and attributes (which name the buttons) stay out.
// Drawing reads fullLayout.modebar.orientation all the same.
module.exports = {
    moduleType: 'component',
    name: 'modebar',
    supplyLayoutDefaults: (layoutIn, layoutOut) => {
        layoutOut.modebar = { orientation: 'h' };
    },
    manage: () => {},
};

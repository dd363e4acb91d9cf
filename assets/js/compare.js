/* Forms that renew the page: a change publishes the whole form as the query (state.js); without Dash it is an ordinary form.
   A name typed into `q` is another place: that is another page. */
(() => {
  "use strict";
  const queryOf = (form) => {
    const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
    return new URLSearchParams(pairs);
  };

  const send = (form) => {
    const query = queryOf(form);
    if (query.has("q") || !document.documentElement.dataset.live) location.assign(`${form.getAttribute("action")}?${query}`);
    else window.dash_clientside.rogl.go(query);
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.dataset.store) send(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.store) return;
    event.preventDefault();
    send(event.target);
  });
})();

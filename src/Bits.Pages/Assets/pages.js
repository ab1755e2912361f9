// What the pages of all sites do around a request: one call per press, a lost connection, and the place on the page.
(() => {
  "use strict";

  const here = () => location.pathname + location.search;
  const main = () => document.getElementById("main");

  // --- one call per press --------------------------------------------------------------------------------------------

  // The server enforces it too, by the form's key.
  document.addEventListener("submit", (e) => {
    for (const button of e.target.querySelectorAll("button:not([type=button]):not([disabled])"))
      setTimeout(() => {
        button.disabled = true;
        button.dataset.pressed = "";
      });
  });

  function release() {
    for (const button of document.querySelectorAll("[data-pressed]")) {
      button.disabled = false;
      delete button.dataset.pressed;
    }
  }

  for (const ending of ["htmx:afterRequest", "htmx:historyRestore"]) document.addEventListener(ending, () => setTimeout(release));
  window.addEventListener("pageshow", release);

  // --- a lost connection ---------------------------------------------------------------------------------------------

  function complain(text) {
    document.getElementById("unsent")?.remove();
    if (!text) return;
    const said = Object.assign(document.createElement("p"), { id: "unsent", className: "banner bad unsent", textContent: text });
    said.setAttribute("role", "alert");
    document.body.append(said);
  }

  // A part of a page, such as suggestions, comes again with the next key.
  function lose(e, remedy) {
    if (e.detail.boosted) complain(`${e.detail.requestConfig.verb === "get" ? "Not loaded" : "Not sent"}. ${remedy}`);
  }

  for (const loss of ["htmx:sendError", "htmx:timeout"])
    document.addEventListener(loss, (e) => lose(e, "Check your connection, then try again."));
  document.addEventListener("htmx:beforeRequest", (e) => {
    if (e.detail.boosted) complain(null);
  });

  // The error of a server or a proxy does not replace a page with a form that may have a text. The server's own pages have a
  // policy; one that keeps the form leaves the address as it is.
  const isWorthIt = (answer, verb) =>
    verb === "get" ? answer.getResponseHeader("Content-Security-Policy") : answer.getResponseHeader("HX-Push-Url") === "false";

  document.addEventListener("htmx:beforeSwap", (e) => {
    const answer = e.detail.xhr;
    if (!answer) return;
    if (!e.detail.boosted && answer.status >= 400 && !e.detail.requestConfig.elt.closest("[hx-select]")) e.detail.shouldSwap = false;
    else if (answer.status >= 500 && !isWorthIt(answer, e.detail.requestConfig.verb)) {
      e.detail.shouldSwap = false;
      lose(e, "Try again in a moment.");
    }
  });

  // --- the place on the page -----------------------------------------------------------------------------------------

  let left = null; // the address and the control that the request came from

  const isShown = (control) => control?.checkVisibility() && !control.disabled;

  function controlIn(form, pressed) {
    const all = [...form.querySelectorAll("button, summary, a, textarea, input:not([type=hidden])")];
    return all.find((one) => one.value === pressed.value && one.title === pressed.title && one.tagName === pressed.tag && isShown(one)) ?? all.find(isShown);
  }

  function describe(control) {
    const form = control.closest?.("form");
    return {
      address: here(),
      place: control.closest?.("main [id]")?.id,
      action: form?.getAttribute("action"),
      pressed: { value: control.value, title: control.title, tag: control.tagName },
    };
  }

  document.addEventListener("htmx:beforeRequest", (e) => {
    if (e.detail.boosted) left = describe(e.detail.requestConfig.triggeringEvent?.submitter ?? e.target);
  });

  // Who acts on a new page before it has settled is not taken away from there.
  let isInUse = false;
  document.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.boosted || e.target === document.body) isInUse = false;
  });
  for (const act of ["keydown", "pointerdown", "focusin"]) document.addEventListener(act, () => (isInUse = true), true);

  // A new page begins at its top, for eyes and screen readers; the same page stays where it is.
  document.addEventListener("htmx:afterSettle", (e) => {
    if (!e.detail.boosted && e.target !== document.body) return;
    const problem = document.querySelector("main [role=alert]:not([hidden])");
    const from = left;
    left = null;
    if (isInUse) return;
    if (from && from.address === here() && !problem) {
      const place = from.place && document.getElementById(from.place);
      const form = place && from.action && [...place.querySelectorAll("form")].find((one) => one.getAttribute("action") === from.action);
      const control = form && controlIn(form, from.pressed);
      if (control) {
        control.focus({ preventScroll: true });
        return;
      }
    }

    if (!from || from.address !== here() || problem) scrollTo(0, 0);
    main()?.focus({ preventScroll: true });
  });
})();

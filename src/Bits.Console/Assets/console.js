// Keyboard, colours, and expandable rows. The pages work without it.
(() => {
  "use strict";

  const root = () => document.body.dataset.root;
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
  const isOpen = () => document.querySelector("[popover]:popover-open");

  // --- colours -------------------------------------------------------------------------------------------------------

  const dark = matchMedia("(prefers-color-scheme: dark)");

  function switchTheme() {
    const html = document.documentElement;
    const isDark = html.dataset.theme ? html.dataset.theme === "dark" : dark.matches;
    html.dataset.theme = isDark ? "light" : "dark";
    document.cookie = `bits-console-theme=${html.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
  }

  // --- rows ----------------------------------------------------------------------------------------------------------

  const rows = () => [...document.querySelectorAll("tr[data-row], li[data-row]")].filter((row) => row.checkVisibility());

  function move(step) {
    const all = rows();
    if (all.length === 0) return;
    const at = all.findIndex((row) => row.classList.contains("at"));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    all[at]?.classList.remove("at");
    next.classList.add("at");
    (next.querySelector("a, button") ?? next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function open() {
    rows().find((row) => row.classList.contains("at"))?.querySelector("a")?.click();
  }

  // --- keyboard ------------------------------------------------------------------------------------------------------

  let wasG = false;

  function goTo(key) {
    document.querySelector(`.side a[data-key="${CSS.escape(key)}"]`)?.click();
  }

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape" && isTyping(e.target) && !isOpen()) e.target.blur();
    if (isTyping(e.target) || isOpen()) return;

    const first = wasG;
    wasG = e.key === "g";
    if (first) goTo(e.key);
    else if (e.key === "/") document.querySelector("[data-filter]")?.focus();
    else if (e.key === "j") move(1);
    else if (e.key === "k") move(-1);
    else if (e.key === "Enter" && !e.target.closest("a, button, summary")) open();
    else if (e.key === "?") document.getElementById("shortcuts")?.showPopover();
    else return;
    e.preventDefault();
  });

  // --- the mouse -----------------------------------------------------------------------------------------------------

  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-theme-toggle]")) switchTheme();
    else if (!e.target.closest("a, button, input, label, summary") && getSelection().isCollapsed)
      e.target.closest("tr[data-row]")?.querySelector("a")?.click();
  });

  // Omits the empty fields of a filter from the address.
  document.addEventListener("htmx:configRequest", (e) => {
    if (!e.target.closest("form.filter")) return;
    for (const [name, value] of Object.entries(e.detail.parameters)) if (value === "") delete e.detail.parameters[name];
  });
})();

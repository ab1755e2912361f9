// Search suggestions by keyboard, exact times, the address of a new group, unfolded filters. The pages work without it.
(() => {
  "use strict";

  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
  const isOpen = () => document.querySelector("[popover]:popover-open");
  const search = () => document.querySelector("[data-search]");

  // --- exact times, in the zone of the reader ------------------------------------------------------------------------

  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

  function showTimes() {
    for (const time of document.querySelectorAll("time[datetime]")) time.title = exact.format(new Date(time.dateTime));
  }

  // --- suggestions ---------------------------------------------------------------------------------------------------

  function move(box, step) {
    const all = [...box.querySelectorAll("input[type=search], .suggest a")];
    const at = all.indexOf(document.activeElement);
    all[Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
  }

  function closeSuggestions(box) {
    box.querySelector(".suggest").replaceChildren();
    box.querySelector("input[type=search]").focus();
  }

  // --- keyboard and mouse --------------------------------------------------------------------------------------------

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const box = e.target.closest(".search");
    if (box) {
      if (e.key === "ArrowDown") move(box, 1);
      else if (e.key === "ArrowUp") move(box, -1);
      else if (e.key === "Escape") {
        closeSuggestions(box);
        return;
      } else return;
      e.preventDefault();
    } else if (e.key === "Escape") document.querySelector(".menu[open]")?.removeAttribute("open");
    else if (e.key === "/" && !isTyping(e.target) && !isOpen()) {
      search()?.focus();
      e.preventDefault();
    }
  });

  document.addEventListener("click", (e) => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(e.target)) menu.removeAttribute("open");
    const copied = e.target.closest("[data-copy]");
    if (copied) copied.select();
  });

  // --- a new group ---------------------------------------------------------------------------------------------------

  const toSlug = (name) =>
    name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 63);

  document.addEventListener("input", (e) => {
    const form = e.target.closest("[data-new-group]");
    if (!form) return;
    const slug = form.querySelector("[data-slug]");
    if (e.target === slug) slug.dataset.typed = "";
    else if (e.target.matches("[data-slug-from]") && !("typed" in slug.dataset)) slug.value = toSlug(e.target.value);
  });

  // --- htmx ----------------------------------------------------------------------------------------------------------

  document.addEventListener("htmx:afterSettle", showTimes);

  // A narrowed list comes with its filters: those that were unfolded stay so.
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", (e) => {
    unfolded = e.detail.boosted ? [] : [...e.detail.target.querySelectorAll("details[open][id]")].map((one) => one.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  });

  showTimes();
})();

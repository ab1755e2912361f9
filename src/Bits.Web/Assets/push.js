// Push messages: the form that asks the browser for a subscription before it is sent. It stays hidden where the browser has none.
(() => {
  "use strict";

  if (!navigator.serviceWorker || !window.PushManager || !window.Notification) return;

  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (bytes) =>
    btoa(Array.from(new Uint8Array(bytes), (b) => String.fromCharCode(b)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function show() {
    for (const one of document.querySelectorAll("[data-push][hidden]")) one.hidden = false;
    for (const one of document.querySelectorAll("[data-without-push]")) one.hidden = true;
  }

  function label() {
    const agent = navigator.userAgent;
    const name = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((one) => agent.includes(`${one}/`));
    const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"].find((one) => agent.includes(one));
    return `${{ Edg: "Edge", OPR: "Opera" }[name] ?? name ?? "Browser"} on ${{ "Mac OS X": "Mac" }[system] ?? system ?? "this device"}`;
  }

  async function subscribe(form) {
    if ((await Notification.requestPermission()) !== "granted")
      throw new Error("The browser does not allow notifications from this site. Allow them in its settings, then try again.");
    await navigator.serviceWorker.register(form.dataset.pushWorker);
    const worker = await navigator.serviceWorker.ready;
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: toBytes(form.dataset.push) });
  }

  document.addEventListener("submit", async (e) => {
    const form = e.target.closest("[data-push]");
    if (!form) return;
    e.preventDefault();
    const problem = form.querySelector("[role=alert]");
    problem.hidden = true;
    try {
      const made = await subscribe(form);
      const fields = { endpoint: made.endpoint, p256dh: toText(made.getKey("p256dh")), auth: toText(made.getKey("auth")), label: label() };
      for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      form.submit();
    } catch (error) {
      problem.textContent = error.message || "It did not work. Try again.";
      problem.hidden = false;
      for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = false));
    }
  });

  document.addEventListener("htmx:afterSettle", show);
  show();
})();

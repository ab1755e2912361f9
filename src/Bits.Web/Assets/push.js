// Push messages: the form that asks the browser for a subscription before it is sent. It stays hidden where the browser has none.
// A subscription is for one member in one session: signing out ends it, the member's next session asks again.
(() => {
  "use strict";

  if (!navigator.serviceWorker || !window.PushManager || !window.Notification) return;

  const PLACE = "push"; // in the browser's storage: the member, their session, and the address of the subscription
  const PATIENCE = 2_000; // ms: signing out never waits for longer

  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (bytes) =>
    btoa(Array.from(new Uint8Array(bytes), (b) => String.fromCharCode(b)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const page = () => document.querySelector("[data-sign-out]")?.dataset;

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

  // --- what this browser remembers -----------------------------------------------------------------------------------

  function read() {
    try {
      return JSON.parse(localStorage.getItem(PLACE));
    } catch {
      return null;
    }
  }

  function keep(subscription) {
    const { member, session } = page();
    localStorage.setItem(PLACE, JSON.stringify({ member, session, endpoint: subscription.endpoint }));
  }

  // --- the subscription of the browser -------------------------------------------------------------------------------

  // A browser refuses a second key beside the subscription of a first one.
  async function subscribe(worker, key) {
    const old = await worker.pushManager.getSubscription();
    if (old && toText(old.options.applicationServerKey) !== toText(toBytes(key))) await old.unsubscribe();
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: toBytes(key) });
  }

  async function unsubscribe() {
    localStorage.removeItem(PLACE);
    const worker = await navigator.serviceWorker.getRegistration();
    await (await worker?.pushManager.getSubscription())?.unsubscribe();
  }

  const fields = (made, publicKey) =>
    ({ endpoint: made.endpoint, p256dh: toText(made.getKey("p256dh")), auth: toText(made.getKey("auth")), publicKey, label: label() });

  // --- the form ------------------------------------------------------------------------------------------------------

  async function ask(form) {
    if ((await Notification.requestPermission()) !== "granted")
      throw new Error("The browser does not allow notifications from this site. Allow them in its settings, then try again.");
    await navigator.serviceWorker.register(form.dataset.pushWorker);
    return subscribe(await navigator.serviceWorker.ready, form.dataset.push);
  }

  document.addEventListener("submit", async (e) => {
    const form = e.target.closest("[data-push]");
    if (!form) return;
    e.preventDefault();
    const problem = form.querySelector("[role=alert]");
    problem.hidden = true;
    try {
      const made = await ask(form);
      keep(made);
      for (const [name, value] of Object.entries(fields(made, form.dataset.push)))
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      form.submit();
    } catch (error) {
      problem.textContent = error.message || "It did not work. Try again.";
      problem.hidden = false;
      for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = false));
    }
  });

  // --- the end of a session, and the next one ------------------------------------------------------------------------

  document.addEventListener("submit", async (e) => {
    const form = e.target.closest("[data-sign-out], [data-push-off] form");
    if (!form) return;
    e.preventDefault();
    await Promise.race([unsubscribe().catch(() => {}), new Promise((done) => setTimeout(done, PATIENCE))]);
    form.submit();
  });

  // Also where the push service gave the browser another address, or the platform has another key.
  async function renew() {
    const [kept, now] = [read(), page()];
    if (!kept || !now) return;
    if (kept.member !== now.member) {
      await unsubscribe();
      return;
    }
    const worker = await navigator.serviceWorker.getRegistration();
    const present = await worker?.pushManager.getSubscription();
    if (!worker || Notification.permission !== "granted" || (kept.session === now.session && kept.endpoint === present?.endpoint)) return;
    const { publicKey } = await (await fetch(`${now.calls}/notifications.v1/ListPushSubscriptions`)).json();
    if (!publicKey) return;
    const made = await subscribe(worker, publicKey);
    const answer = await fetch(`${now.calls}/notifications.v1/AddPushSubscription`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields(made, publicKey)),
    });
    if (answer.ok) keep(made);
  }

  document.addEventListener("htmx:afterSettle", show);
  show();
  renew().catch(() => {}); // the next page tries again
})();

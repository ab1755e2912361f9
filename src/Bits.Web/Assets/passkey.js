// Passkeys: the two forms that ask an authenticator before they are sent. They stay hidden where the browser has none.
(() => {
  "use strict";

  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (bytes) =>
    btoa(Array.from(new Uint8Array(bytes ?? []), (b) => String.fromCharCode(b)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function show() {
    for (const one of document.querySelectorAll("[data-passkey-challenge][hidden]")) one.hidden = false;
    for (const one of document.querySelectorAll("[data-without-passkeys]")) one.hidden = true;
  }

  async function challenge(form) {
    const answer = await fetch(form.dataset.passkeyChallenge, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    const body = await answer.json();
    if (answer.ok) return body;
    if (body.reason === "sign_in_again" && form.dataset.passkeyAgain) location.assign(form.dataset.passkeyAgain);
    throw new Error(body.detail);
  }

  async function add(asked) {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: toBytes(asked.challenge),
        rp: { id: asked.siteId, name: asked.siteName },
        user: { id: toBytes(asked.userHandle), name: asked.userName, displayName: asked.displayName },
        pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: asked.known.map((id) => ({ type: "public-key", id: toBytes(id) })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        attestation: "none",
        timeout: 240000,
      },
    });
    return {
      challengeId: asked.challengeId,
      clientData: toText(made.response.clientDataJSON),
      attestation: toText(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    };
  }

  async function signIn(asked) {
    const got = await navigator.credentials.get({
      publicKey: { challenge: toBytes(asked.challenge), rpId: asked.siteId, userVerification: "required", timeout: 240000 },
    });
    return {
      credentialId: toText(got.rawId),
      clientData: toText(got.response.clientDataJSON),
      authenticatorData: toText(got.response.authenticatorData),
      signature: toText(got.response.signature),
      userHandle: toText(got.response.userHandle),
    };
  }

  function fill(form, fields) {
    for (const old of form.querySelectorAll("[data-passkey-field]")) old.remove();
    for (const [name, value] of Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      input.dataset.passkeyField = "";
      form.append(input);
    }
  }

  const explain = (e) =>
    e.name === "NotAllowedError" ? "The browser ended it, or you did. Try again."
    : e.name === "InvalidStateError" ? "This device has a passkey for your account already."
    : e.name === "SecurityError" ? "Passkeys do not work at this address. Open the platform at its own address."
    : e.message || "It did not work. Try again.";

  document.addEventListener("submit", async (e) => {
    const form = e.target.closest("[data-passkey-challenge]");
    if (!form) return;
    e.preventDefault();
    const problem = form.querySelector("[role=alert]");
    problem.hidden = true;
    try {
      const asked = await challenge(form);
      fill(form, await (form.hasAttribute("data-passkey-new") ? add(asked) : signIn(asked)));
      form.submit();
    } catch (error) {
      problem.textContent = explain(error);
      problem.hidden = false;
      for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = false));
    }
  });

  document.addEventListener("htmx:afterSettle", show);
  show();
})();

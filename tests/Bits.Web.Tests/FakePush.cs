using System.Text.Json;

namespace Bits.Web.Tests;

/// <summary>Stands in for the push service of a browser's maker: no test may reach one. It behaves as browsers do: one subscription,
/// and a second key beside it is an InvalidStateError.</summary>
static class FakePush
{
    /// <summary>What it writes to the console when a page has unsubscribed the browser.</summary>
    public const string Unsubscribed = "fake push: unsubscribed";

    /// <summary>Puts it into the pages of a tab.</summary>
    public static Task AddAsync(BrowserTab tab) => tab.Page.AddInitScriptAsync($$"""
        (() => {
          const point = {{JsonSerializer.Serialize(TestPush.Create().Public)}};
          const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
          const text = (view) => btoa(String.fromCharCode(...new Uint8Array(view))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
          const read = () => JSON.parse(localStorage.getItem("fake-push"));
          const shown = (one) => one && {
            endpoint: one.endpoint,
            options: { applicationServerKey: bytes(one.key) },
            getKey: (name) => bytes(name === "auth" ? "tBHItJI5svbpez7KI4CCXg" : point),
            unsubscribe: async () => (localStorage.removeItem("fake-push"), console.info("{{Unsubscribed}}"), true),
          };
          const manager = {
            getSubscription: async () => shown(read()),
            subscribe: async ({ applicationServerKey }) => {
              const key = text(applicationServerKey);
              if (read() && read().key !== key) throw new DOMException("A subscription with a different key exists.", "InvalidStateError");
              if (!read()) localStorage.setItem("fake-push", JSON.stringify({ key, endpoint: `https://fcm.googleapis.com/fcm/send/${crypto.randomUUID()}` }));
              return shown(read());
            },
          };
          Object.defineProperty(ServiceWorkerRegistration.prototype, "pushManager", { get: () => manager });
          Notification.requestPermission = async () => "granted";
          Object.defineProperty(Notification, "permission", { get: () => "granted" });
        })();
        """);

    /// <summary>The address of the browser's subscription; null without one.</summary>
    public static Task<string?> EndpointAsync(BrowserTab tab) =>
        tab.Page.EvaluateAsync<string?>("JSON.parse(localStorage.getItem('fake-push'))?.endpoint ?? null");

    /// <summary>Replaces the key that the browser subscribed with, as if the platform had another one since.</summary>
    public static Task SetKeyAsync(BrowserTab tab, string key) => tab.Page.EvaluateAsync(
        "key => localStorage.setItem('fake-push', JSON.stringify({ endpoint: 'https://fcm.googleapis.com/fcm/send/old', key }))", key);
}

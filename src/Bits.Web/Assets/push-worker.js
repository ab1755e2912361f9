// Shows push messages, and opens what they are about.
"use strict";

self.addEventListener("push", (e) => {
  const told = e.data.json();
  e.waitUntil(self.registration.showNotification(told.title, { body: told.body, tag: told.tag, data: told.path }));
});

self.addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil(self.clients.openWindow(e.notification.data));
});

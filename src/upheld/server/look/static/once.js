// A form is sent once: a second click, or Enter held down, is left alone while the answer to the first is on its way.
const PATIENCE = 10000;
let sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (Date.now() - (sent.get(form) ?? -PATIENCE) < PATIENCE) event.preventDefault();
  else sent.set(form, Date.now());
});
// Who comes back to the page as it was left may send again.
addEventListener("pageshow", () => { sent = new WeakMap(); });

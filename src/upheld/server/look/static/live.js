// A part of a page that keeps itself current: <section id="queue" data-live="5"> is fetched again every five seconds.
// Focus, ticked boxes, open details and what is being typed stay as they are; nothing is fetched for a hidden page.
const keep = (element) => ({
  focus: element.contains(document.activeElement) ? document.activeElement.id : "",
  ticked: new Set([...element.querySelectorAll("input:checked")].map((each) => each.id)),
  open: new Map([...element.querySelectorAll("details[id]")].map((each) => [each.id, each.open])),
});

const restore = (element, kept) => {
  for (const box of element.querySelectorAll("input[type=checkbox][id]")) box.checked = kept.ticked.has(box.id);
  for (const part of element.querySelectorAll("details[id]")) part.open = kept.open.get(part.id) ?? part.open;
  const focused = kept.focus && document.getElementById(kept.focus);
  if (focused) focused.focus({ preventScroll: true });
};

const busy = (element) =>
  element.querySelector("dialog[open]") ||
  (element.contains(document.activeElement) && document.activeElement.matches("textarea, input:not([type=checkbox]), select, [role=slider]"));

const told = new WeakMap();
const marks = new WeakMap();

const refresh = async (element) => {
  if (document.hidden || busy(element)) return;
  // The service answers 304, with nothing, while nothing was done since.
  const headers = { "X-Refresh": element.id, ...(marks.has(element) && { "If-None-Match": marks.get(element) }) };
  const answer = await fetch(location.href, { headers, credentials: "same-origin" });
  if (answer.status === 304) return;
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
  if (!fresh || busy(element)) return;
  if (answer.headers.has("ETag")) marks.set(element, answer.headers.get("ETag"));
  const before = told.get(element);
  told.set(element, fresh.innerHTML);
  if (before === fresh.innerHTML) return;
  const kept = keep(element);
  element.replaceChildren(...fresh.childNodes);
  restore(element, kept);
  element.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
  const says = element.querySelector("[data-announce]");
  if (says) announce(says.textContent.trim());
};

let last = "";
export const announce = (text) => {
  const region = document.getElementById("announcements");
  if (region && text !== last) region.textContent = last = text;
};

const state = (element, fine) => element.toggleAttribute("data-stale", !fine);

for (const element of document.querySelectorAll("[data-live]")) {
  told.set(element, element.innerHTML);
  // What the page says when it comes is read with it, and not told again.
  last = element.querySelector("[data-announce]")?.textContent.trim() ?? last;
  const every = 1000 * Number(element.dataset.live);
  const round = () =>
    refresh(element).then(() => state(element, true), () => state(element, false)).finally(() => setTimeout(round, every));
  setTimeout(round, every);
  document.addEventListener("visibilitychange", () => document.hidden || refresh(element).catch(() => state(element, false)));
}

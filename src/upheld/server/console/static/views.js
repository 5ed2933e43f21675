// A draft in two views, form and text: both edit the same text, and what is kept on this device is that text. Runs
// before `drafts.js`, which brings back what was kept into the text.
const form = document.querySelector("form[data-draft]");
const text = form.querySelector("textarea[name=text]");
const name = `draft:${form.dataset.draft}`;
const isForm = form.querySelector("[data-fields]") !== null;
const hint = form.querySelector("[data-kept]");
const same = (one, other) => one.replace(/\s+$/, "") === other.replace(/\s+$/, "");
const kept = () => (JSON.parse(localStorage.getItem(name) || "{}").text || "");
const keep = (written) => {
  localStorage.setItem(name, JSON.stringify({ text: written }));
  if (hint) hint.hidden = false;
};

// What was just sent is newer than what was kept.
if (form.dataset.fresh === undefined) {
  if (form.dataset.changed === undefined) localStorage.removeItem(name);
  else keep(text.value);
}

const goOnWithKept = () => {
  text.value = kept();
  for (const field of form.querySelectorAll("[data-fields] [name]")) field.disabled = true;
  form.submit();
};

// What stands beside a field or an entry, taken from the page that checked it.
const tell = (page) => {
  for (const said of form.querySelectorAll("[data-said]")) {
    const fresh = page.getElementById(said.id);
    if (!fresh) continue;
    said.replaceChildren(...fresh.childNodes);
    const control = document.getElementById(said.dataset.said);
    if (control) control.toggleAttribute("aria-invalid", said.childElementCount > 0);
    if (control && said.childElementCount > 0) control.setAttribute("aria-invalid", "true");
  }
  for (const count of form.querySelectorAll("[data-count]")) {
    const fresh = page.getElementById(count.id);
    if (fresh) count.replaceChildren(...fresh.childNodes);
  }
};

const goTo = (line) => {
  const lines = [...form.querySelectorAll("[data-line]")];
  const exact = lines.filter((each) => Number(each.dataset.line) === line);
  // Of several values in one line, the one at fault.
  const faulty = exact.find((each) => each.matches(".field") && each.querySelector("[aria-invalid]"));
  const found = faulty ?? exact[0] ?? lines.findLast((each) => Number(each.dataset.line) <= line);
  if (!found) return;
  for (let part = found; part; part = part.parentElement?.closest("details")) if (part.matches("details")) part.open = true;
  const control = found.querySelector("[aria-invalid], input:not([type=hidden]), select, textarea, button") || found;
  control.focus({ preventScroll: true });
  found.scrollIntoView({ block: "center" });
};

// Begin again from what is published: a page that answered holds the changed text itself.
if (isForm || form.dataset.fresh === undefined) {
  form.querySelector("[data-forget]").addEventListener("click", () => {
    localStorage.removeItem(name);
    location.assign(form.dataset.begin);
  });
}

if (isForm) {
  if (form.dataset.fresh !== undefined && kept() && !same(kept(), text.value)) goOnWithKept();
  const checked = document.getElementById(form.dataset.checks);
  checked.addEventListener("checked", (event) => {
    tell(event.detail.page);
    keep(event.detail.page.querySelector("textarea[name=text]").value);
  });
  checked.addEventListener("fault", (event) => goTo(event.detail));
  for (const fold of form.querySelectorAll("[data-folds]")) {
    fold.addEventListener("click", () => {
      const parts = [...form.querySelectorAll("[data-fields] > details")];
      const open = parts.some((each) => !each.open);
      for (const each of parts) each.open = open;
    });
  }
}

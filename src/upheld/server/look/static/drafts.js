// What is being written in a form survives a fault, a closed page and a lost connection: <form data-keep="name">.
// It is kept on this device alone, and forgotten once the service says that it was taken (cookie `taken`).
const PREFIX = "draft:";
const fields = (form) => [...form.elements].filter((each) => each.name && !["hidden", "password", "submit", "button", "file"].includes(each.type));
const ticks = (each) => each.type === "radio" || each.type === "checkbox";

const read = (form) => {
  const told = {};
  for (const each of fields(form)) {
    if (ticks(each)) { if (each.checked) told[each.name] = [...(told[each.name] ?? []), each.value]; }
    else if (each.value) told[each.name] = each.value;
  }
  return told;
};

const write = (form, told) => {
  for (const each of fields(form)) {
    if (!(each.name in told)) continue;
    if (ticks(each)) each.checked = told[each.name].includes(each.value);
    else if (each.matches("select")) each.value = told[each.name];
    // What the browser has brought back by itself is newer.
    else if (each.value === each.defaultValue) each.value = told[each.name];
  }
};

const taken = document.cookie.split("; ").find((each) => each.startsWith("taken="));
if (taken) {
  localStorage.removeItem(PREFIX + taken.slice("taken=".length));
  document.cookie = "taken=; path=/; max-age=0; samesite=lax";
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const name = PREFIX + form.dataset.keep;
  const hint = form.querySelector("[data-kept]");
  const kept = localStorage.getItem(name);
  // After a fault the page itself holds what was written.
  if (kept && !document.querySelector("[aria-invalid], [role=alert]")) {
    write(form, JSON.parse(kept));
    if (hint) hint.hidden = false;
    const folded = form.closest("details");
    if (folded) folded.open = true;
  }
  form.addEventListener("input", () => {
    localStorage.setItem(name, JSON.stringify(read(form)));
    if (hint) hint.hidden = false;
  });
  const forget = form.querySelector("[data-forget]");
  if (forget) forget.addEventListener("click", () => {
    localStorage.removeItem(name);
    form.reset();
    hint.hidden = true;
  });
}

// Files that are too many or too large are refused before they are sent: what is typed stays where it is.
for (const input of document.querySelectorAll("input[type=file][data-largest]")) {
  input.addEventListener("change", () => {
    const sizes = [...input.files].map((each) => each.size);
    const tooMuch = sizes.length > Number(input.dataset.most) || sizes.reduce((sum, each) => sum + each, 0) > Number(input.dataset.largest);
    input.setCustomValidity(tooMuch ? input.dataset.tooMuch : "");
    input.reportValidity();
  });
}

// Keys for people who work with lists all day. Rows are [data-row], each with one link; "?" shows what there is.
const rows = () => [...document.querySelectorAll("[data-row]")];
const here = () => document.activeElement && document.activeElement.closest("[data-row]");
const typing = (target) => target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

const move = (by) => {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  const link = next.querySelector("a[data-row-link]");
  link.focus();
  next.scrollIntoView({ block: "nearest" });
};

const press = (key) => {
  const scope = here();
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const found = (scope && scope.querySelector(wanted)) || document.querySelector(wanted);
  if (!found) return false;
  if (found.matches("summary")) {
    const part = found.parentElement;
    part.open = true;
    (part.querySelector("textarea, input:not([type=hidden]), select") || found).focus();
  } else if (found.matches("input[type=checkbox], button, a")) found.click();
  else found.focus();
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const moves = { j: 1, k: -1 };
  if (event.key in moves && rows().length) move(moves[event.key]);
  else if (!press(event.key)) return;
  event.preventDefault();
});

// A dialog without a line of its own: <button data-opens="id">, closed by <form method="dialog"> or Escape.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

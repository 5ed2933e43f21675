// An editor with the numbers of its lines: a line that something is said of is marked, what is said stands below while
// the caret is on it, and a click on what is said leads to its line. Without this script the checked part says it all.
const frame = document.querySelector("[data-editor]");
const text = frame.querySelector("textarea");
const checked = document.getElementById("checked");
const below = document.getElementById("at-caret");
const gutter = document.createElement("div");
const numbers = document.createElement("ol");
gutter.className = "gutter";
gutter.setAttribute("aria-hidden", "true");
gutter.append(numbers);
frame.prepend(gutter);

const said = () => {
  const found = new Map();
  for (const each of checked.querySelectorAll("[data-fault]")) {
    const line = Number(each.dataset.fault);
    if (line && !found.has(line)) found.set(line, { kind: each.classList.contains("bad") ? "bad" : "open", says: each.dataset.says });
  }
  return found;
};

const draw = () => {
  const count = text.value.split("\n").length;
  while (numbers.children.length < count) {
    const line = document.createElement("li");
    line.textContent = numbers.children.length + 1;
    numbers.append(line);
  }
  while (numbers.children.length > count) numbers.lastChild.remove();
};

const marked = () => {
  const found = said();
  [...numbers.children].forEach((line, index) => {
    const about = found.get(index + 1);
    line.className = about ? about.kind : "";
    line.title = about ? about.says : "";
  });
  atCaret();
};

const atCaret = () => {
  const line = text.value.slice(0, text.selectionStart).split("\n").length;
  const about = said().get(line);
  const says = about ? `${line}: ${about.says}` : "";
  if (below.textContent === says) return;
  below.textContent = says;
  below.classList.toggle("open", Boolean(about) && about.kind === "open");
};

const goTo = (line) => {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] || "").length);
  const height = numbers.firstElementChild.getBoundingClientRect().height;
  text.scrollTop = Math.max(0, (line - 1) * height - text.clientHeight / 3);
  atCaret();
};

const scroll = () => { gutter.scrollTop = text.scrollTop; };
text.addEventListener("scroll", scroll);
text.addEventListener("input", () => { draw(); scroll(); });
document.addEventListener("selectionchange", () => document.activeElement === text && atCaret());
checked.addEventListener("checked", marked);
checked.addEventListener("fault", (event) => goTo(event.detail));
gutter.addEventListener("click", (event) => {
  const line = [...numbers.children].indexOf(event.target) + 1;
  if (line) goTo(line);
});
draw();
marked();
// A draft that was kept on this device is not yet what was checked.
if (text.value !== text.defaultValue) text.dispatchEvent(new Event("input", { bubbles: true }));

// Days as bars: what a day says is read by touch, by mouse, or with the arrow keys. The same stands in a table of the
// component's page, for who has no scripts.
const tip = document.createElement("p");
tip.className = "day-tip small";
tip.setAttribute("aria-hidden", "true");

const hide = () => {
  for (const day of document.querySelectorAll(".days .on")) day.classList.remove("on");
  tip.remove();
};

const show = (bars, index) => {
  const { svg, days, words } = bars;
  bars.at = Math.min(Math.max(index, 0), days.length - 1);
  hide();
  days[bars.at].classList.add("on");
  svg.setAttribute("aria-valuenow", bars.at);
  svg.setAttribute("aria-valuetext", words[bars.at]);
  tip.textContent = words[bars.at];
  const around = svg.parentElement.getBoundingClientRect();
  const day = days[bars.at].getBoundingClientRect();
  svg.before(tip);
  const half = tip.offsetWidth / 2;
  const middle = Math.min(Math.max(day.left + day.width / 2 - around.left, half), around.width - half);
  tip.style.left = `${middle - half}px`;
  tip.style.top = `${svg.offsetTop - tip.offsetHeight - 6}px`;
};

const under = (bars, event) => {
  const box = bars.svg.getBoundingClientRect();
  return Math.floor(((event.clientX - box.left) / box.width) * bars.days.length);
};

const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7, Home: -Infinity, End: Infinity };

const pressed = (bars, event) => {
  if (event.key === "Escape") hide();
  if (!(event.key in STEPS)) return;
  event.preventDefault();
  show(bars, bars.at + STEPS[event.key]);
};

const enliven = (svg) => {
  const days = [...svg.querySelectorAll("g")];
  if (!days.length || svg.getAttribute("role") === "slider") return;
  const words = days.map((day) => {
    const title = day.querySelector("title");
    const told = title ? title.textContent : "";
    // The browser's own hint would come over ours.
    if (title) title.remove();
    return told;
  });
  const bars = { svg, days, words, at: days.length - 1 };
  const told = { role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-valuemax": days.length - 1, "aria-valuenow": bars.at,
    "aria-valuetext": words[bars.at], "aria-orientation": "horizontal" };
  for (const [name, value] of Object.entries(told)) svg.setAttribute(name, value);
  svg.parentElement.classList.add("has-days");
  svg.addEventListener("pointermove", (event) => show(bars, under(bars, event)));
  svg.addEventListener("pointerdown", (event) => show(bars, under(bars, event)));
  svg.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && document.activeElement !== svg && hide());
  svg.addEventListener("focus", () => show(bars, bars.at));
  svg.addEventListener("blur", hide);
  svg.addEventListener("keydown", (event) => pressed(bars, event));
};

const all = (scope) => scope.querySelectorAll("svg.days").forEach(enliven);
all(document);
document.addEventListener("refreshed", (event) => all(event.target));
document.addEventListener("pointerdown", (event) => event.target.closest("svg.days") || hide());

// Times as their reader reads them: in the reader's own zone, with its name; how far away they are is kept current.
const page = document.documentElement;
// The day before the month, as everywhere but in one country.
const language = page.lang && page.lang !== "en" ? page.lang : "en-GB";
const UNITS = [["d", 86400], ["h", 3600], ["min", 60]];

const absolute = (at, parts) =>
  new Intl.DateTimeFormat(language, {
    year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    timeZoneName: "short", ...parts,
  }).format(at);

const length = (seconds) => {
  const parts = [];
  let rest = seconds;
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count || parts.length) parts.push(count ? `${count} ${unit}` : "");
  }
  return parts.slice(0, 2).filter(Boolean).join(" ");
};

const away = (at, now) => {
  const seconds = Math.abs(Math.round((at - now) / 1000));
  if (seconds < 60) return page.dataset.now;
  return (at > now ? page.dataset.ahead : page.dataset.past).replace("{}", length(seconds));
};

const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

export const tell = (scope = document) => {
  const now = Date.now();
  for (const element of scope.querySelectorAll("time[data-as]")) {
    const at = new Date(element.dateTime);
    const told = element.dataset.as;
    if (told === "away") {
      write(element, away(at, now));
      element.title = absolute(at, {});
    } else {
      const second = told === "exact" && at.getUTCSeconds() ? "2-digit" : undefined;
      write(element, absolute(at, told === "short" ? { year: undefined } : { second }));
      element.title = `${away(at, now)} · ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
    }
  }
};

tell();
setInterval(() => document.hidden || tell(), 15000);
document.addEventListener("visibilitychange", () => document.hidden || tell());
document.addEventListener("refreshed", (event) => tell(event.target));

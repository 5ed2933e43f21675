// The choice of light, dark or what the system says: kept in a cookie, so that the server draws the next page right.
const root = document.documentElement;
const chosen = () => (document.cookie.match(/(?:^|; )theme=(light|dark)/) || [])[1] || "auto";
const show = (theme) => {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const button of document.querySelectorAll("button[name=theme]"))
    button.setAttribute("aria-pressed", String(button.value === theme));
};
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || button.name !== "theme") return;
  event.preventDefault();
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${button.value}; path=/; max-age=31536000; samesite=lax${secure}`;
  show(button.value);
});
show(chosen());

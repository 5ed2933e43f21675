// A ticket's page is current while somebody writes: what they send says which state they saw. What is new is taken as
// seen at once while nothing is being written; else they are told, and say so themselves.
const news = document.getElementById("news");
const timeline = document.getElementById("timeline");
const shown = () => timeline.querySelector("[data-seen]").dataset.seen;
const writing = () => [...document.querySelectorAll(".compose textarea")].some((each) => each.value.trim() !== each.defaultValue.trim());
const saw = () => {
  for (const each of document.querySelectorAll("input[name=seen]")) each.value = shown();
  news.hidden = true;
};
const seen = () => (document.querySelector("input[name=seen]") || { value: shown() }).value;

timeline.addEventListener("refreshed", () => {
  if (shown() === seen()) return;
  if (writing()) news.hidden = false;
  else saw();
});
news.querySelector("[data-looked]").addEventListener("click", saw);

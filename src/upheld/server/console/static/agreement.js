// The text of an agreement and its reading lead to each other: a click on a sentence shows its line, a click on a line
// the sentences about it. Only the other side moves. Without this script the same links move the page.
const wide = matchMedia("(min-width: 60rem)");

const mark = (bench, elements) => {
  for (const each of bench.querySelectorAll(".here")) each.classList.remove("here");
  for (const each of elements) each.classList.add("here");
};

const show = (element) => {
  const pane = element.closest(".pane");
  const place = element.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
  pane.scrollTo({ top: place - pane.clientHeight / 3, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
};

const sentencesOf = (bench, line) => [...bench.querySelectorAll(`.reading [data-line="${CSS.escape(line)}"]`)];

const fromSentence = (bench, sentence) => {
  const line = document.getElementById(sentence.dataset.line);
  if (!line) return;
  mark(bench, [sentence, line]);
  show(line);
};

const fromLine = (bench, line) => {
  const sentences = sentencesOf(bench, line.id);
  if (!sentences.length) return;
  mark(bench, [line, ...sentences]);
  show(sentences[0]);
};

for (const bench of document.querySelectorAll("[data-linked]")) {
  bench.addEventListener("click", (event) => {
    // On a narrow page the sides stand below each other: there the links themselves lead on.
    if (!wide.matches || String(getSelection()) !== "") return;
    const sentence = event.target.closest(".reading [data-line]");
    const line = event.target.closest("[data-sentence]");
    if (!sentence && !line) return;
    event.preventDefault();
    if (sentence) fromSentence(bench, sentence);
    else fromLine(bench, line);
  });
}

// A form is sent only while the service answers: otherwise the page stays, with its words and the files that were
// chosen, and <div data-unsent> in the form says so. Drafts (drafts.js) outlive the page as well.
const PATIENCE = 8000;

const answers = async () => {
  if (!navigator.onLine) return false;
  try {
    const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.status < 500;
  } catch {
    return false;
  }
};

for (const form of document.querySelectorAll("form[data-keep]:has([data-unsent])")) {
  const unsent = form.querySelector("[data-unsent]");
  const [lost, back] = unsent.querySelectorAll("p");
  const tell = (there) => { lost.hidden = there; back.hidden = !there; unsent.hidden = false; };
  let asking = false, sending = false;
  form.addEventListener("submit", async (event) => {
    if (sending) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const there = await answers();
    asking = false;
    if (!there) {
      tell(false);
      unsent.focus();
      return;
    }
    sending = true;
    form.requestSubmit(event.submitter);
    sending = false;
  });
  addEventListener("online", () => { if (!unsent.hidden) tell(true); });
}

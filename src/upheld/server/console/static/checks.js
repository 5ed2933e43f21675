// A form that is checked while it is written: <form data-checks="id"> is sent when its writer pauses, and what the
// answer says in the part with that id is shown. Nothing is saved by it.
for (const form of document.querySelectorAll("form[data-checks]")) {
  const shown = document.getElementById(form.dataset.checks);
  let timer = 0;
  let round = 0;
  const check = async () => {
    const mine = ++round;
    const told = new FormData(form);
    told.set("do", "check");
    // As the form itself would be sent: hundreds of fields are read ten times as quickly as in parts of their own.
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(told), credentials: "same-origin" });
    if (!answer.ok || answer.redirected || mine !== round) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(shown.id);
    if (!fresh) return;
    const open = new Set([...shown.querySelectorAll("details[open][id]")].map((each) => each.id));
    shown.replaceChildren(...fresh.childNodes);
    for (const part of shown.querySelectorAll("details[id]")) part.open = part.open || open.has(part.id);
    shown.dispatchEvent(new CustomEvent("checked", { bubbles: true, detail: { page } }));
  };
  // A fault that is pressed leads to its line, which whoever shows the text listens for; marking words leads nowhere.
  shown.addEventListener("click", (event) => {
    const about = event.target.closest("[data-fault], [data-fault-line]");
    const line = about && Number(about.dataset.fault || about.dataset.faultLine);
    if (!line || String(getSelection()) !== "") return;
    event.preventDefault();
    shown.dispatchEvent(new CustomEvent("fault", { detail: line }));
  });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => check().catch(() => {}), 600);
  });
}

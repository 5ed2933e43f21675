// One box that ticks every box of a list: <input type="checkbox" data-picks="ticket"> for all of that name.
// It is heard where it stands, for the list is fetched anew.
const boxes = (all) => [...all.form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(all.dataset.picks)}"]`)];

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-picks]");
  if (all) for (const box of boxes(all)) box.checked = all.checked;
  const form = event.target.form;
  const over = form && form.querySelector("[data-picks]");
  if (!over || over === all) return;
  const ticked = boxes(over).filter((box) => box.checked).length;
  over.checked = ticked > 0 && ticked === boxes(over).length;
  over.indeterminate = ticked > 0 && !over.checked;
});

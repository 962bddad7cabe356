// One box that ticks all boxes of a name, in the whole page: <form data-tick="name"> <label hidden> <input type="checkbox">.
for (const form of document.querySelectorAll("form[data-tick]")) {
  const label = form.querySelector("label");
  const all = label.querySelector("input");
  const boxes = [...document.querySelectorAll(`input[type="checkbox"][name="${form.dataset.tick}"]`)];
  label.hidden = false;
  all.checked = boxes.every((box) => box.checked);
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  for (const box of boxes) {
    box.addEventListener("change", () => (all.checked = boxes.every((each) => each.checked)));
  }
}

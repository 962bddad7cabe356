// Says that an answer is on its way, once it takes more than a blink.
// <form data-busy="Loading…"> or <a data-busy="Loading…">: the pressed button or link shows these words after 300 ms.
(() => {
  const changed = new Map();

  function wait(pressed, words) {
    setTimeout(() => {
      changed.set(pressed, pressed.innerHTML);
      pressed.setAttribute("aria-busy", "true");
      pressed.textContent = words;
    }, 300);
  }

  document.addEventListener("submit", (event) => {
    const words = event.target.dataset.busy;
    if (words && event.submitter) wait(event.submitter, words);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-busy]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (link && !elsewhere && !event.defaultPrevented) wait(link, link.dataset.busy);
  });
  // Back shows the page as it was left, with its words still changed.
  addEventListener("pageshow", () => {
    for (const [pressed, content] of changed) {
      pressed.innerHTML = content;
      pressed.removeAttribute("aria-busy");
    }
    changed.clear();
  });
})();

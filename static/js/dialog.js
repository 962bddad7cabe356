// Opens a page that asks for a confirmation as a dialog over the present one.
// <a href="…" data-dialog>: the page behind it holds [data-dialog-content]; what closes the dialog has data-dialog-close.
(() => {
  async function contentOf(url) {
    const answer = await fetch(url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-dialog-content]");
  }

  function open(content, opener) {
    const dialog = document.createElement("dialog");
    const title = document.createElement("h2");
    const heading = content.querySelector("h1");
    title.textContent = heading.textContent;
    title.id = "dialog-title";
    heading.replaceWith(title);
    dialog.className = "dialog";
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.append(...content.childNodes);
    dialog.addEventListener("click", (event) => {
      if (!event.target.closest("[data-dialog-close]")) return;
      event.preventDefault();
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      opener.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      open(await contentOf(link.href), link);
    } catch {
      location.assign(link.href);
    }
  });
})();

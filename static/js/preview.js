/* Opening hours: shows the starts that the fields give, while one types. Without this, a button shows them. */
(() => {
  const PAUSE = 300;

  const follow = (panel) => {
    const form = panel.closest("form");
    const result = panel.querySelector("[data-starts-result]");
    let timer;
    let asked;

    const show = async () => {
      asked?.abort();
      asked = new AbortController();
      const fields = new FormData(form);
      fields.delete("csrfmiddlewaretoken");
      try {
        const answer = await fetch(`${panel.dataset.startsUrl}?${new URLSearchParams(fields)}`, { signal: asked.signal });
        if (answer.ok && !answer.redirected) result.innerHTML = await answer.text();
      } catch {
        // Asked again before the answer came, or no network: what is shown stays.
      }
    };

    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(show, PAUSE);
    };

    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    panel.querySelector("[data-starts-button]").hidden = true;
  };

  const start = () => document.querySelectorAll("[data-starts]").forEach(follow);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

// Keeps what is typed into a form, so that nothing is lost with the window:
// <form data-draft="address" data-draft-failed="words"> … <p role="status" data-draft-told></p>
// The whole form is posted to the address five seconds after something was typed, and when the page is left; the answer
// is one sentence, shown as it is.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const told = form.querySelector("[data-draft-told]");
  const DELAY = 5000;
  let timer, request;

  const words = () => new URLSearchParams(new FormData(form)).toString();
  let kept = words();

  async function keep() {
    clearTimeout(timer);
    timer = undefined;
    const sent = words();
    if (sent === kept) return;
    request?.abort();
    const mine = (request = new AbortController());
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: sent,
        redirect: "error",
        // Browsers promise to deliver 64 KB after the page is gone, and refuse more.
        keepalive: sent.length < 60000,
        signal: mine.signal,
      });
      if (!answer.ok) throw new Error(answer.status);
      told.textContent = await answer.text();
      kept = sent;
    } catch (error) {
      if (!mine.signal.aborted) told.textContent = form.dataset.draftFailed;
    }
  }

  form.addEventListener("input", () => (timer ??= setTimeout(keep, DELAY)));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && timer && keep());
  // Wagtail asks before one leaves what is not saved; what is kept needs no question.
  form.addEventListener("w-unsaved:confirm", (event) => words() === kept && event.preventDefault());
  // What is saved is no draft any more.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = undefined;
    request?.abort();
  });
  // Back from where it led after saving: what is typed now is another note.
  addEventListener("pageshow", (event) => {
    if (event.persisted) form.elements.idempotency_key.value = crypto.randomUUID?.() ?? "";
  });
}

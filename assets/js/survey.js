// A survey form that saves itself and shows its result while it is filled in. Its buttons do the
// same without this file.
(() => {
  const form = document.querySelector("form[data-live]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const panel = document.querySelector("[data-result]");
  let timer = 0;
  let running = false;
  let again = false;
  let stopped = false;

  const field = (name) => form.querySelector(`[data-field="${CSS.escape(name)}"]`);

  // What is wrong stands between the question and its control, as on a page drawn anew.
  const mark = (wrong) => {
    form.querySelectorAll("[data-live-wrong]").forEach((old) => old.remove());
    form.querySelectorAll("[data-live-marked]").forEach((old) => {
      old.classList.remove("field-wrong");
      old.removeAttribute("data-live-marked");
    });
    Object.entries(wrong).forEach(([name, text]) => {
      const place = field(name);
      if (!place || place.querySelector(".wrong")) return;
      const line = document.createElement("p");
      line.className = "wrong";
      line.dataset.liveWrong = "";
      line.textContent = text;
      place.classList.add("field-wrong");
      place.dataset.liveMarked = "";
      place.insertBefore(line, place.children[1] || null);
    });
  };

  const ask = (leftOut) => {
    const gone = new Set(leftOut);
    form.querySelectorAll("[data-field]").forEach((place) => {
      place.hidden = gone.has(place.dataset.field);
    });
  };

  const show = (told) => {
    form.elements.version.value = told.version;
    if (told.base) form.elements.base.value = told.base;
    Object.entries(told.ids).forEach(([row, id]) => {
      const known = form.elements[`members.${row}.id`];
      if (known) known.value = id;
    });
    ask(told.left_out);
    mark(told.wrong);
    if (told.result) {
      const open = [...panel.querySelectorAll("details")].map((one) => one.open);
      panel.innerHTML = told.result;
      panel.querySelectorAll("details").forEach((one, at) => {
        if (at < open.length) one.open = open[at];
      });
    }
    said.textContent = told.said;
    if (told.conflict) stopped = true;
    if (told.saved && !again) leaving = false;
  };

  const send = async () => {
    if (stopped || form.getAttribute("aria-busy") === "true") return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.live, { method: "POST", body, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.json());
    } catch {
      said.textContent = form.dataset.failed;
    }
    running = false;
    if (again) {
      again = false;
      send();
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(send, 900);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // A button was pressed: nothing is sent beside it.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stopped = true;
  });
  window.addEventListener("pageshow", () => { stopped = false; });
})();

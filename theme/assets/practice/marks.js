/* On every page: mark the exercises that are done, and load the practice script when a button is
   pressed. It stands in the page itself, so that a page asks for nothing more. */
(function (setting) {
  "use strict";

  const home = new URL(setting.root || "./", location.href);
  const key = `lrlib:${home.pathname}:marks`;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch (error) {
      return {};
    }
  }

  function mark() {
    const marks = read();
    const links = document.querySelectorAll(".bd-sidebar-primary a[href]");
    document.querySelectorAll(".practice-mark").forEach((old) => old.remove());
    for (const link of links) {
      const found = /(?:exercises\/|^)(\d\d-[\w-]+)\/\1\.html/.exec(link.href);
      const points = found && marks[found[1]];
      if (!points || !points[0]) continue;
      const whole = points[0] === points[1];
      const note = document.createElement("span");
      note.className = whole ? "practice-mark whole" : "practice-mark";
      note.textContent = whole ? ` ✓ ${setting.done}` : ` ${points[0]} / ${points[1]}`;
      link.append(note);
    }
    document.querySelectorAll("[data-practice=forget]").forEach((one) => { one.hidden = false; });
  }

  /** Delete what this browser keeps for this book, after a question. */
  function forget() {
    if (!confirm(setting.forget)) return;
    const start = `lrlib:${home.pathname}:`;
    try {
      Object.keys(localStorage).filter((name) => name.startsWith(start))
        .forEach((name) => localStorage.removeItem(name));
    } catch (error) {
      // Where nothing can be kept there is nothing to forget.
    }
    location.reload();
  }

  window.lrMarks = { read, mark, forget };
  document.addEventListener("DOMContentLoaded", mark);
  window.addEventListener("storage", (event) => event.key === key && mark());
  window.addEventListener("pageshow", (event) => event.persisted && mark());
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-practice]");
    if (!button || window.lrPractice) return;
    if (button.dataset.practice === "forget") {
      forget();
      return;
    }
    if (document.querySelector("script[src*='practice/practice.js']")) return; // on its way
    const script = document.createElement("script");
    script.src = `${home}_static/${setting.script}`;
    script.onload = () => window.lrPractice.press(button);
    document.head.append(script);
  });
})

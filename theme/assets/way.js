/* The front page: the points that this browser keeps from the practice pages, beside each part.
   Where pages cannot run, or nothing is kept, nothing is said. */
(function () {
  "use strict";

  function show() {
    const marks = window.lrMarks ? window.lrMarks.read() : {};
    document.querySelectorAll(".part-time").forEach((place) => {
      place.parentElement.querySelectorAll(".part-done").forEach((old) => old.remove());
      const all = place.dataset.exercises.split(" ");
      const begun = all.map((name) => marks[name]).filter((points) => points && points[0]);
      if (!begun.length) return;
      const [points, of] = [0, 1].map((i) => begun.reduce((sum, one) => sum + one[i], 0));
      const values = { points, of, begun: begun.length, all: all.length };
      const note = document.createElement("span");
      note.className = "part-done";
      note.textContent =
        ` · ${place.dataset.done.replace(/\{(\w+)\}/g, (_, key) => values[key])}`;
      place.after(note);
    });
  }

  show();
  window.addEventListener("storage", show);
  window.addEventListener("pageshow", (event) => event.persisted && show());
})();

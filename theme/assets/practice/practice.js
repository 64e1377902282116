/* The practice on a page: editors for answers, buttons that run cells in the reader's browser,
 * points, and the notebook to hand in.
 *
 * The page carries its cells as data (theme/practice.py); worker.js runs them. Nothing that a
 * reader types or computes is sent anywhere. What is kept, is kept in this browser: per exercise
 * and cell the text and the one that it replaced (…:exercise:cell), per exercise its version and
 * the checks that held (…:exercise), per site the points (…:marks) and the language of hints
 * (…:language).
 */
(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("practice-data").textContent);
  const words = data.words;
  const home = new URL(data.root || "./", location.href);
  const fixed = `${home}_static/`;
  const exercise = data.kind === "exercise";
  const cells = new Map(data.cells.map((cell) => [cell.id, {
    ...cell, now: cell.source, before: null, place: document.getElementById(`cell-${cell.id}`),
  }]));
  const order = [...cells.keys()];
  const checks = [...cells.values()].filter((cell) => cell.kind === "check");
  const answers = [...cells.values()].filter((cell) => ["answer", "written"].includes(cell.kind));
  const main = document.querySelector(".bd-article") || document.body;
  const HEAD = 60; // pixels at the top of the window that the page's head covers

  function element(tag, attributes, children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null) made.setAttribute(name, value);
    }
    made.append(...(children || []));
    return made;
  }

  function say(key, values) {
    return words[key].replace(/\{(\w+)\}/g, (_, name) => (values || {})[name]);
  }

  function action(name, text, attributes) {
    return element("button", { type: "button", "data-practice": name, ...attributes }, [text]);
  }

  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const decimal = (number) => String(Math.round(number * 100) / 100);

  // The page's own keys, such as / for its search, are not for a reader who writes code.
  main.addEventListener("keydown", (event) => {
    const key = event.key.length === 1 || event.key.startsWith("Arrow");
    if (key && event.target.closest(".cm-content")) event.stopPropagation();
  });

  // ---- What this browser keeps -----------------------------------------------------------------

  const site = `lrlib:${home.pathname}:`;
  const own = `${site}${data.name}`;
  let keeps = true;

  function recall(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  }

  function keep(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      if (!keeps) {
        keeps = true;
        notices.keeping.remove();
      }
    } catch (error) {
      if (keeps) {
        keeps = false;
        notice("keeping", say("not_kept"), "warning");
      }
    }
  }

  window.addEventListener("beforeunload", (event) => {
    if (!keeps && answers.some((cell) => cell.now !== cell.source)) event.preventDefault();
  });

  // ---- Notices at the top of the page ----------------------------------------------------------

  const notices = {};

  function notice(name, text, kind, more) {
    if (notices[name]) notices[name].remove();
    const box = element("div", { class: `practice-notice ${kind || ""}`.trim(), role: "status" });
    box.append(...text.split("\n").map((line) => element("p", {}, withCode(line))));
    if (more) box.append(...more);
    notices[name] = box;
    const title = main.querySelector("h1");
    if (title) title.after(box);
    else main.prepend(box);
    return box;
  }

  /** Turn `code` in a text into code. */
  function withCode(text) {
    return text.split("`").map((part, i) => (i % 2 ? element("code", {}, [part]) : part))
      .filter((part) => part !== "");
  }

  // ---- Points ----------------------------------------------------------------------------------

  let held = {}; // checks that held, and nothing was changed since

  function recallHeld() {
    const kept = recall(own);
    held = (kept && kept.version === data.version && kept.held) || {};
  }

  function points() {
    return checks.reduce((sum, cell) => sum + (held[cell.id] ? cell.points : 0), 0);
  }

  const allPoints = () => checks.reduce((sum, cell) => sum + cell.points, 0);

  function keepHeld() {
    keep(own, { version: data.version, held });
    if (!exercise) return;
    const marks = recall(`${site}marks`) || {};
    marks[data.name] = [points(), allPoints()];
    keep(`${site}marks`, marks);
    showPoints();
    if (window.lrMarks) window.lrMarks.mark();
  }

  function showPoints() {
    if (!exercise) return;
    for (const cell of checks) {
      const bar = cell.place.querySelector(".practice-bar");
      const shown = bar.querySelector(".practice-points")
        || bar.appendChild(element("span", { class: "practice-points" }));
      shown.textContent = (held[cell.id] ? "✓ " : "")
        + say(cell.points === 1 ? "point" : "points", { n: decimal(cell.points) });
      cell.place.classList.toggle("practice-held", Boolean(held[cell.id]));
    }
    dock.points.textContent = say("points_of", { n: decimal(points()), of: decimal(allPoints()) });
    dock.meter.value = points();
  }

  /** The checks that follow an answer, up to the next answer. */
  function checksOf(id) {
    const after = order.slice(order.indexOf(id) + 1);
    const next = after.findIndex((name) => cells.get(name).kind === "answer");
    return (next < 0 ? after : after.slice(0, next))
      .filter((name) => cells.get(name).kind === "check");
  }

  // ---- Answers ---------------------------------------------------------------------------------

  /** An answer was changed by its reader, or brought back: keep it, and take its points away. */
  function change(cell, text) {
    if (text === cell.now) return;
    cell.now = text;
    keepText(cell);
    if (!running) dock.say("");
    if (cell.kind === "answer") state(cell, "");
    if (recall(own) === null) keep(own, { version: data.version, held });
    const lost = checksOf(cell.id).filter((name) => held[name]);
    if (cell.kind === "answer" && lost.length) {
      for (const name of lost) {
        delete held[name];
        clear(cells.get(name));
        state(cells.get(name), say("changed"));
      }
      keepHeld();
    }
  }

  function keepText(cell) {
    const text = cell.now === cell.source ? null : cell.now;
    const nothing = text === null && cell.before === null;
    keep(`${own}:${cell.id}`, nothing ? null : { text, before: cell.before, version: data.version });
  }

  /** Take what is kept of an answer. */
  function takeKept(cell, entry) {
    const text = (one) => (typeof one === "string" ? one : null);
    cell.now = text(entry && entry.text) ?? cell.source;
    cell.before = text(entry && entry.before);
  }

  /** Change an answer by a button; `before` is what can be brought back. */
  function setText(cell, text, before) {
    cell.before = before;
    change(cell, text);
    keepText(cell);
    showText(cell);
  }

  /** Put a text in the place of an answer, which is kept until it is brought back. */
  function replace(cell, text) {
    if (text !== cell.now) setText(cell, text, cell.now === cell.source ? null : cell.now);
  }

  /** Show an answer in its field, whatever that is at the moment. */
  function showText(cell) {
    if (cell.view) cell.view.setText(cell.now);
    else if (cell.field) {
      cell.field.value = cell.now;
      drawPlain(cell);
    }
    offerBack(cell);
  }

  /** Offer what an answer was before it was replaced. */
  function offerBack(cell) {
    const bar = cell.place.querySelector(".practice-bar");
    const offered = bar.querySelector("[data-practice=back]");
    if (offered && cell.before === null) {
      if (offered === document.activeElement) (offered.previousElementSibling || cell.field).focus();
      offered.remove();
    } else if (!offered && cell.before !== null) {
      bar.insertBefore(action("back", say("bring_back")), bar.querySelector(".practice-state"));
    }
  }

  function drawPlain(cell) {
    if (cell.plain) {
      // What Python's colours were made for, or the reader's own text without them.
      const typed = cell.field.value !== cell.source;
      cell.plain.classList.toggle("practice-typed", typed);
      if (!typed) {
        cell.field.style.height = "";
        return;
      }
    }
    fit(cell.field);
  }

  function fit(field) {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  /** What of the window the page's head and the dock cover. */
  const covered = () => ({ top: HEAD, bottom: dock.height });

  /** How far a line goes on to the right of its edge where it is wrapped: past its indentation. */
  function hang(line) {
    const indent = /^\s*/.exec(line)[0].replaceAll("\t", "    ").length;
    return `--hang: ${Math.min(indent, 16) + 2}ch`;
  }

  /** Make each line of coloured code, whose parts stand side by side, an element that can wrap. */
  function layLines(code) {
    const lines = [[]];
    for (const part of code.childNodes) {
      part.textContent.split("\n").forEach((text, i) => {
        if (i) lines.push([]);
        if (text) lines.at(-1).push(element("span", { class: part.className || null }, [text]));
      });
    }
    if (!lines.at(-1).length) lines.pop();
    const whole = (parts) => parts.map((part) => part.textContent).join("");
    code.replaceChildren(...lines.map((parts) => element("span", {
      class: "practice-code-line", style: hang(whole(parts)),
    }, parts)));
  }

  /** Lay a text field over the code; the editor takes its place when it is entered. */
  function layField(cell) {
    const input = cell.place.querySelector(".cell_input");
    const help = `help-${cell.id}`;
    cell.field = element("textarea", {
      class: "practice-field", "aria-label": say("answer_label", { name: cell.title }),
      "aria-describedby": help, autocapitalize: "off", autocomplete: "off", spellcheck: "false",
      rows: 1,
    });
    cell.field.value = cell.now;
    input.classList.add("practice-editor");
    input.append(cell.field, element("p", { id: help, class: "practice-help" }, [say("leave")]));
    cell.plain = input;
    layLines(input.querySelector("pre"));
    drawPlain(cell);
    offerBack(cell);
    cell.field.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => {
      cell.pressed = { x, y };
    });
    cell.field.addEventListener("input", () => {
      change(cell, cell.field.value);
      drawPlain(cell);
    });
    cell.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.shiftKey)) {
        event.preventDefault();
        runAnswer(cell, event.shiftKey);
      }
    });
    cell.field.addEventListener("focus", () => edit(cell), { once: true });
  }

  let editorScript = null;

  function loadEditor() {
    editorScript = editorScript || new Promise((resolve, reject) => {
      const script = element("script", { src: `${fixed}practice/editor.js?v=${data.editor}` });
      script.onload = resolve;
      script.onerror = () => {
        editorScript = null;
        reject(new Error("editor"));
      };
      document.head.append(script);
    });
    return editorScript;
  }

  /** Put the editor into the place of a text field, with its text and its cursor. */
  async function edit(cell) {
    try {
      await loadEditor();
    } catch (error) {
      return; // the text field stays, and works
    }
    if (cell.view) return;
    const { field } = cell;
    const focused = document.activeElement === field;
    const at = field.selectionStart;
    const pristine = field.value === cell.source;
    cell.view = window.lrEditor({
      parent: cell.plain,
      text: field.value,
      label: field.getAttribute("aria-label"),
      help: field.getAttribute("aria-describedby"),
      hang,
      covered,
      onChange: (text) => change(cell, text),
      onRun: (moveOn) => runAnswer(cell, moveOn),
    });
    cell.plain.classList.add("practice-ready");
    if (focused) {
      cell.view.focus();
      // The field wraps the lines otherwise than the code that is seen.
      const place = pristine && cell.pressed ? cell.view.posAtCoords(cell.pressed, false) : at;
      cell.view.dispatch({ selection: { anchor: Math.min(place, field.value.length) } });
    }
    field.remove();
  }

  function layWritten(cell) {
    const box = document.querySelector(`.practice-written[data-cell="${cell.id}"]`);
    if (!box) return;
    cell.place = box;
    cell.field = element("textarea", {
      class: "practice-words", "aria-label": say("written_label"), rows: 6,
      placeholder: say("written_label"),
    });
    const show = (text) => (text === cell.source ? "" : text);
    cell.field.value = show(cell.now);
    cell.view = { setText: (text) => { cell.field.value = show(text); fit(cell.field); } };
    cell.field.addEventListener("input", () => {
      change(cell, cell.field.value.trim() ? cell.field.value : cell.source);
      fit(cell.field);
    });
    box.replaceChildren(cell.field, element("div", { class: "practice-bar" }));
    if (cell.field.value) fit(cell.field);
    offerBack(cell);
  }

  /** Take the kept texts; after a new release of the exercise, say so. */
  function recallAnswers() {
    let kept = 0;
    for (const cell of answers) {
      const entry = recall(`${own}:${cell.id}`);
      takeKept(cell, entry);
      if (cell.now !== cell.source || cell.before !== null) kept += 1;
    }
    const about = recall(own);
    if (!about || about.version === data.version) return;
    const left = leftOver();
    if (kept || left.length) {
      const more = left.map(([name, text]) => element("details", {}, [
        element("summary", {}, [say("earlier_answer", { name })]), element("pre", {}, [text]),
      ]));
      notice("release", say("new_release"), "", more);
    }
    keepHeld();
  }

  /** Answers of an earlier version to cells that are no more. */
  function leftOver() {
    const found = [];
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const key = localStorage.key(i);
        if (!key.startsWith(`${own}:`) || cells.has(key.slice(own.length + 1))) continue;
        const entry = recall(key);
        const text = entry && (entry.text ?? entry.before);
        if (text) found.push([key.slice(own.length + 1), text]);
      }
    } catch (error) {
      return [];
    }
    return found;
  }

  window.addEventListener("storage", (event) => {
    if (event.key === null || !event.key.startsWith(own)) return;
    if (event.key === own) {
      recallHeld();
      showPoints();
      return;
    }
    const cell = cells.get(event.key.slice(own.length + 1));
    if (!cell || (document.hasFocus() && cell.place.contains(document.activeElement))) return;
    takeKept(cell, recall(event.key));
    showText(cell);
  });

  // ---- Python in a worker ----------------------------------------------------------------------

  let worker = null;
  let running = null; // {target, order, resolve, shown}
  const queue = [];
  let history = []; // cells that ran to their end in this Python, in order

  function startWorker() {
    const script = `importScripts(${JSON.stringify(`${fixed}practice/worker.js?v=${data.worker}`)})`;
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    worker = new Worker(address); // so it obeys this page's policy: no other host
    worker.onmessage = ({ data: message }) => {
      if (running && running.inPlace) inPlace(() => hear(message));
      else hear(message);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      hear({ type: "failed", what: "missing", name: "worker.js" });
    };
    worker.postMessage({
      type: "start", home: fixed, language: language(), version: data.worker,
      ratio: window.devicePixelRatio || 1,
    });
    dock.say(say("starting"));
  }

  function endWorker() {
    if (worker) worker.terminate();
    worker = null;
  }

  const able = () => typeof WebAssembly === "object" && typeof DecompressionStream === "function";

  /** Run a cell, and before it what it needs. Resolves to "ok", "hint", "error" or "stopped". */
  function run(id, settings) {
    return new Promise((resolve) => {
      queue.push({ target: id, resolve, ...settings });
      next();
    });
  }

  function next() {
    if (running || !queue.length) return;
    if (location.protocol === "file:" || !able()) {
      notice("off", say(able() ? "from_disk" : "old_browser"), "warning").scrollIntoView({
        block: "center",
      });
      queue.splice(0).forEach((job) => job.resolve("stopped"));
      return;
    }
    running = queue.shift();
    if (!running.always) {
      const cell = cells.get(running.target);
      clear(cell);
      state(cell, say("running"));
      cell.place.classList.add("practice-running");
    }
    if (!worker) startWorker();
    dock.busy(true);
    worker.postMessage({
      type: "run",
      target: running.target,
      always: running.always || null,
      language: language(),
      cells: order.map((name) => cells.get(name)).filter((cell) => cell.kind !== "written")
        .map((cell) => [cell.id, cell.now, cell.title || cell.id]),
    });
  }

  function finish(outcome) {
    const job = running;
    running = null;
    dock.busy(queue.length > 0);
    const cell = cells.get(job.target);
    if (cell) cell.place.classList.remove("practice-running");
    job.resolve(outcome);
    next();
  }

  function hear(message) {
    const target = running && cells.get(running.target);
    const here = running && message.cell === running.target && !running.always;
    if (message.type === "progress") dock.progress(message.got, message.of);
    else if (message.type === "ready") dock.say(running ? say("running") : "");
    else if (message.type === "show" && here) showOutput(target, message.kind, message.data);
    else if (message.type === "show" && ["hint", "error"].includes(message.kind)
      && !running.always) {
      const before = cells.get(message.cell);
      output(target).append(element("p", {}, [
        say("stops_above"), " ",
        element("a", { href: `#cell-${before.id}` }, [say("that_cell")]),
      ]));
      showOutput(target, message.kind, message.data);
    } else if (message.type === "end" && message.outcome === "ok") {
      history = history.filter((id) => id !== message.cell).concat(message.cell);
    } else if (message.type === "done") {
      if (!running.always) settle(target, message.outcome);
      dock.say("");
      finish(message.outcome);
    } else if (message.type === "failed") fail(message);
  }

  /** A file is missing or wrong, the network is gone, or Python itself has ended. */
  function fail({ what, name }) {
    endWorker();
    const text = say(`failed_${what}`, { name });
    dock.say(text);
    if (!running) return;
    const cell = cells.get(running.target);
    if (cell) {
      state(cell, "");
      output(cell).append(element("div", { class: "practice-error" }, [
        element("p", {}, withCode(text)),
      ]));
    }
    if (what === "stopped") history = [];
    queue.splice(0).forEach((job) => job.resolve("stopped"));
    finish("stopped");
  }

  /** End what runs; start Python anew, and run again what had run. */
  function stop() {
    if (!running) return;
    const stopped = running;
    endWorker();
    queue.splice(0).forEach((job) => job.resolve("stopped"));
    if (!stopped.always) state(cells.get(stopped.target), say("stopped"));
    const again = history.filter((id) => id !== stopped.target);
    history = [];
    finish("stopped");
    if (again.length && !stopped.always) run(again.at(-1), { always: again });
    dock.say(say(again.length && !stopped.always ? "again" : "stopped"));
  }

  /** Say below a cell how its run ended. */
  function settle(cell, outcome) {
    cell.place.dataset.outcome = outcome;
    if (cell.kind === "check") {
      if (outcome === "ok") held[cell.id] = 1;
      else delete held[cell.id];
      keepHeld();
    }
    const asks = cell.kind === "check" || cell.asks;
    state(cell, say(outcome === "hint" ? "not_yet" : outcome === "error" ? "error"
      : asks ? "holds" : "ran"));
  }

  // ---- What cells show -------------------------------------------------------------------------

  function state(cell, text) {
    const bar = cell.place.querySelector(".practice-bar");
    let shown = bar.querySelector(".practice-state");
    if (!shown) {
      shown = element("span", { class: "practice-state", role: "status" });
      bar.append(shown);
    }
    shown.replaceChildren(...[text].flat());
  }

  function output(cell) {
    let place = cell.place.querySelector(":scope > .practice-out");
    if (!place) {
      place = element("div", { class: "practice-out", "aria-live": "polite" });
      cell.place.append(place);
    }
    return place;
  }

  /** Take away what a run showed; in a chapter, the given output goes out of sight. */
  function clear(cell) {
    delete cell.place.dataset.outcome;
    output(cell).replaceChildren();
    if (exercise || cell.kind === "answer") return;
    cell.place.classList.add("practice-ran");
    offerReset(cell);
  }

  /** In a chapter, offer the way back to what the book shows. */
  function offerReset(cell) {
    const bar = cell.place.querySelector(".practice-bar");
    if (bar.querySelector("[data-practice=reset]")) return;
    const before = bar.querySelector(".practice-state");
    bar.insertBefore(action("reset", say("reset")), before);
  }

  function showOutput(cell, kind, shown) {
    const place = output(cell);
    if (kind === "text") {
      const last = place.lastElementChild;
      const name = `practice-text ${shown.stream === "err" ? "practice-err" : ""}`.trim();
      const block = last && last.className === name ? last
        : place.appendChild(element("pre", { class: name, tabindex: 0 }));
      block.append(shown.text);
    } else if (kind === "cut") {
      place.append(element("p", { class: "practice-soft" }, [say("cut")]));
    } else if (kind === "picture") {
      const address = URL.createObjectURL(new Blob([shown.png], { type: "image/png" }));
      place.append(element("img", {
        src: address, width: shown.width, height: shown.height, alt: altOf(cell),
        class: shown.line_art ? "line-art" : "",
      }));
    } else if (kind === "markup") {
      place.append(cleaned(shown.svg || shown.html, altOf(cell)));
    } else if (kind === "hint") place.append(hint(shown));
    else if (kind === "error") place.append(error(shown));
  }

  function altOf(cell) {
    const given = cell.place.querySelector(".cell_output img");
    return (given && given.alt) || say("picture");
  }

  const SHAPES = new Set(("svg g path rect circle ellipse line polyline polygon text tspan title "
    + "desc style defs marker use").split(" "));

  /** Let a drawing through, and nothing in it that could act; anything else is shown as text. */
  function cleaned(markup, alt) {
    const parsed = new DOMParser().parseFromString(markup, "text/html");
    const drawing = parsed.body.querySelector("svg");
    if (!drawing) return element("pre", { class: "practice-text" }, [parsed.body.textContent]);
    for (const part of [drawing, ...drawing.querySelectorAll("*")]) {
      if (!SHAPES.has(part.localName)) {
        part.remove();
        continue;
      }
      for (const { name, value } of [...part.attributes]) {
        const leads = /href$/i.test(name) && !value.startsWith("#");
        if (/^on/i.test(name) || leads) part.removeAttribute(name);
      }
    }
    if (!drawing.querySelector("title")) drawing.setAttribute("aria-label", alt);
    drawing.setAttribute("role", "img");
    const box = element("div", { class: "practice-drawing" });
    box.append(document.importNode(drawing, true));
    return box;
  }

  /** An error in short: its name and message, the reader's lines on its way, and a question. */
  function error({ name, message, where, question }) {
    const box = element("div", { class: "practice-error" });
    box.append(element("p", {}, [
      element("strong", {}, [name]), message ? ": " : "",
      element("span", { lang: "en" }, [message]),
    ]));
    for (const step of where) {
      const place = say("line_of", { cell: step.cell, line: step.line });
      box.append(element("p", { class: "practice-line" }, [
        `${place} `, element("code", {}, [step.code.trim()]),
      ]));
    }
    const which = language();
    if (question && question[which]) {
      box.append(element("p", { class: "practice-question", lang: which },
        withCode(question[which])));
    }
    return box;
  }

  function language() {
    const chosen = recall(`${site}language`);
    if (chosen === "ko" || chosen === "en") return chosen;
    return (document.documentElement.lang || "en").startsWith("ko") ? "ko" : "en";
  }

  /** A check's question, with its evidence set as such and its reading as a link. */
  function hint({ messages, read }) {
    const box = element("div", { class: "practice-hint" });
    const draw = (which) => {
      const other = which === "ko" ? "en" : "ko";
      box.lang = which;
      box.replaceChildren(...lines(messages[which], read, which));
      const swap = element("button", { type: "button", class: "practice-swap", lang: other }, [
        other === "ko" ? "한국어" : "English",
      ]);
      swap.addEventListener("click", () => {
        keep(`${site}language`, other);
        draw(other);
        box.querySelector(".practice-swap").focus();
      });
      box.append(swap);
    };
    draw(language());
    return box;
  }

  function lines(message, read, which) {
    const found = [];
    for (const line of message.split("\n")) {
      const last = found.at(-1);
      if (/^\s/.test(line)) {
        if (last && last.localName === "pre") last.append(`\n${line}`);
        else found.push(element("pre", { tabindex: 0 }, [line]));
      } else if (line.trim()) {
        const first = found.length === 0;
        const again = /^\(.*check\(.*seed=\d+\)\)$/.test(line);
        const paragraph = element("p", {
          class: first ? "practice-what" : again ? "practice-soft" : null,
        });
        const place = read && read[which];
        if (place && line.includes(place)) {
          const [before, after] = line.split(place);
          const address = (data.editions.includes(which) && read[`link_${which}`]) || read.link;
          const link = element("a", { href: `${home}${address}` }, [place]);
          paragraph.append(before, link, after);
        } else paragraph.append(...withCode(line));
        found.push(paragraph);
      }
    }
    return found;
  }

  // ---- The dock: points, progress, stop, hand in -----------------------------------------------

  const dock = { height: 0 };
  let pressed = null; // the row of buttons in which one was pressed last

  function layDock() {
    dock.box = element("div", { class: "practice-dock", role: "group",
      "aria-label": say("dock_label") });
    dock.status = element("span", { class: "practice-status", role: "status" });
    dock.bar = element("progress", { class: "practice-progress", hidden: true,
      "aria-label": say("starting") });
    dock.stop = action("stop", say("stop"), { hidden: true });
    if (exercise) {
      // The page's own download has the same name, and none of the reader's answers.
      const bare = document.querySelector(".btn-download-source-button");
      if (bare) (bare.closest("li") || bare).remove();
      dock.points = element("strong", { class: "practice-sum" });
      dock.meter = element("meter", { min: 0, max: allPoints(), "aria-hidden": "true" });
      const more = element("details", { class: "practice-more" }, [
        element("summary", {}, [say("more")]),
        element("div", {}, [
          action("open", say("open")),
          action("over", say("over")),
          action("forget", say("forget")),
          element("p", {}, [say("practice_only")]),
        ]),
      ]);
      dock.box.append(dock.points, dock.meter, dock.status, dock.bar, dock.stop,
        action("all", say("all")), action("download", say("download")), more);
      document.addEventListener("click", (event) => {
        const chosen = event.target.closest("button");
        if (chosen || !more.contains(event.target)) more.open = false;
      });
      more.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && more.open) {
          more.open = false;
          more.querySelector("summary").focus();
        }
      });
    } else dock.box.append(dock.status, dock.bar, dock.stop);
    dock.box.hidden = !exercise;
    main.append(dock.box);
    new ResizeObserver(makeRoom).observe(dock.box);
  }

  /** Let nothing that is scrolled to, and no button that was pressed, be under the dock. */
  function makeRoom() {
    const { height, top } = dock.box.getBoundingClientRect();
    const grown = height > dock.height;
    dock.height = height;
    document.documentElement.style.setProperty("--dock", `${height}px`);
    if (!grown || !running || !pressed) return;
    const bar = pressed.getBoundingClientRect();
    const covered = bar.top < window.innerHeight && bar.bottom - top;
    if (covered > 0) window.scrollBy({ top: covered, behavior: "instant" });
  }

  dock.say = (text) => {
    dock.status.replaceChildren(...(typeof text === "string" ? withCode(text) : text));
    dock.bar.hidden = true;
    if (text) dock.box.hidden = false;
  };
  dock.progress = (got, of) => {
    const whole = got >= of;
    const text = whole ? say("starting")
      : say("fetching", { got: megabytes(got), of: megabytes(of) });
    dock.status.textContent = text;
    dock.box.hidden = false;
    dock.bar.hidden = whole;
    dock.bar.max = of;
    dock.bar.value = got;
    if (running && !running.always) state(cells.get(running.target), text);
  };
  dock.busy = (busy) => {
    clearTimeout(dock.soon);
    if (busy) dock.box.hidden = false;
    if (!busy && !exercise && !dock.status.textContent) dock.box.hidden = true;
    if (!busy) dock.stop.hidden = true;
    else dock.soon = setTimeout(() => { dock.stop.hidden = false; }, 200); // not for a blink
  };

  // ---- The notebook, out and in ----------------------------------------------------------------

  /** The released notebook, but for the sources of the answer cells. */
  async function filledIn() {
    const answer = await fetch(`${home}${data.notebook}`, { cache: "no-cache" });
    if (!answer.ok) throw new Error(say("failed_missing", { name: `${data.name}.ipynb` }));
    const text = await answer.text();
    const notebook = JSON.parse(text);
    const written = (value) => `${JSON.stringify(value, null, 1)}\n`;
    if (written(notebook) !== text) throw new Error(say("odd_notebook"));
    for (const cell of notebook.cells) {
      const own = cells.get(cell.id);
      if (own && ["answer", "written"].includes(own.kind) && own.now !== own.source) {
        cell.source = own.now.match(/[^\n]*\n|[^\n]+/g) || [];
      }
    }
    return written(notebook);
  }

  async function download() {
    try {
      const file = new Blob([await filledIn()], { type: "application/x-ipynb+json" });
      const link = element("a", { href: URL.createObjectURL(file),
        download: `${data.name}.ipynb` });
      link.click();
      dock.say(say("downloaded", { name: `${data.name}.ipynb` }));
    } catch (failure) {
      dock.say(failure.message);
    }
  }

  function openNotebook() {
    const input = element("input", { type: "file", accept: ".ipynb,application/json" });
    input.addEventListener("change", async () => {
      if (input.files.length) takeOver(await input.files[0].text(), input.files[0].name);
    });
    input.click();
  }

  /** Take the answers of a notebook; what stood here can be brought back. */
  function takeOver(text, name) {
    let found;
    try {
      found = JSON.parse(text).cells;
      if (!Array.isArray(found)) throw new Error("no cells");
    } catch (failure) {
      notice("opened", say("no_notebook", { name }), "warning");
      return;
    }
    const joined = (source) => (Array.isArray(source) ? source.join("") : String(source || ""))
      .replace(/\r\n?/g, "\n");
    const taken = new Map();
    let other = 0;
    for (const cell of found.filter((one) => one && typeof one === "object")) {
      const about = (cell.metadata || {}).nbgrader || {};
      const here = cells.get(about.grade_id) || cells.get(cell.id);
      if (here && ["answer", "written"].includes(here.kind)) taken.set(here, joined(cell.source));
      else if (!here && cell.cell_type === "code" && joined(cell.source).trim()) other += 1;
    }
    if (!taken.size) {
      notice("opened", say("other_notebook", { name }), "warning");
      return;
    }
    const before = [...taken.keys()].map((cell) => [cell, cell.now, cell.before]);
    for (const [cell, source] of taken) replace(cell, source);
    const back = element("button", { type: "button" }, [say("bring_back")]);
    back.addEventListener("click", () => {
      for (const one of before) setText(...one);
      notices.opened.remove();
    });
    const said = say("opened", { n: taken.size, name }) + (other ? `\n${say("own_cells")}` : "");
    notice("opened", said, "", [back]).scrollIntoView({ block: "center" });
  }

  // ---- What the buttons do ---------------------------------------------------------------------

  /** A text in which a link to a check's answer stands in the place of {check}. */
  function withCheck(key, cell, values) {
    const [before, after] = say(key, { ...values, check: "\0" }).split("\0");
    const link = element("a", { href: `#cell-${cell.id}` }, [element("code", {}, [cell.source])]);
    return [before, link, after];
  }

  /** Do what changes the page above the reader's place, and leave the place where it is. */
  function inPlace(work) {
    const parts = [...main.querySelectorAll("section > :not(section)")];
    const top = (part) => part.getBoundingClientRect().top;
    const place = parts.find((part) => top(part) >= HEAD) || parts.at(-1);
    const before = top(place);
    const result = work();
    window.scrollBy({ top: top(place) - before, behavior: "instant" });
    return result;
  }

  async function runAnswer(cell, moveOn) {
    const outcome = await checkAnswer(cell);
    if (!moveOn || outcome !== "ok") return;
    const next = answers[answers.indexOf(cell) + 1];
    if (next) (next.view && next.view.focus ? next.view : next.field).focus();
  }

  /** Run the checks of an answer, until one does not hold; where it has none, the cell below. */
  async function checkAnswer(cell) {
    const names = checksOf(cell.id);
    if (!names.length) {
      const below = cells.get(order[order.indexOf(cell.id) + 1]);
      return run(below && below.kind === "given" ? below.id : cell.id);
    }
    state(cell, "");
    for (const name of names) {
      const outcome = await run(name);
      if (outcome === "stopped") return outcome;
      if (outcome !== "ok") {
        state(cell, withCheck("one_left", cells.get(name)));
        return outcome;
      }
    }
    state(cell, say("all_hold"));
    return "ok";
  }

  /** Run all checks, and say which do not hold. The reader stays where they are. */
  async function checkAll() {
    const left = [];
    for (const cell of checks) {
      const outcome = await inPlace(() => run(cell.id, { inPlace: true }));
      if (outcome === "stopped") return;
      if (outcome !== "ok") left.push(cell);
    }
    if (!left.length) dock.say(say("all_done"));
    else if (left.length === 1) dock.say(withCheck("one_left", left[0]));
    else dock.say(withCheck("some_left", left[0], { n: left.length - 1 }));
  }

  const actions = {
    run: (cell) => run(cell.id),
    check: (cell) => checkAnswer(cell),
    stop,
    download,
    open: openNotebook,
    forget: () => window.lrMarks.forget(),
    all: checkAll,
    restart(cell) {
      replace(cell, cell.source);
      state(cell, say("restarted"));
    },
    back: (cell) => replace(cell, cell.before),
    over() {
      if (!confirm(say("over_all"))) return;
      for (const cell of answers) setText(cell, cell.source, null);
    },
    // In chapters:
    async edit(cell) {
      if (cell.view) return cell.view.focus();
      const input = cell.place.querySelector(".cell_input");
      await loadEditor();
      const help = `help-${cell.id}`;
      input.classList.add("practice-editor", "practice-ready");
      input.append(element("p", { id: help, class: "practice-help" }, [say("leave")]));
      cell.view = window.lrEditor({
        parent: input, text: cell.now, label: say("code_label"), help, hang, covered,
        onChange: (text) => { cell.now = text; },
        onRun: () => run(cell.id),
      });
      cell.place.querySelector("[data-practice=edit]").hidden = true;
      offerReset(cell);
      return cell.view.focus();
    },
    reset(cell) {
      cell.now = cell.source;
      if (cell.view) {
        cell.view.destroy();
        cell.view = null;
        const input = cell.place.querySelector(".cell_input");
        input.classList.remove("practice-editor", "practice-ready");
        input.querySelector(".practice-help").remove();
      }
      cell.place.classList.remove("practice-ran");
      delete cell.place.dataset.outcome;
      output(cell).replaceChildren();
      state(cell, "");
      cell.place.querySelector("[data-practice=reset]").remove();
      const editing = cell.place.querySelector("[data-practice=edit]");
      editing.hidden = false;
      editing.focus();
    },
  };

  function press(button) {
    const place = button.closest(".practice-cell, .practice-written");
    const cell = place && (place.dataset.cell || place.id.slice("cell-".length));
    pressed = button.closest(".practice-bar");
    actions[button.dataset.practice](cells.get(cell));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-practice]");
    if (button && !event.defaultPrevented) press(button);
  });

  layDock();
  if (exercise) recallHeld();
  if (answers.length) {
    recallAnswers();
    for (const cell of answers) (cell.kind === "answer" ? layField : layWritten)(cell);
    showPoints();
    if (location.protocol === "file:") notice("off", say("from_disk"), "warning");
    // A text of the reader's own is shown in colours as soon as the page is at rest.
    const typed = answers.filter((cell) => cell.kind === "answer" && cell.now !== cell.source);
    if (typed.length) window.addEventListener("load", () => typed.forEach(edit));
  }
  window.lrPractice = { press, takeOver, filledIn };
})();

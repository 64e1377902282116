/* What every live figure shares: labels in the page's language, native controls, a polite
   announcement, axes, and the frame that takes the place of the static picture.
   Classic scripts, so that pages opened as files work too. The static picture and its
   description stay in the page where scripting is off. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const figures = (window.lrFigures = { words: {}, math: {} });
  const language = document.documentElement.lang.startsWith("ko") ? "ko" : "en";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  /** The label for `key`, with {name} filled in from `values`. */
  function say(key, values) {
    const pair = figures.words[key];
    if (!pair) throw new Error(`no label ${key}`);
    const text = pair[language === "ko" ? 1 : 0];
    return fitted(text.replace(/\{(\w+)\}/g, (_, name) => values[name]));
  }

  // Digits and letters whose Korean names end in a consonant: 영, 일, 삼, 육, 칠, 팔; 엘, 엠, 엔, 알.
  const CLOSED = "013678₀₁₃₆₇₈lmnrLMNR";

  /** Choose particles by how the word before them is read: 은(는), 이(가), 을(를). */
  function fitted(text) {
    return text.replace(/(.)([은이을])\(([는가를])\)/g, (_, before, closed, open) => {
      const hangul = before >= "가" && before <= "힣";
      const ends = hangul ? (before.charCodeAt(0) - 0xac00) % 28 > 0 : CLOSED.includes(before);
      return before + (ends ? closed : open);
    });
  }

  /** A number as readers see it: `digits` decimals, a true minus sign, never −0. */
  function number(value, digits = 2) {
    if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "–";
    const text = value.toFixed(digits);
    return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
  }

  function fill(node, attributes, children) {
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === null || value === false) continue;
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  }
  const html = (tag, attributes, ...children) =>
    fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes, ...children) =>
    fill(document.createElementNS(SVG, tag), attributes, children);

  let made = 0;
  const newId = () => `live-${(made += 1)}`;

  /** A labelled range input with its value beside it. */
  function slider({ label, min, max, step, value, text = (v) => number(v), change }) {
    const id = newId();
    const output = html("output", { for: id });
    const input = html("input", { type: "range", id, min, max, step });
    const show = (v) => {
      output.textContent = text(v);
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.addEventListener("input", () => {
      show(Number(input.value));
      change(Number(input.value));
    });
    const set = (v) => {
      input.value = v; // rounded to the step; the text keeps what it is
      show(v);
    };
    set(value);
    const node = html(
      "div", { class: "live-slider" }, html("label", { for: id }, label), input, output);
    return { node, input, set };
  }

  /** Radio buttons in a fieldset. `options` are [value, label] pairs. */
  function choice({ label, options, value, change }) {
    const name = newId();
    const inputs = options.map(([key]) =>
      html("input", {
        type: "radio", name, id: `${name}-${key}`, value: key, checked: key === value,
        onchange: () => change(key),
      }));
    const node = html(
      "fieldset", { class: "live-choice" }, html("legend", {}, label),
      ...options.map(([key, text], i) =>
        html("span", {}, inputs[i], html("label", { for: `${name}-${key}` }, text))));
    return { node, set: (key) => inputs.forEach((input) => (input.checked = input.value === key)) };
  }

  const button = (label, click) =>
    html("button", { type: "button", onclick: click }, label);

  /** Linear scales and the axes to draw with them; x grows right, y grows up. */
  function plane({ left, right, top, bottom, xs, ys }) {
    const x = (v) => left + ((v - xs[0]) / (xs[1] - xs[0])) * (right - left);
    const y = (v) => bottom - ((v - ys[0]) / (ys[1] - ys[0])) * (bottom - top);
    const clamp = (v, range) => Math.min(range[1], Math.max(range[0], v));
    return {
      x, y, left, right, top, bottom, xs, ys,
      fromX: (px) => clamp(xs[0] + ((px - left) / (right - left)) * (xs[1] - xs[0]), xs),
      fromY: (py) => clamp(ys[0] + ((bottom - py) / (bottom - top)) * (ys[1] - ys[0]), ys),
      /** Axis lines with ticks, and the symbols that name them. */
      axes({ xTicks, yTicks, xName, yName, digits = 1, yDigits = digits }) {
        const group = svg("g", { class: "axes" },
          svg("path", { d: `M${left},${top}V${bottom}H${right}`, class: "axis" }));
        xTicks.forEach((t) => group.append(
          svg("path", { d: `M${x(t)},${bottom}v4`, class: "axis" }),
          svg("text", { x: x(t), y: bottom + 16, class: "tick middle" }, number(t, digits))));
        yTicks.forEach((t) => group.append(
          svg("path", { d: `M${left},${y(t)}h-4`, class: "axis" }),
          svg("text", { x: left - 7, y: y(t) + 4, class: "tick end" }, number(t, yDigits))));
        group.append(
          svg("text", { x: right, y: bottom + 31, class: "name end" }, xName),
          svg("text", { x: left - 4, y: top - 8, class: "name" }, yName));
        return group;
      },
      /** The curve of `f`, cut where it leaves the frame. */
      curve(f, className, samples = 160) {
        let d = "", pen = false;
        for (let i = 0; i <= samples; i += 1) {
          const v = xs[0] + ((xs[1] - xs[0]) * i) / samples;
          const value = f(v);
          const inside = Number.isFinite(value) && value >= ys[0] && value <= ys[1];
          if (inside) d += `${pen ? "L" : "M"}${x(v).toFixed(2)},${y(value).toFixed(2)}`;
          pen = inside;
        }
        return svg("path", { d, class: `curve ${className}` });
      },
    };
  }

  /** Call `move` with the pointer's place in the drawing while it drags `node`; with `jump`, also
      at the first press. */
  function drag(node, move, jump = false) {
    node.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      node.focus();
      const host = node.closest(".live-picture"); // the drawing in it is made anew at each move
      const follow = (e) => {
        const area = host.querySelector("svg");
        const box = area.getBoundingClientRect();
        const scale = area.viewBox.baseVal.width / box.width;
        move((e.clientX - box.left) * scale, (e.clientY - box.top) * scale);
      };
      const end = () => {
        window.removeEventListener("pointermove", follow);
        window.removeEventListener("pointerup", end);
        window.removeEventListener("pointercancel", end);
      };
      window.addEventListener("pointermove", follow);
      window.addEventListener("pointerup", end);
      window.addEventListener("pointercancel", end);
      if (jump) follow(event);
    });
  }

  /** A point to drag with the pointer or the arrow keys: a slider to a screen reader. */
  function handle({ label, x, y, radius = 8, square, className, value, min, max, step, text, move, place }) {
    const form = square
      ? { x: x - radius + 1, y: y - radius + 1, width: 2 * radius - 2, height: 2 * radius - 2 }
      : { cx: x, cy: y, r: radius };
    const node = svg(square ? "rect" : "circle", {
      ...form, class: `handle ${className}`, tabindex: 0, role: "slider",
      "aria-label": label, "aria-valuemin": min, "aria-valuemax": max, "aria-valuenow": value,
      "aria-valuetext": text, "aria-orientation": "horizontal",
    });
    const clamp = (v) => Math.min(max, Math.max(min, v));
    const keys = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
    node.addEventListener("keydown", (event) => {
      const next = event.key === "Home" ? min : event.key === "End" ? max
        : event.key in keys ? value + keys[event.key] * step : null;
      if (next === null) return;
      event.preventDefault();
      move(clamp(next));
    });
    drag(node, (px, py) => move(clamp(place(px, py))));
    return node;
  }

  /** Take steps until `step` returns false: one a frame, or all at once if motion is reduced. */
  function animate(step, pause = 30) {
    let timer = null;
    const stop = () => {
      clearTimeout(timer);
      timer = null;
    };
    const tick = () => {
      timer = step() ? setTimeout(tick, pause) : null;
    };
    return {
      start() {
        stop();
        if (still.matches) while (step());
        else tick();
      },
      stop,
      running: () => timer !== null,
    };
  }

  /** Register a figure and bring every place that names it to life.

      `make(frame, name)` returns `{controls, buttons, draw(width), state(), reset(), goal}`: nodes, a
      function that returns the SVG (or any node) for a width in pixels, the state in one sentence,
      the way back to the start, and a goal: `{text, reached()}`, which stays ticked once it is
      reached, or a prediction, `{text, options, right}`, with options as those of a choice.
      `frame.redraw()` draws anew and announces the state. */
  figures.define = function (names, words, math, make) {
    Object.assign(figures.words, words);
    Object.assign(figures.math, math);
    for (const name of names) {
      document.querySelectorAll(`figure.live[data-figure="${name}"]`).forEach((place) => {
        enliven(place, name, make);
      });
    }
  };

  function enliven(place, name, make) {
    const stage = place.querySelector(".live-stage");
    const caption = place.querySelector("figcaption");
    caption.id = caption.id || newId();
    const status = html("p", { class: "live-status", id: newId() });
    const spoken = html("p", { class: "live-spoken", role: "status" });
    const picture = html("div", { class: "live-picture" });
    const goal = html("p", { class: "live-goal" });
    let guess = null;
    let figure = null, width = 0, later = null, reached = false;

    function paint() {
      const focused = picture.contains(document.activeElement)
        ? [...picture.querySelectorAll("[tabindex]")].indexOf(document.activeElement) : -1;
      picture.replaceChildren(figure.draw(width));
      const drawn = picture.querySelector("svg");
      if (drawn) {
        // With points to drag inside, a group; else one picture, told by the state below it.
        drawn.setAttribute("role", drawn.querySelector("[tabindex]") ? "group" : "img");
        drawn.setAttribute("aria-labelledby", `${caption.id} ${status.id}`);
      }
      if (focused >= 0) picture.querySelectorAll("[tabindex]")[focused]?.focus();
      status.textContent = figure.state();
      if (!figure.goal) return;
      const { text, options, reached: now } = figure.goal;
      reached = reached || (options ? guess === figure.goal.right : now());
      goal.classList.toggle("reached", reached);
      const word = options ? (reached ? "foretold" : guess ? "otherwise" : "predict") : reached ? "reached" : "goal";
      goal.textContent = `${reached ? "✓" : "○"} ${say(word)} ${text}`;
    }

    const frame = {
      redraw() {
        paint();
        clearTimeout(later);
        later = setTimeout(() => {
          spoken.textContent = reached || guess ? `${status.textContent} ${goal.textContent}` : status.textContent;
        }, 400);
      },
    };
    figure = make(frame, name);
    const guesses = figure.goal && figure.goal.options ? choice({
      label: say("prediction?"), options: figure.goal.options, value: null,
      change: (key) => { guess = key; reached = false; frame.redraw(); },
    }) : null;
    const reset = button(say("reset"), () => {
      figure.reset();
      reached = false;
      guess = null;
      if (guesses) guesses.set(null);
      frame.redraw();
    });
    const controls = html("div", { class: "live-controls" },
      html("div", { class: "live-buttons" }, ...(figure.buttons || []), reset),
      ...figure.controls, guesses ? guesses.node : null);
    const body = html("div", { class: "live-body", role: "group", "aria-labelledby": caption.id },
      picture, status, figure.goal ? goal : null, spoken, controls);
    const measure = () => Math.max(280, Math.min(720, Math.floor(stage.clientWidth)));
    stage.replaceChildren(body);
    width = measure();
    paint();
    new ResizeObserver(() => {
      if (measure() === width) return;
      width = measure();
      paint();
    }).observe(stage);
    new MutationObserver(paint).observe(document.documentElement, {
      attributes: true, attributeFilter: ["data-theme"],
    });
    place.dataset.alive = "true";
  }

  /** An SVG of the given size, drawn at one unit a pixel. */
  function canvas(width, height, ...children) {
    return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height }, ...children);
  }

  // The arithmetic that several figures share. tests/browser compares it with lrlib's.
  const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
  /** −y·ln a − (1−y)·ln(1−a) from the logit, without overflow. */
  const crossEntropy = (z, y) => {
    const s = (1 - 2 * y) * z;
    return Math.max(0, s) + Math.log1p(Math.exp(-Math.abs(s)));
  };
  const squaredError = (a, y) => (a - y) ** 2 / 2;
  const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
  Object.assign(figures.math, { sigmoid, crossEntropy, squaredError, mean });

  Object.assign(figures.words, {
    reset: ["Reset", "처음으로"],
    goal: ["Goal:", "목표:"],
    reached: ["Goal reached:", "목표 달성:"],
    predict: ["Predict:", "예측하기:"],
    foretold: ["Predicted right:", "예측이 맞았습니다:"],
    otherwise: ["Not that. Step through it, and see:", "다시 생각해 보세요. 한 단계씩 따라가며 확인하세요:"],
    "prediction?": ["Your prediction", "나의 예측"],
  });
  Object.assign(figures, {
    animate, button, canvas, choice, drag, handle, html, number, plane, say, slider, svg,
  });
})();

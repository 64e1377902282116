/* Chapters 10 to 13: a computation graph, stepped forward (values) and backward (gradients). */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { html, svg, say, number } = F;
  const { sigmoid } = F.math;

  const OPS = {
    mul: { sign: "×", write: (a, b) => `${a} × ${b}`, value: (a, b) => a * b, slopes: (a, b) => [b, a] },
    add: { sign: "+", write: (...v) => v.join(" + "), value: (...v) => v.reduce((sum, x) => sum + x, 0), slopes: (...v) => v.map(() => 1) },
    triple: { sign: "3 ×", write: (a) => `3 × ${a}`, value: (a) => 3 * a, slopes: () => [3] },
    increment: { sign: "+ 1", write: (a) => `${a} + 1`, value: (a) => a + 1, slopes: () => [1] },
    sigmoid: { sign: "σ", write: (z) => `σ(${z})`, value: sigmoid, slopes: (z) => [sigmoid(z) * (1 - sigmoid(z))] },
    lossOne: { sign: "−log a", write: (a) => `−log ${a}`, value: (a) => -Math.log(a), slopes: (a) => [-1 / a] },
    lossZero: { sign: "−log(1 − a)", write: (a) => `−log(1 − ${a})`, value: (a) => -Math.log(1 - a), slopes: (a) => [1 / (1 - a)] },
  };

  // A row for each node: name, column, row (of `rows`), and for computed ones op and parents.
  // The places are those of lrlib's graph.draw; a test holds them together.
  const COST = {
    rows: 2, digits: 0, inputs: { a: 5, b: 3, c: 2 },
    nodes: [
      ["a", 1, 0], ["b", 0, 0], ["c", 0, 1],
      ["u", 1, 1, "mul", ["b", "c"]],
      ["v", 2, 0.5, "add", ["a", "u"]],
      ["J", 3, 0.5, "triple", ["v"]],
    ],
  };
  const GRAPHS = {
    "stepper-cost": COST,
    "stepper-slopes": { ...COST, slopes: true },
    "stepper-fork": {
      rows: 2, digits: 0, inputs: { p: 2, q: 1 }, slopes: true, overwrite: true,
      nodes: [
        ["p", 0, 0], ["q", 0, 1],
        ["s", 1, 0, "add", ["p", "q"]], ["t", 1, 1, "increment", ["q"]],
        ["e", 2, 0.5, "mul", ["s", "t"]],
      ],
    },
    "stepper-neuron": {
      rows: 4, digits: 2, inputs: { "x₁": 2, "w₁": 0.5, "x₂": 1, "w₂": -1, b: 0.5 }, slopes: true, label: true,
      nodes: [
        ["x₁", 0, 0], ["w₁", 0, 1], ["x₂", 0, 2], ["w₂", 0, 3], ["b", 1, 0.5],
        ["u₁", 1, 1.5, "mul", ["w₁", "x₁"]], ["u₂", 1, 2.5, "mul", ["w₂", "x₂"]],
        ["z", 2, 1.5, "add", ["u₁", "u₂", "b"]],
        ["a", 3, 1.5, "sigmoid", ["z"]],
        ["L", 4, 1.5, "lossOne", ["a"]],
      ],
    },
  };

  /** Values of all nodes, in order; `inputs` by name. */
  function forward(graph, inputs) {
    const values = { ...inputs };
    for (const [name, , , op, parents] of graph.nodes) {
      if (op) values[name] = OPS[op].value(...parents.map((p) => values[p]));
    }
    return values;
  }

  /** What each backward step does, an edge at a time, the last node first. */
  function edges(graph, values) {
    const list = [];
    for (const [name, , , op, parents] of [...graph.nodes].reverse()) {
      if (!op) continue;
      const slopes = OPS[op].slopes(...parents.map((p) => values[p]));
      parents.forEach((parent, i) => list.push({ from: name, to: parent, slope: slopes[i] }));
    }
    return list;
  }

  /** Gradients after `count` edges; with `overwrite`, a second path replaces the first. */
  function backward(graph, values, count = Infinity, overwrite = false) {
    const last = graph.nodes[graph.nodes.length - 1][0];
    const grads = { [last]: 1 };
    edges(graph, values).slice(0, count).forEach(({ from, to, slope }) => {
      grads[to] = (overwrite ? 0 : grads[to] || 0) + grads[from] * slope;
    });
    return grads;
  }

  const plain = (values) => values.map((v) => [v, v]);
  const GOALS = {
    "stepper-cost": () => ({ text: say("whichMost"), options: plain(["a", "b", "c"]), right: "c" }),
    "stepper-slopes": () => ({ text: say("whatBelowB"), options: plain(["3", "6", "9"]), right: "6" }),
    "stepper-fork": () => ({ text: say("whatBelowQ"), options: plain(["2", "3", "5"]), right: "5" }),
    "stepper-neuron": () => ({ text: say("signOfB"), right: "negative",
      options: ["negative", "zero", "positive"].map((sign) => [sign, say(`${sign}Sign`)]) }),
  };

  F.define(Object.keys(GRAPHS), {
    stepForward: ["Next step", "다음 단계"],
    stepBack: ["Step back", "이전 단계"],
    toEnd: ["To the end", "끝까지"],
    nudge: ["Nudge by 0.001", "0.001만큼 움직이기"],
    nothing: ["nothing", "없음"],
    accumulate: ["Where paths meet", "경로가 만나는 곳"],
    adds: ["grad += …", "grad += …"],
    replaces: ["grad = …", "grad = …"],
    labelOfY: ["Label y", "레이블 y"],
    whichMost: ["which input moves J most, if it is nudged by 0.001?", "0.001만큼 움직일 때 J를 가장 많이 바꾸는 입력은 무엇일까요?"],
    whatBelowB: ["which number will stand below b at the end?", "끝까지 가면 b 아래에는 어떤 수가 있을까요?"],
    whatBelowQ: ["which number will stand below q at the end?", "끝까지 가면 q 아래에는 어떤 수가 있을까요?"],
    signOfB: ["with the label 1, what will the gradient of b be?", "레이블이 1이면 b의 기울기는 어떨까요?"],
    negativeSign: ["negative", "음수"],
    zeroSign: ["zero", "0"],
    positiveSign: ["positive", "양수"],
    graphStart: ["The inputs are known. Next: the forward pass, green values.", "입력이 주어졌습니다. 다음은 순전파, 초록색 값입니다."],
    graphForward: ["Forward: {name} = {value}.", "순전파: {name} = {value}."],
    graphSeed: ["Backward begins: d{last}/d{last} = 1.", "역전파 시작: d{last}/d{last} = 1."],
    graphEdge: [
      "Backward along {from} → {to}: gradient {g} times local slope {slope} is {part}. {to} now holds {total}.",
      "역전파 {from} → {to}: 기울기 {g} 곱하기 국소 기울기 {slope} = {part}. 이제 {to}의 값은 {total}입니다.",
    ],
    graphWrong: ["The first path was overwritten: {value} is not the derivative.", "첫 번째 경로의 값을 덮어썼습니다. {value}은(는) 미분계수가 아닙니다."],
    graphNudge: [
      "{name} is nudged by 0.001: {last} changes by {change}, which is {ratio} times as much.",
      "{name}을(를) 0.001만큼 움직이면 {last}이(가) {change}만큼 변합니다. 움직인 양의 {ratio}배입니다.",
    ],
  }, { forward, backward, edges, graphs: GRAPHS }, (frame, kind) => {
    const base = GRAPHS[kind];
    const computed = base.nodes.filter(([, , , op]) => op);
    const last = base.nodes[base.nodes.length - 1][0];
    let step = 0, nudged = "", overwrite = false, label = 1, pinned = "";

    const graph = () => (base.label && label === 0
      ? { ...base, nodes: base.nodes.map((n) => (n[3] === "lossOne" ? [...n.slice(0, 3), "lossZero", n[4]] : n)) }
      : base);
    const inputs = () => (nudged ? { ...base.inputs, [nudged]: base.inputs[nudged] + 0.001 } : base.inputs);
    const total = computed.length + 1 + edges(base, forward(base, base.inputs)).length;
    const show = (value) => number(value, nudged ? Math.max(3, base.digits + 1) : base.digits);

    const go = (next) => () => {
      step = Math.max(0, Math.min(total, next()));
      frame.redraw();
    };
    const nudge = F.choice({
      label: say("nudge"), options: [["none", say("nothing")], ...Object.keys(base.inputs).map((n) => [n, n])],
      value: "none", change: (v) => { nudged = v === "none" ? "" : v; if (nudged) step = Math.max(step, computed.length); frame.redraw(); },
    });
    const meet = base.overwrite && F.choice({
      label: say("accumulate"), options: [["add", say("adds")], ["set", say("replaces")]], value: "add",
      change: (v) => { overwrite = v === "set"; frame.redraw(); },
    });
    const labels = base.label && F.choice({
      label: say("labelOfY"), options: [["1", "1"], ["0", "0"]], value: "1",
      change: (v) => { label = Number(v); frame.redraw(); },
    });

    function draw(width) {
      const g = graph();
      const values = forward(g, inputs());
      const done = Math.max(0, step - computed.length - 1);
      const grads = step > computed.length ? backward(g, values, done, overwrite) : {};
      const all = edges(g, values);
      const columns = 1 + Math.max(...g.nodes.map(([, c]) => c));
      const boxW = Math.min(64, (width / columns) * 0.62);
      const boxH = 34;
      const rowH = 78;
      const at = ([, c, r]) => ({
        x: boxW / 2 + 2 + (c * (width - boxW - 4)) / (columns - 1), y: 44 + r * rowH });
      const places = Object.fromEntries(g.nodes.map((n) => [n[0], at(n)]));
      const picture = F.canvas(width, 44 + (g.rows - 1) * rowH + 48);
      const known = (name) => {
        const i = computed.findIndex(([n]) => n === name);
        return i < 0 || step > i;
      };
      all.forEach(({ from, to, slope }, i) => {
        const a = places[to], b = places[from];
        const active = step > computed.length + 1 && i === done - 1;
        const passed = i < done;
        const x1 = a.x + boxW / 2, x2 = b.x - boxW / 2;
        const bend = (x2 - x1) * 0.45;
        picture.append(svg("path", {
          d: `M${x1},${a.y}C${x1 + bend},${a.y} ${x2 - bend},${b.y} ${x2},${b.y}`,
          class: `wire ${active ? "active" : passed ? "passed" : ""}` }));
        // Where there is little room, only the slope that is being used.
        if (base.slopes && passed && (active || width >= 110 * columns)) {
          picture.append(svg("text", { x: (x1 + x2) / 2, y: (a.y + b.y) / 2 - 6, class: "tick middle slope" },
            `×${show(slope)}`));
        }
      });
      g.nodes.forEach(([name, , , op]) => {
        const { x, y } = places[name];
        const group = svg("g", { "data-node": name },
          svg("rect", { x: x - boxW / 2, y: y - boxH / 2, width: boxW, height: boxH, rx: 9,
            class: `box ${op ? "" : "input"} ${name === nudged ? "nudged" : ""}` }),
          svg("text", { x, y: y + (op ? -1 : 5), class: "name middle strong" }, name));
        if (op) group.append(svg("text", { x, y: y + 12, class: "tick middle small" }, OPS[op].sign));
        if (known(name)) group.append(svg("text", { x, y: y - boxH / 2 - 6, class: "value middle" }, show(values[name])));
        if (name in grads) group.append(svg("text", { x, y: y + boxH / 2 + 15, class: "gradient middle" }, show(grads[name])));
        picture.append(group);
      });
      return picture;
    }

    /** A node's line of algebra, as far as the pass has come: its value, then its gradient. */
    function algebra([name, , , op, parents], { values, grads, passed, isKnown }) {
      let text = op ? `${name} = ${OPS[op].write(...parents)}` : `${name} = ${show(values[name])}`;
      const within = (v) => (v < 0 ? `(${show(v)})` : show(v));
      if (op && isKnown) text += ` = ${OPS[op].write(...parents.map((p) => within(values[p])))} = ${show(values[name])}`;
      if (!(name in grads)) return text;
      const shares = passed.filter(({ to }) => to === name).slice(overwrite ? -1 : 0)
        .map(({ from, slope }) => `${show(grads[from])} · ${within(slope)}`);
      const sum = shares.length ? `${shares.join(" + ")} = ${show(grads[name])}` : "1";
      return `${text}, d${last}/d${name} = ${sum}`;
    }

    /** The graph with its lines of algebra: a node lights its line, and a line its node. */
    function drawBoth(width) {
      const picture = draw(width);
      const g = graph(), values = forward(g, inputs());
      const done = Math.max(0, step - computed.length - 1);
      const grads = step > computed.length ? backward(g, values, done, overwrite) : {};
      const all = edges(g, values), passed = all.slice(0, done);
      const whole = { values, grads: backward(g, values, all.length, overwrite), passed: all, isKnown: true };
      const list = html("ul", { class: "live-algebra" }, ...g.nodes.map((node) => {
        const isKnown = !node[3] || step > computed.findIndex(([n]) => n === node[0]);
        return html("li", {}, html("button", { type: "button", "data-node": node[0], "aria-pressed": String(node[0] === pinned),
          "data-whole": algebra(node, whole), // keeps the room that the line takes in the end
          onclick: () => { pinned = pinned === node[0] ? "" : node[0]; light(""); } },
        html("span", {}, algebra(node, { values, grads, passed, isKnown }))));
      }));
      const both = html("div", { class: "live-both" }, picture, list);
      const light = (name) => both.querySelectorAll("[data-node]").forEach((part) => {
        part.classList.toggle("lit", part.dataset.node === name || part.dataset.node === pinned);
        if (part.tagName === "BUTTON") part.setAttribute("aria-pressed", String(part.dataset.node === pinned));
      });
      const over = (event) => light(event.target.closest("[data-node]")?.dataset.node || "");
      for (const kind of ["pointerover", "focusin"]) both.addEventListener(kind, over);
      for (const kind of ["pointerleave", "focusout"]) both.addEventListener(kind, () => light(""));
      picture.addEventListener("click", (event) => {
        const name = event.target.closest("[data-node]")?.dataset.node || "";
        pinned = pinned === name ? "" : name;
        light("");
      });
      light("");
      return both;
    }

    function state() {
      const g = graph();
      const values = forward(g, inputs());
      if (nudged) {
        const before = forward(g, base.inputs)[last];
        const change = values[last] - before;
        return say("graphNudge", { name: nudged, last, change: number(change, 6), ratio: number(change / 0.001, 3) });
      }
      if (step === 0) return say("graphStart");
      if (step <= computed.length) {
        const name = computed[step - 1][0];
        return say("graphForward", { name, value: show(values[name]) });
      }
      if (step === computed.length + 1) return say("graphSeed", { last });
      const done = step - computed.length - 1;
      const { from, to, slope } = edges(g, values)[done - 1];
      const grads = backward(g, values, done, overwrite);
      const said = say("graphEdge", { from, to, g: show(grads[from]), slope: show(slope),
        part: show(grads[from] * slope), total: show(grads[to]) });
      const lost = overwrite && Math.abs(grads[to] - backward(g, values, done)[to]) > 1e-12;
      return lost ? `${said} ${say("graphWrong", { value: show(grads[to]) })}` : said;
    }

    return {
      controls: [nudge, meet, labels].filter(Boolean).map((c) => c.node),
      buttons: [F.button(say("stepBack"), go(() => step - 1)), F.button(say("stepForward"), go(() => step + 1)),
        F.button(say("toEnd"), go(() => (step < computed.length ? computed.length : total)))],
      goal: GOALS[kind](),
      draw: drawBoth,
      state,
      reset() {
        step = 0;
        nudged = "";
        overwrite = false;
        label = 1;
        pinned = "";
        nudge.set("none");
        if (meet) meet.set("add");
        if (labels) labels.set("1");
      },
    };
  });
})();

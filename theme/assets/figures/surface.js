/* Chapter 4: the probability over two features is an S-shaped surface; its boundary is flat. */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { svg, say, number } = F;
  const { sigmoid } = F.math;

  const LIMIT = 3;
  const CELLS = 14;
  const START = { w1: 1.5, w2: -1, b: 0, turn: 35 };
  const POINTS = [
    [-2.2, 1.1, 0], [-1.4, -0.6, 0], [-0.3, 1.9, 0], [-1.1, 2.4, 0], [0.4, 1.2, 0],
    [2.1, -0.8, 1], [1.2, 0.3, 1], [0.2, -1.9, 1], [-0.6, -2.3, 1], [2.4, 1.6, 1],
  ];

  /** Where w₁x₁ + w₂x₂ + b = 0 crosses the square |x₁|, |x₂| ≤ limit: two ends, or none. */
  function boundary(w1, w2, b, limit) {
    const ends = [];
    const keep = (x1, x2) => {
      if (Math.abs(x1) > limit + 1e-9 || Math.abs(x2) > limit + 1e-9) return;
      if (ends.every(([u, v]) => Math.hypot(u - x1, v - x2) > 1e-9)) ends.push([x1, x2]);
    };
    for (const side of [-limit, limit]) {
      if (w2 !== 0) keep(side, -(w1 * side + b) / w2);
      if (w1 !== 0) keep(-(w2 * side + b) / w1, side);
    }
    return ends.length >= 2 ? ends.slice(0, 2) : [];
  }
  const probability = (w1, w2, b, x1, x2) => sigmoid(w1 * x1 + w2 * x2 + b);

  F.define(["surface"], {
    w1: ["Weight w₁", "가중치 w₁"],
    w2: ["Weight w₂", "가중치 w₂"],
    biasB: ["Bias b", "편향 b"],
    turn: ["Turn", "돌리기"],
    degrees: ["{v}°", "{v}°"],
    surfaceState: [
      "The probability runs from {low} to {high}. The boundary z = 0 is a straight line: {line}. {right} of {m} examples are on the right side.",
      "확률은 {low}에서 {high}까지 변합니다. 경계 z = 0은 직선입니다: {line}. 샘플 {m}개 중 {right}개가 맞는 쪽에 있습니다.",
    ],
    goalSurface: [
      "Make the surface steeper without moving its boundary.",
      "경계를 움직이지 않고 곡면을 더 가파르게 만드세요.",
    ],
    outside: ["outside the picture", "그림 밖"],
    fromTo: ["from ({a}, {b}) to ({c}, {d})", "({a}, {b})에서 ({c}, {d})까지"],
  }, { boundary, probability }, (frame) => {
    let now = { ...START };
    const control = (key, label, min, max, step, text) => F.slider({
      label: say(label), min, max, step, value: now[key], text,
      change: (v) => { now[key] = v; frame.redraw(); },
    });
    const sliders = {
      turn: control("turn", "turn", 0, 355, 5, (v) => say("degrees", { v })),
      w1: control("w1", "w1", -3, 3, 0.1),
      w2: control("w2", "w2", -3, 3, 0.1),
      b: control("b", "biasB", -3, 3, 0.1),
    };
    const value = (x1, x2) => probability(now.w1, now.w2, now.b, x1, x2);

    /** The surface, farthest patches first, with its boundary at height ½ and on the floor. */
    function solid(size) {
      const angle = (now.turn * Math.PI) / 180;
      const unit = size / (3.1 * LIMIT);
      const place = (x1, x2, a) => {
        const u = x1 * Math.cos(angle) - x2 * Math.sin(angle);
        const v = x1 * Math.sin(angle) + x2 * Math.cos(angle);
        return { x: size / 2 + u * unit, y: size * 0.62 - v * unit * 0.42 - (a - 0.25) * size * 0.42, depth: v };
      };
      const points = (list) => list.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
      const group = svg("g", {});
      const at = (i) => -LIMIT + (2 * LIMIT * i) / CELLS;
      const corners = [[-LIMIT, -LIMIT], [LIMIT, -LIMIT], [LIMIT, LIMIT], [-LIMIT, LIMIT]];
      group.append(svg("polygon", { class: "floor",
        points: points(corners.map(([u, v]) => place(u, v, 0))) }));
      const ends = boundary(now.w1, now.w2, now.b, LIMIT);
      if (ends.length) group.append(svg("polyline", { class: "edge dashed",
        points: points(ends.map(([u, v]) => place(u, v, 0))) }));
      const patches = [];
      for (let i = 0; i < CELLS; i += 1) {
        for (let j = 0; j < CELLS; j += 1) {
          const square = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]].map(([p, q]) => {
            return place(at(p), at(q), value(at(p), at(q)));
          });
          const a = value(at(i + 0.5), at(j + 0.5));
          patches.push({ square, a, depth: square.reduce((sum, c) => sum + c.depth, 0) });
        }
      }
      patches.sort((p, q) => q.depth - p.depth);
      patches.forEach(({ square, a }) => group.append(svg("polygon", {
        points: points(square), class: `patch ${a >= 0.5 ? "two" : "one"}`,
        "fill-opacity": (0.18 + 0.75 * Math.abs(2 * a - 1)).toFixed(2) })));
      if (ends.length) group.append(svg("polyline", { class: "edge",
        points: points(ends.map(([u, v]) => place(u, v, 0.5))) }));
      const name = (x1, x2, a, text) => {
        const { x, y } = place(x1, x2, a);
        group.append(svg("text", { x, y, class: "name middle" }, text));
      };
      name(LIMIT * 1.18, -LIMIT, 0, "x₁");
      name(-LIMIT, LIMIT * 1.18, 0, "x₂");
      group.append(svg("text", { x: 2, y: 14, class: "name" }, "a = σ(z)"));
      return group;
    }

    function flat(size, left, top) {
      const p = F.plane({ left: left + 34, right: left + size - 10, top: top + 24, bottom: top + size - 40,
        xs: [-LIMIT, LIMIT], ys: [-LIMIT, LIMIT] });
      const group = svg("g", {}, p.axes({ xTicks: [-3, 0, 3], yTicks: [-3, 0, 3], xName: "x₁", yName: "x₂", digits: 0 }));
      const ends = boundary(now.w1, now.w2, now.b, LIMIT);
      if (ends.length) {
        const [[u, v], [s, t]] = ends;
        group.append(svg("path", { d: `M${p.x(u)},${p.y(v)}L${p.x(s)},${p.y(t)}`, class: "edge" }));
      }
      POINTS.forEach(([x1, x2, y]) => group.append(y
        ? svg("rect", { x: p.x(x1) - 5, y: p.y(x2) - 5, width: 10, height: 10, class: "dot two" })
        : svg("circle", { cx: p.x(x1), cy: p.y(x2), r: 5.5, class: "dot one" })));
      return group;
    }

    return {
      goal: { text: say("goalSurface"), reached() {
        const times = now.w1 / START.w1; // the same boundary: all three grow by one factor
        return times > 1.01 && Math.abs(now.w2 - times * START.w2) < 0.01 && Math.abs(now.b - times * START.b) < 0.01;
      } },
      controls: Object.values(sliders).map((s) => s.node),
      draw(width) {
        const beside = width >= 560;
        const size = beside ? width / 2 : Math.min(width, 340);
        return beside
          ? F.canvas(width, size, solid(size), flat(size, size, 0))
          : F.canvas(width, 2 * size, solid(size), flat(size, 0, size));
      },
      state() {
        const all = [-LIMIT, LIMIT].flatMap((u) => [-LIMIT, LIMIT].map((v) => value(u, v)));
        const ends = boundary(now.w1, now.w2, now.b, LIMIT);
        const [a, b, c, d] = ends.flat().map((v) => number(v, 1));
        return say("surfaceState", {
          low: number(Math.min(...all), 3), high: number(Math.max(...all), 3),
          line: ends.length ? say("fromTo", { a, b, c, d }) : say("outside"), m: POINTS.length,
          right: POINTS.filter(([x1, x2, y]) => (value(x1, x2) >= 0.5 ? 1 : 0) === y).length,
        });
      },
      reset() {
        now = { ...START };
        for (const [key, s] of Object.entries(sliders)) s.set(now[key]);
      },
    };
  });
})();

/* Chapters 8 and 9: six examples seen three times, as data with its curve, as a map of J over w and
   b, and as a curve of J. One point moves in all three: by hand, or step by step downhill. */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { svg, say, number } = F;
  const { sigmoid, crossEntropy, mean } = F.math;

  const XS = [-2, -1, 0, 1, 2, 3];
  const YS = [0, 0, 1, 0, 1, 1];
  const WS = [-1, 4], BS = [-3, 3];
  const HEIGHTS = [0.42, 0.45, 0.5, 0.6, Math.log(2), 0.85, 1.1, 1.5, 2];
  const BY_HAND = 0.42, BY_STEPS = 0.414, WITHIN = 5, MOST = 40;

  const landscape = (w, b) => mean(XS.map((x, i) => crossEntropy(w * x + b, YS[i])));
  /** One step of gradient descent from (w, b). */
  function landscapeStep(w, b, rate) {
    const dz = XS.map((x, i) => sigmoid(w * x + b) - YS[i]);
    return [w - rate * mean(dz.map((d, i) => d * XS[i])), b - rate * mean(dz)];
  }

  /** The contour line of J at a height, as pairs of points: where it crosses each small square. */
  function contour(height, cells = 48) {
    const at = (range, i) => range[0] + ((range[1] - range[0]) * i) / cells;
    const pairs = [];
    for (let i = 0; i < cells; i += 1) {
      for (let j = 0; j < cells; j += 1) {
        const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]]
          .map(([p, q]) => [at(WS, p), at(BS, q)]).map(([w, b]) => [w, b, landscape(w, b) - height]);
        const cuts = [];
        corners.forEach(([w, b, J], n) => {
          const [w2, b2, J2] = corners[(n + 1) % 4];
          if (J < 0 === J2 < 0) return;
          const t = J / (J - J2);
          cuts.push([w + t * (w2 - w), b + t * (b2 - b)]);
        });
        if (cuts.length === 2) pairs.push(cuts);
      }
    }
    return pairs;
  }
  let lines = null;

  F.define(["landscape-hand", "landscape-steps"], {
    mapW: ["Weight w", "가중치 w"],
    mapB: ["Bias b", "편향 b"],
    cutW: ["Weight w, on the cut", "단면 위의 가중치 w"],
    mapRate: ["Learning rate α", "학습률 α"],
    mapShown: ["Step shown", "보이는 걸음"],
    mapOne: ["Take one step", "한 걸음"],
    mapFive: ["Take five", "다섯 걸음"],
    theData: ["the data and a = σ(wx + b)", "데이터와 a = σ(wx + b)"],
    theMap: ["the map of J", "J의 지도"],
    theSlice: ["J along w, at this b", "이 b에서 w에 따른 J"],
    theWalk: ["J after each step", "걸음마다의 J"],
    handState: ["w = {w}, b = {b}. J = {J}.", "w = {w}, b = {b}. J = {J}."],
    handBoundary: [" The curve crosses one half at x = {x}.", " 곡선은 x = {x}에서 ½을 지납니다."],
    walkState: ["Step {k} with α = {rate}: w = {w}, b = {b}, J = {J}.", "α = {rate}로 {k}걸음: w = {w}, b = {b}, J = {J}."],
    goalHand: ["Bring J below {J} by hand.", "손으로 J를 {J} 아래로 내리세요."],
    goalSteps: ["Bring J below {J} in {n} steps. Which α does it?", "{n}걸음 안에 J를 {J} 아래로 내리세요. 어떤 α가 필요할까요?"],
  }, { landscape, landscapeStep, contour }, (frame, name) => {
    const byHand = name === "landscape-hand";
    let w = 0, b = 0, rate = 0.5, path = [[0, 0]], shown = 0;
    const point = () => (byHand ? [w, b] : path[shown]);
    const redraw = () => frame.redraw();

    const sliders = byHand
      ? {
        w: F.slider({ label: say("mapW"), min: WS[0], max: WS[1], step: 0.01, value: w, change: (v) => { w = v; redraw(); } }),
        b: F.slider({ label: say("mapB"), min: BS[0], max: BS[1], step: 0.01, value: b, change: (v) => { b = v; redraw(); } }),
      }
      : {
        rate: F.slider({ label: say("mapRate"), min: 0.1, max: 10, step: 0.1, value: rate, text: (v) => number(v, 1),
          change: (v) => { rate = v; restart(); redraw(); } }),
        shown: F.slider({ label: say("mapShown"), min: 0, max: 0, step: 1, value: 0, text: String,
          change: (v) => { shown = v; redraw(); } }),
      };
    function restart() {
      walk.stop();
      path = [[0, 0]];
      show(0);
    }
    function show(k) {
      shown = k;
      sliders.shown.input.max = path.length - 1;
      sliders.shown.set(k);
    }
    function step() {
      if (path.length > MOST) return;
      path.push(landscapeStep(...path[path.length - 1], rate));
      show(path.length - 1);
    }
    let left = 0;
    const walk = F.animate(() => {
      step();
      redraw();
      left -= 1;
      return left > 0;
    }, 260);
    function place(v, u) {
      [w, b] = [Math.round(v * 100) / 100, Math.round(u * 100) / 100];
      sliders.w.set(w);
      sliders.b.set(b);
      redraw();
    }

    function map(x, y, width, height) {
      const p = F.plane({ left: x + 30, right: x + width - 8, top: y + 26, bottom: y + height - 40, xs: WS, ys: BS });
      lines = lines || HEIGHTS.map((h) => contour(h));
      const group = svg("g", {}, p.axes({ xTicks: [-1, 0, 1, 2, 3, 4], yTicks: [-3, 0, 3], xName: "w", yName: "b", digits: 0 }),
        svg("text", { x: p.right, y: p.top - 8, class: "tick end" }, say("theMap")));
      lines.forEach((pairs) => group.append(svg("path", { class: "contour",
        d: pairs.map(([[u, v], [s, t]]) => `M${p.x(u).toFixed(1)},${p.y(v).toFixed(1)}L${p.x(s).toFixed(1)},${p.y(t).toFixed(1)}`).join("") })));
      const inside = ([u, v]) => u >= WS[0] && u <= WS[1] && v >= BS[0] && v <= BS[1];
      if (!byHand) {
        const seen = path.slice(0, shown + 1).filter(inside);
        group.append(svg("path", { class: "trail", d: `M${seen.map(([u, v]) => `${p.x(u)},${p.y(v)}`).join("L")}` }),
          ...seen.map(([u, v]) => svg("circle", { cx: p.x(u), cy: p.y(v), r: 3, class: "dot four" })));
      }
      const [u, v] = point();
      const mark = svg("circle", { cx: p.x(u), cy: p.y(v), r: 7, class: byHand ? "handle two" : "dot two" });
      if (byHand) {
        const target = svg("rect", { x: p.left, y: p.top, width: p.right - p.left, height: p.bottom - p.top, class: "target" });
        for (const node of [target, mark]) F.drag(node, (px, py) => place(p.fromX(px), p.fromY(py)), true);
        group.append(target);
      }
      if (inside([u, v])) group.append(mark);
      return group;
    }

    function dataPlane(x, y, width, height) {
      const [v, u] = point();
      const p = F.plane({ left: x + 30, right: x + width - 8, top: y + 26, bottom: y + height - 40, xs: [-3, 4], ys: [0, 1] });
      const group = svg("g", {}, p.axes({ xTicks: [-2, 0, 2], yTicks: [0, 1], xName: "x", yName: "a", digits: 0 }),
        svg("text", { x: p.right, y: p.top - 8, class: "tick end" }, say("theData")),
        svg("path", { d: `M${p.left},${p.y(0.5)}H${p.right}`, class: "guide" }),
        p.curve((s) => sigmoid(v * s + u), "three"));
      XS.forEach((s, i) => group.append(svg("path", { class: `gap ${YS[i] ? "two" : "one"}`,
        d: `M${p.x(s)},${p.y(YS[i])}V${p.y(sigmoid(v * s + u))}` }), YS[i]
        ? svg("rect", { x: p.x(s) - 5, y: p.y(1) - 5, width: 10, height: 10, class: "dot two" })
        : svg("circle", { cx: p.x(s), cy: p.y(0), r: 5.5, class: "dot one" })));
      return group;
    }

    function curveOfJ(x, y, width, height) {
      const [v, u] = point();
      const most = Math.max(10, path.length - 1);
      const p = F.plane({ left: x + 30, right: x + width - 8, top: y + 26, bottom: y + height - 40,
        xs: byHand ? WS : [0, most], ys: byHand ? [0, 2] : [0.35, 0.95] });
      const high = (J) => p.y(Math.min(p.ys[1], J));
      const goal = byHand ? BY_HAND : BY_STEPS;
      const group = svg("g", {}, byHand
        ? p.axes({ xTicks: [-1, 0, 1, 2, 3, 4], yTicks: [0, 1, 2], xName: "w", yName: "J", digits: 0 })
        : p.axes({ xTicks: [0, WITHIN, most], yTicks: [0.5, 0.7, 0.9], xName: "k", yName: "J", digits: 0, yDigits: 1 }),
        svg("text", { x: p.right, y: p.top - 8, class: "tick end" }, say(byHand ? "theSlice" : "theWalk")),
        svg("path", { d: `M${p.left},${p.y(goal)}H${byHand ? p.right : p.x(WITHIN)}`, class: "guide goal" }),
        svg("text", { x: p.left - 4, y: p.y(goal) + 4, class: "tick end small" }, number(goal, byHand ? 2 : 3)));
      if (byHand) {
        group.append(p.curve((s) => landscape(s, u), "one"), F.handle({
          label: say("cutW"), x: p.x(v), y: high(landscape(v, u)), radius: 7, className: "two", value: v, min: WS[0], max: WS[1],
          step: 0.05, text: `w = ${number(v)}`, place: p.fromX, move: (s) => place(s, u) }));
        return group;
      }
      const J = path.map((q) => landscape(...q));
      group.append(svg("path", { class: "curve one", d: `M${J.map((h, k) => `${p.x(k)},${high(h)}`).join("L")}` }),
        ...J.map((h, k) => svg("circle", { cx: p.x(k), cy: high(h), r: 3, class: "dot one" })),
        svg("circle", { cx: p.x(shown), cy: high(J[shown]), r: 7, class: "dot two" }));
      return group;
    }

    return {
      goal: byHand
        ? { text: say("goalHand", { J: BY_HAND }), reached: () => landscape(w, b) < BY_HAND }
        : { text: say("goalSteps", { J: BY_STEPS, n: WITHIN }),
          reached: () => path.slice(0, WITHIN + 1).some((q) => landscape(...q) < BY_STEPS) },
      controls: Object.values(sliders).map((s) => s.node),
      buttons: byHand ? [] : [
        F.button(say("mapOne"), () => { walk.stop(); step(); redraw(); }),
        F.button(say("mapFive"), () => { left = WITHIN; walk.start(); }),
      ],
      draw(width) {
        if (width >= 560) {
          const half = width / 2;
          return F.canvas(width, 390, map(0, 0, half, 390), dataPlane(half, 0, half, 190), curveOfJ(half, 200, half, 190));
        }
        return F.canvas(width, 700, map(0, 0, width, 300), dataPlane(0, 310, width, 190), curveOfJ(0, 510, width, 190));
      },
      state() {
        const [v, u] = point();
        const values = { w: number(v), b: number(u), J: number(landscape(v, u), 4) };
        return byHand
          ? say("handState", values) + (v === 0 ? "" : say("handBoundary", { x: number(-u / v) }))
          : say("walkState", { ...values, k: shown, rate: number(rate, 1) });
      },
      reset() {
        if (byHand) {
          w = b = 0;
          sliders.w.set(w);
          sliders.b.set(b);
          return;
        }
        rate = 0.5;
        sliders.rate.set(rate);
        restart();
      },
    };
  });
})();

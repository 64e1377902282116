/* Chapters 6 and 7: two losses of one prediction, and the cost of four points under each. */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { svg, say, number } = F;
  const { sigmoid, crossEntropy, squaredError, mean } = F.math;

  // First and second derivatives with respect to the logit z.
  const squaredSlope = (a, y) => (a - y) * a * (1 - a);
  const squaredCurvature = (a, y) => a * (1 - a) * (a * (1 - a) + (a - y) * (1 - 2 * a));
  const entropySlope = (a, y) => a - y;
  const entropyCurvature = (a) => a * (1 - a);

  F.define(["losses"], {
    labelY: ["Label y", "레이블 y"],
    prediction: ["Prediction ŷ", "예측값 ŷ"],
    squared: ["squared error", "제곱 오차"],
    entropy: ["cross-entropy", "교차 엔트로피"],
    negative: ["shaded: squared error bends down", "음영: 제곱 오차가 위로 볼록한 곳"],
    goalLosses: [
      "For y = 1, find the ŷ at which the curvature of the squared error changes its sign.",
      "y = 1일 때 제곱 오차의 곡률이 부호를 바꾸는 ŷ를 찾으세요.",
    ],
    lossState: [
      "y = {y}, ŷ = {a}, z = {z}. Squared error {s}: slope {ds}, curvature {cs}. Cross-entropy {e}: slope {de}, curvature {ce}.",
      "y = {y}, ŷ = {a}, z = {z}. 제곱 오차 {s}: 기울기 {ds}, 곡률 {cs}. 교차 엔트로피 {e}: 기울기 {de}, 곡률 {ce}.",
    ],
  }, { squaredSlope, squaredCurvature, entropySlope, entropyCurvature }, (frame) => {
    let y = 1;
    let z = -2;
    const label = F.choice({ label: say("labelY"), options: [["1", "1"], ["0", "0"]], value: "1",
      change: (v) => { y = Number(v); frame.redraw(); } });
    // The slider moves the logit, so that predictions near 0 and 1 can be reached.
    const move = F.slider({ label: say("prediction"), min: -8, max: 8, step: 0.1, value: z,
      text: (v) => number(sigmoid(v), 4), change: (v) => { z = v; frame.redraw(); } });
    return {
      goal: { text: say("goalLosses"), reached: () => y === 1 && Math.abs(sigmoid(z) - 1 / 3) < 0.005 },
      controls: [label.node, move.node],
      draw(width) {
        const height = 310;
        const p = F.plane({ left: 34, right: width - 12, top: 28, bottom: height - 42,
          xs: [-8, 8], ys: [0, 8.5] });
        const turn = y === 1 ? Math.log(1 / 2) : Math.log(2); // ŷ = ⅓ or ⅔
        const [from, to] = y === 1 ? [-8, turn] : [turn, 8];
        const picture = F.canvas(width, height,
          svg("rect", { x: p.x(from), y: p.top, width: p.x(to) - p.x(from), height: p.bottom - p.top, class: "shade" }),
          svg("text", { x: y === 1 ? p.right : p.left + 6, y: p.top + 12, class: y === 1 ? "tick end" : "tick" }, say("negative")),
          p.axes({ xTicks: [-8, -4, 0, 4, 8], yTicks: [0, 2, 4, 6, 8], xName: "z", yName: "L", digits: 0 }),
          p.curve((v) => squaredError(sigmoid(v), y), "one"),
          p.curve((v) => crossEntropy(v, y), "two"));
        const a = sigmoid(z);
        const tangent = (value, slope, name) => {
          const reach = 1.6 / Math.hypot(1, slope);
          picture.append(
            svg("path", { class: "tangent", d:
              `M${p.x(z - reach)},${p.y(value - reach * slope)}L${p.x(z + reach)},${p.y(value + reach * slope)}` }),
            svg("circle", { cx: p.x(z), cy: p.y(value), r: 6, class: `dot ${name}` }));
        };
        tangent(squaredError(a, y), squaredSlope(a, y), "one");
        tangent(crossEntropy(z, y), entropySlope(a, y), "two");
        const far = y === 1 ? -1 : 1;
        const side = y === 1 ? "" : "end";
        const at = far * 7.6;
        picture.append(
          svg("text", { x: p.x(at), y: p.y(1.0), class: `tick one ${side}` }, say("squared")),
          svg("text", { x: p.x(far * 4.1), y: p.y(5.3), class: `tick two ${side}` }, say("entropy")));
        return picture;
      },
      state() {
        const a = sigmoid(z);
        return say("lossState", {
          y, a: number(a, 4), z: number(z, 1),
          s: number(squaredError(a, y), 4), ds: number(squaredSlope(a, y), 6), cs: number(squaredCurvature(a, y), 4),
          e: number(crossEntropy(z, y), 4), de: number(entropySlope(a, y), 5), ce: number(entropyCurvature(a), 4),
        });
      },
      reset() {
        y = 1;
        z = -2;
        label.set("1");
        move.set(z);
      },
    };
  });

  // Four points, one weight, no bias: lrlib.datasets.make_two_minima.
  const XS = [30, 4, 4, -1];
  const YS = [0, 1, 1, 1];
  const RATE = 0.02;
  const squaredCost = (w) => mean(XS.map((x, i) => squaredError(sigmoid(w * x), YS[i])));
  const squaredCostSlope = (w) => mean(XS.map((x, i) => squaredSlope(sigmoid(w * x), YS[i]) * x));
  const entropyCost = (w) => mean(XS.map((x, i) => crossEntropy(w * x, YS[i])));
  const entropyCostSlope = (w) => mean(XS.map((x, i) => (sigmoid(w * x) - YS[i]) * x));

  F.define(["valleys"], {
    start: ["Start at w", "출발점 w"],
    roll: ["Let both roll", "둘 다 굴리기"],
    startPoint: ["Start", "출발점"],
    goalValleys: [
      "Find a start to the right of 0 from which the squared error, too, ends in its lowest valley.",
      "0의 오른쪽에서, 제곱 오차도 가장 낮은 골짜기에 닿는 출발점을 찾으세요.",
    ],
    valleyState: [
      "Start w = {w}. After {k} steps: squared error at w = {s} with cost {js}, cross-entropy at w = {e} with cost {je}.",
      "출발점 w = {w}. {k}걸음 뒤: 제곱 오차는 w = {s}, 비용 {js}; 교차 엔트로피는 w = {e}, 비용 {je}.",
    ],
  }, { squaredCost, squaredCostSlope, entropyCost, entropyCostSlope }, (frame) => {
    let start = 1, k = 0, s = 1, e = 1;
    const rolling = F.animate(() => {
      for (let i = 0; i < 25; i += 1, k += 1) {
        s -= RATE * squaredCostSlope(s);
        e -= RATE * entropyCostSlope(e);
      }
      frame.redraw();
      return k < 6000 && Math.max(Math.abs(squaredCostSlope(s)), Math.abs(entropyCostSlope(e))) > 1e-6;
    });
    const place = (v) => {
      rolling.stop();
      start = s = e = Math.round(v * 100) / 100;
      k = 0;
      move.set(start);
      frame.redraw();
    };
    const move = F.slider({ label: say("start"), min: -0.2, max: 1.2, step: 0.01, value: start, change: place });
    return {
      goal: { text: say("goalValleys"), reached: () => start > 0 && k > 0 && s < 0 && Math.abs(squaredCostSlope(s)) < 1e-3 },
      controls: [move.node],
      buttons: [F.button(say("roll"), () => { place(start); rolling.start(); })],
      draw(width) {
        const height = 400;
        const upper = F.plane({ left: 40, right: width - 12, top: 26, bottom: 164, xs: [-0.25, 1.25], ys: [0.05, 0.4] });
        const lower = F.plane({ left: 40, right: width - 12, top: 216, bottom: height - 44, xs: [-0.25, 1.25], ys: [0, 8] });
        const ticks = { xTicks: [0, 0.5, 1], xName: "w", yName: "J" };
        const picture = F.canvas(width, height,
          upper.axes({ ...ticks, yTicks: [0.1, 0.2, 0.3, 0.4] }), upper.curve(squaredCost, "one", 300),
          lower.axes({ ...ticks, yTicks: [0, 4, 8], digits: 1 }), lower.curve(entropyCost, "two", 300),
          svg("text", { x: upper.right, y: upper.top - 8, class: "tick one end" }, say("squared")),
          svg("text", { x: lower.right, y: lower.top - 8, class: "tick two end" }, say("entropy")));
        const ball = (p, w, J, name) => {
          const [u, v] = [p.x(Math.min(1.25, Math.max(-0.25, w))), p.y(Math.min(p.ys[1], J))];
          picture.append(svg("circle", { cx: u, cy: v - 7, r: 7, class: `dot ${name}` }));
        };
        ball(upper, s, squaredCost(s), "one");
        ball(lower, e, entropyCost(e), "two");
        picture.append(F.handle({
          label: say("startPoint"), x: upper.x(start), y: upper.bottom, radius: 7, className: "four",
          value: start, min: -0.2, max: 1.2, step: 0.01, text: `w = ${number(start)}`,
          place: upper.fromX, move: place,
        }));
        return picture;
      },
      state: () => say("valleyState", {
        w: number(start), k, s: number(s, 4), js: number(squaredCost(s), 4),
        e: number(e, 4), je: number(entropyCost(e), 4),
      }),
      reset: () => place(1),
    };
  });
})();

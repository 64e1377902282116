/* Chapter 3: six points, one weight, one bias. Move them, or let the neuron learn. */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { svg, say, number } = F;
  const { sigmoid, crossEntropy, mean } = F.math;

  const START = { w: 0, b: 0, xs: [-3.2, -1.7, -0.4, 0.5, 1.4, 3.0], ys: [0, 0, 1, 0, 1, 1] };
  const RATE = 0.5;
  const GOAL = 0.4;

  /** J, dw and db of one feature, as cost_and_gradients. */
  function costAndGradients(w, b, xs, ys) {
    const dz = xs.map((x, i) => sigmoid(w * x + b) - ys[i]);
    return {
      J: mean(xs.map((x, i) => crossEntropy(w * x + b, ys[i]))),
      dw: mean(dz.map((d, i) => d * xs[i])),
      db: mean(dz),
    };
  }

  F.define(["model"], {
    weight: ["Weight w", "가중치 w"],
    bias: ["Bias b", "편향 b"],
    point: ["Example {i}, label {y}", "샘플 {i}, 레이블 {y}"],
    pointAt: ["x = {x}, probability {a}", "x = {x}, 확률 {a}"],
    step: ["Take one step", "한 걸음"],
    learn: ["Let it learn", "학습시키기"],
    pause: ["Pause", "멈춤"],
    modelState: [
      "w = {w}, b = {b}. Cost J = {J}. {right} of {m} examples are on the right side of z = 0.",
      "w = {w}, b = {b}. 비용 J = {J}. 샘플 {m}개 중 {right}개가 z = 0의 맞는 쪽에 있습니다.",
    ],
    goalModel: ["Bring J below {J} with w and b, without “Let it learn” and with the points where they are.", "점은 그대로 두고 “학습시키기” 없이 w와 b로 J를 {J} 아래로 내리세요."],
    labelOf: ["label {y}", "레이블 {y}"],
  }, { costAndGradients }, (frame) => {
    let { w, b, xs, ys } = structuredClone(START);
    let byHand = true;
    const sliders = {
      w: F.slider({ label: say("weight"), min: -6, max: 6, step: 0.05, value: w,
        change: (v) => { w = v; halt(); frame.redraw(); } }),
      b: F.slider({ label: say("bias"), min: -6, max: 6, step: 0.05, value: b,
        change: (v) => { b = v; halt(); frame.redraw(); } }),
    };
    const learning = F.animate(() => {
      const { dw, db } = descend();
      frame.redraw();
      const goOn = Math.hypot(dw, db) > 1e-3;
      if (!goOn) learn.textContent = say("learn");
      return goOn;
    });
    const learn = F.button(say("learn"), () => {
      if (learning.running()) return halt();
      learn.textContent = say("pause");
      learning.start();
    });
    const stepOnce = F.button(say("step"), () => { halt(); descend(); frame.redraw(); });

    function halt() {
      learning.stop();
      learn.textContent = say("learn");
    }
    function descend() {
      byHand = false;
      const slope = costAndGradients(w, b, xs, ys);
      w -= RATE * slope.dw;
      b -= RATE * slope.db;
      sliders.w.set(w);
      sliders.b.set(b);
      return slope;
    }

    function draw(width) {
      const height = 300;
      const p = F.plane({ left: 40, right: width - 14, top: 26, bottom: height - 44,
        xs: [-5, 5], ys: [0, 1] });
      const picture = F.canvas(width, height,
        p.axes({ xTicks: [-4, -2, 0, 2, 4], yTicks: [0, 0.5, 1], xName: "x", yName: "a = σ(wx + b)" }),
        svg("path", { d: `M${p.left},${p.y(0.5)}H${p.right}`, class: "guide" }));
      const edge = w === 0 ? NaN : -b / w;
      if (edge > -5 && edge < 5) {
        picture.append(svg("path", { d: `M${p.x(edge)},${p.top}V${p.bottom}`, class: "guide" }),
          svg("text", { x: p.x(edge) + 5, y: p.top + 10, class: "tick" }, "z = 0"));
      }
      xs.forEach((x, i) => picture.append(svg("path", {
        d: `M${p.x(x)},${p.y(ys[i])}V${p.y(sigmoid(w * x + b))}`,
        class: `gap ${ys[i] ? "two" : "one"}` })));
      picture.append(p.curve((x) => sigmoid(w * x + b), "three"));
      xs.forEach((x, i) => picture.append(F.handle({
        label: say("point", { i: i + 1, y: ys[i] }), x: p.x(x), y: p.y(ys[i]),
        square: ys[i] === 1, className: ys[i] ? "two" : "one", value: x, min: -5, max: 5, step: 0.1,
        text: say("pointAt", { x: number(x, 1), a: number(sigmoid(w * x + b), 3) }),
        place: p.fromX,
        move: (v) => { xs[i] = Math.round(v * 10) / 10; frame.redraw(); },
      })));
      picture.append(
        svg("text", { x: p.left + 8, y: p.y(1) + 20, class: "tick two" }, say("labelOf", { y: 1 })),
        svg("text", { x: p.right - 4, y: p.y(0) - 12, class: "tick one end" }, say("labelOf", { y: 0 })));
      return picture;
    }

    return {
      goal: { text: say("goalModel", { J: number(GOAL) }), reached: () => byHand && String(xs) === String(START.xs) && costAndGradients(w, b, xs, ys).J < GOAL },
      controls: [sliders.w.node, sliders.b.node],
      buttons: [stepOnce, learn],
      draw,
      state: () => say("modelState", {
        w: number(w), b: number(b), J: number(costAndGradients(w, b, xs, ys).J, 4), m: xs.length,
        right: xs.filter((x, i) => (w * x + b >= 0 ? 1 : 0) === ys[i]).length,
      }),
      reset() {
        halt();
        byHand = true;
        ({ w, b, xs, ys } = structuredClone(START));
        sliders.w.set(w);
        sliders.b.set(b);
      },
    };
  });
})();

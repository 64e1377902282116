/* Chapter 9: one parameter and its cost. Choose a start and a learning rate; step downhill. */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { svg, say, number } = F;

  const parabola = (w) => (w - 2) ** 2 + 1;
  const parabolaSlope = (w) => 2 * (w - 2); // β = 2

  F.define(["descent"], {
    startW: ["Start w", "출발점 w"],
    rate: ["Learning rate α", "학습률 α"],
    stepDown: ["Take one step", "한 걸음"],
    ten: ["Take ten", "열 걸음"],
    here: ["Where you stand", "지금 위치"],
    descentState: [
      "Step {k}: w = {w}, J = {J}, slope {g}. The next step is predicted to lower J by α·slope² = {p}; it changes J by {d}.",
      "{k}걸음: w = {w}, J = {J}, 기울기 {g}. 다음 걸음은 J를 α·기울기² = {p}만큼 낮출 것으로 예측됩니다. 실제 변화는 {d}입니다.",
    ],
    goalDescent: ["Stand within 0.01 of the lowest point after two steps, but not after one.", "한 걸음이 아니라 두 걸음 만에 가장 낮은 점에서 0.01 안쪽으로 가 보세요."],
    settles: ["At this learning rate each step lands closer to the minimum.", "이 학습률에서는 걸음마다 최솟값에 가까워집니다."],
    overshoots: ["At this learning rate each step lands on the other side, closer.", "이 학습률에서는 걸음마다 반대편으로 넘어가지만 가까워집니다."],
    diverges: ["At this learning rate each step lands farther away.", "이 학습률에서는 걸음마다 더 멀어집니다."],
    circles: ["At this learning rate each step lands just as far on the other side.", "이 학습률에서는 걸음마다 반대편 같은 거리로 넘어갑니다."],
    lands: ["At this learning rate one step lands on the minimum.", "이 학습률에서는 한 걸음에 최솟값에 닿습니다."],
  }, { parabola, parabolaSlope }, (frame) => {
    let start = -1, rate = 0.1, path = [start];
    const begin = (v) => {
      start = Math.round(v * 20) / 20;
      path = [start];
      move.set(start);
      frame.redraw();
    };
    const move = F.slider({ label: say("startW"), min: -2, max: 6, step: 0.05, value: start, change: begin });
    const size = F.slider({ label: say("rate"), min: 0.02, max: 1.2, step: 0.02, value: rate,
      change: (v) => { rate = v; frame.redraw(); } });
    const step = () => {
      const w = path[path.length - 1];
      if (Math.abs(w) < 1e6) path.push(w - rate * parabolaSlope(w));
      return path.length < 10001;
    };
    let left = 0;
    const walk = F.animate(() => {
      step();
      left -= 1;
      frame.redraw();
      return left > 0;
    }, 220);
    const kind = () => {
      const factor = 1 - 2 * rate;
      if (Math.abs(factor) < 1e-9) return say("lands");
      if (Math.abs(factor + 1) < 1e-9) return say("circles");
      return say(factor > 0 ? "settles" : factor > -1 ? "overshoots" : "diverges");
    };
    const near = (w) => Math.abs(w - 2) < 0.01;
    return {
      goal: { text: say("goalDescent"), reached: () => path.length > 2 && near(path[2]) && !near(path[1]) },
      controls: [move.node, size.node],
      buttons: [
        F.button(say("stepDown"), () => { walk.stop(); step(); frame.redraw(); }),
        F.button(say("ten"), () => { left = 10; walk.start(); }),
      ],
      draw(width) {
        const height = 330;
        const p = F.plane({ left: 40, right: width - 12, top: 26, bottom: height - 44, xs: [-3, 7], ys: [0, 18] });
        const picture = F.canvas(width, height,
          p.axes({ xTicks: [-2, 0, 2, 4, 6], yTicks: [0, 6, 12, 18], xName: "w", yName: "J", digits: 0 }),
          p.curve(parabola, "one"));
        const w = path[path.length - 1];
        const g = parabolaSlope(w);
        const shown = path.slice(-40).filter((v) => v >= -3 && v <= 7 && parabola(v) <= 18);
        for (let i = 1; i < shown.length; i += 1) {
          picture.append(svg("path", { class: "trail", d:
            `M${p.x(shown[i - 1])},${p.y(parabola(shown[i - 1]))}L${p.x(shown[i])},${p.y(parabola(shown[i]))}` }));
        }
        shown.forEach((v) => picture.append(
          svg("circle", { cx: p.x(v), cy: p.y(parabola(v)), r: 3.5, class: "dot four" })));
        if (shown.includes(w)) {
          // The tangent as far as the next step: where it ends is the predicted cost.
          const next = w - rate * g;
          const foretold = parabola(w) - rate * g * g;
          const cut = Math.min(1, (18 - 0) / Math.max(1e-9, Math.abs(rate * g * g)), 10 / Math.max(1e-9, Math.abs(rate * g)));
          const t = foretold < 0 ? Math.min(cut, parabola(w) / (rate * g * g)) : cut;
          picture.append(svg("path", { class: "tangent", d:
            `M${p.x(w)},${p.y(parabola(w))}L${p.x(Math.max(-3, Math.min(7, w + t * (next - w))))},${p.y(Math.max(0, parabola(w) + t * (foretold - parabola(w))))}` }));
          picture.append(F.handle({
            label: say("here"), x: p.x(w), y: p.y(parabola(w)), className: "two", value: w, min: -2, max: 6,
            step: 0.05, text: `w = ${number(w)}`, place: p.fromX, move: (v) => { walk.stop(); begin(v); },
          }));
        } else {
          picture.append(svg("text", { x: w > 2 ? p.right : p.left + 6, y: p.top + 14, class: `name two ${w > 2 ? "end" : ""}` },
            w > 2 ? `w = ${number(w, 0)} →` : `← w = ${number(w, 0)}`));
        }
        return picture;
      },
      state() {
        const w = path[path.length - 1];
        const g = parabolaSlope(w);
        return `${say("descentState", {
          k: path.length - 1, w: number(w, 3), J: number(parabola(w), 3), g: number(g, 3),
          p: number(rate * g * g, 3), d: number(parabola(w - rate * g) - parabola(w), 3),
        })} ${kind()}`;
      },
      reset() {
        walk.stop();
        rate = 0.1;
        size.set(rate);
        begin(-1);
      },
    };
  });
})();

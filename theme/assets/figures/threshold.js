/* Chapter 17: the scores of the test pictures and one threshold. The counts are lrlib's, computed
   when the book was built; this script looks them up, and divides. */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { svg, say, number } = F;
  const { found, called, order } = F.threshold;
  const LEVELS = found.length - 1;
  const CATS = found[0], OTHERS = called[0];

  const share = (part, whole) => (whole ? part / whole : 0);
  /** Precision and recall at a level. */
  const shares = (k) => [share(found[k], found[k] + called[k]), share(found[k], CATS)];
  /** How many scores lie between a level and the next. */
  const column = (counts, k) => counts[k] - (k < LEVELS ? counts[k + 1] : 0);

  F.define(["threshold"], {
    threshold: ["Threshold", "임곗값"],
    ofCats: ["cats", "고양이"],
    ofOthers: ["others", "다른 사진"],
    saysNo: ["says “no cat”", "“아님”"],
    saysCat: ["says “cat”", "“고양이”"],
    recognised: ["recognised", "맞힘"],
    alarm: ["false alarm", "잘못 부름"],
    missed: ["missed", "놓침"],
    foundCats: ["found", "찾음"],
    precision: ["Precision", "정밀도"],
    recall: ["Recall", "재현율"],
    othersCalled: ["others called cat", "고양이라고 한 다른 사진"],
    catsFound: ["cats found", "찾은 고양이"],
    thresholdState: [
      "Threshold {t}: “cat” is said of {said} pictures, {found} cats and {called} others. Missed: {missed} cats. Precision {precision}, recall {recall}. {right} % are right.",
      "임곗값 {t}: 사진 {said}장을 “고양이”라고 합니다. 고양이 {found}장, 다른 사진 {called}장입니다. 놓친 고양이는 {missed}장입니다. 정밀도 {precision}, 재현율 {recall}. {right} %가 맞습니다.",
    ],
    goalSure: [
      "Find a threshold at which it still says “cat”, but only of pictures without one.",
      "“고양이”라고 하는 사진은 있지만 그 가운데 고양이는 없는 임곗값을 찾으세요.",
    ],
  }, { shares }, (frame) => {
    const begin = LEVELS / 2;
    let k = begin;
    const slider = F.slider({
      label: say("threshold"), min: 0, max: LEVELS, step: 1, value: k,
      text: (v) => number(v / LEVELS, 3),
      change: (v) => {
        k = v;
        frame.redraw();
      },
    });

    /** One mark a picture, stacked over its score: cats upwards, others downwards. */
    function marks(x, y, width, height) {
      const p = F.plane({ left: x + 4, right: x + width - 4, top: y, bottom: y + height, xs: [0, 1], ys: [-14, 14] });
      const step = (p.right - p.left) / LEVELS;
      const size = Math.min(step, height / 29) - 1.5;
      const group = svg("g", {});
      [[found, 1], [called, -1]].forEach(([counts, side]) => {
        for (let j = 0; j <= LEVELS; j += 1) {
          const good = (j >= k) === (side === 1);
          for (let i = 0; i < column(counts, j); i += 1) {
            const cx = p.x((j + 0.5) / LEVELS), cy = p.y(side * (i + 1));
            const kind = `patch ${good ? "three" : "two"}`;
            group.append(side === 1
              ? svg("rect", { x: cx - size / 2, y: cy - size / 2, width: size, height: size, class: kind })
              : svg("circle", { cx, cy, r: size / 2, class: kind }));
          }
        }
      });
      const line = p.x(k / LEVELS);
      group.append(
        svg("path", { class: "axis", d: `M${p.left},${p.y(0)}H${p.right}` }),
        svg("path", { class: "edge", d: `M${line},${p.top}V${p.bottom}` }),
        svg("text", { x: p.left, y: p.y(5), class: "tick strong" }, say("ofCats")),
        svg("text", { x: p.left, y: p.y(-8), class: "tick strong" }, say("ofOthers")));
      [0, 0.5, 1].forEach((t) => group.append(
        svg("text", { x: p.x(t), y: p.bottom + 16, class: `tick ${t ? (t === 1 ? "end" : "middle") : ""}` }, number(t, 1))));
      group.append(svg("text", { x: p.x(0.75), y: p.bottom + 16, class: "name middle" }, "ŷ"));
      return group;
    }

    /** The ROC curve, and the point of this threshold on it. */
    function curve(x, y, size) {
      const p = F.plane({ left: x + 34, right: x + size, top: y + 22, bottom: y + size - 34, xs: [0, 1], ys: [0, 1] });
      let up = 0, right = 0, d = `M${p.x(0)},${p.y(0)}`;
      for (const label of order) {
        if (label === "1") up += 1;
        else right += 1;
        d += `L${p.x(right / OTHERS).toFixed(1)},${p.y(up / CATS).toFixed(1)}`;
      }
      const group = svg("g", {}, p.axes({ xTicks: [0, 1], yTicks: [0, 1], xName: "", yName: "", digits: 0 }));
      group.append(
        svg("text", { x: p.right, y: p.bottom + 31, class: "tick end" }, say("othersCalled")),
        svg("text", { x: p.left - 4, y: p.top - 8, class: "tick" }, say("catsFound")),
        svg("path", { d: `M${p.x(0)},${p.y(0)}L${p.x(1)},${p.y(1)}`, class: "guide" }),
        svg("path", { d, class: "curve one" }),
        svg("circle", { cx: p.x(called[k] / OTHERS), cy: p.y(found[k] / CATS), r: 6, class: "dot four" }));
      return group;
    }

    /** The four counts, and the two shares read from a column and a row of them. */
    function table(x, y, width) {
      const group = svg("g", {});
      const head = 62, cell = (width - head) / 2, high = 40;
      ["saysNo", "saysCat"].forEach((key, i) => group.append(
        svg("text", { x: x + head + cell * (i + 0.5), y: y + 12, class: "tick middle" }, say(key))));
      const rows = [
        ["ofOthers", [[OTHERS - called[k], "recognised", true], [called[k], "alarm", false]]],
        ["ofCats", [[CATS - found[k], "missed", false], [found[k], "foundCats", true]]],
      ];
      rows.forEach(([key, cells], r) => {
        const top = y + 20 + r * (high + 4);
        group.append(svg("text", { x, y: top + 25, class: "tick" }, say(key)));
        cells.forEach(([count, label, good], c) => {
          const left = x + head + cell * c;
          group.append(
            svg("rect", { x: left, y: top, width: cell - 4, height: high, class: `share ${good ? "right" : "wrong"}` }),
            svg("text", { x: left + cell / 2 - 2, y: top + 17, class: "strong middle" }, String(count)),
            svg("text", { x: left + cell / 2 - 2, y: top + 33, class: "tick middle small" }, say(label)));
        });
      });
      return group;
    }

    function bars(x, y, width) {
      const group = svg("g", {}), head = 108;
      shares(k).forEach((value, i) => {
        const top = y + i * 30, key = i ? "recall" : "precision";
        group.append(
          svg("text", { x, y: top + 16, class: "tick" }, `${say(key)} ${number(value)}`),
          svg("rect", { x: x + head, y: top, width: width - head, height: 22, class: "track" }),
          svg("rect", { x: x + head, y: top, width: (width - head) * value, height: 22, class: "share right" }));
      });
      return group;
    }

    return {
      goal: { text: say("goalSure"), reached: () => found[k] === 0 && called[k] > 0 },
      controls: [slider.node],
      draw(width) {
        if (width >= 560) {
          const side = 232;
          const rest = width - side - 24;
          return F.canvas(width, 380, marks(0, 6, rest, 220), curve(rest + 24, 0, side),
            table(0, 268, rest), bars(rest + 24, 296, side));
        }
        const side = Math.min(width, 280);
        return F.canvas(width, 426 + side, marks(0, 6, width, 190), table(0, 236, width),
          bars(0, 358, width), curve((width - side) / 2, 426, side));
      },
      state() {
        const [precision, recall] = shares(k);
        return say("thresholdState", {
          t: number(k / LEVELS, 3), said: found[k] + called[k], found: found[k], called: called[k],
          missed: CATS - found[k], precision: number(precision), recall: number(recall),
          right: number((100 * (found[k] + OTHERS - called[k])) / (CATS + OTHERS), 1),
        });
      },
      reset() {
        k = begin;
        slider.set(k);
      },
    };
  });
})();

/* Chapter 16 and the front page: training on the cat patches, replayed. Numbers and pictures are
   lrlib's, computed when the book was built; this script only looks them up. */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { svg, say, number } = F;
  const data = F.replay;
  const CATS = 105, OTHERS = 105;

  /** The share of the test set that is on the right side, in percent. */
  const percent = ({ found, called }, k) => (100 * (found[k] + OTHERS - called[k])) / (CATS + OTHERS);

  /** One square of a strip of pictures, drawn anew at each step without a flicker. */
  function square(file, count) {
    const image = svg("image", { href: new URL(file, data.from), width: 64, height: 64 * count });
    const node = svg("svg", { style: "overflow: hidden" }, image);
    return (x, y, size, index) => {
      const place = { x, y, width: size, height: size, viewBox: `0 ${64 * index} 64 64` };
      for (const [key, value] of Object.entries(place)) node.setAttribute(key, value);
      return node;
    };
  }

  F.define(["replay", "replay-small"], {
    replayStep: ["Step", "걸음"],
    play: ["Play", "재생"],
    pause: ["Pause", "멈춤"],
    view: ["Test pictures", "테스트 사진"],
    plain: ["as they are", "그대로"],
    grey: ["grey", "회색으로"],
    green: ["hue turned to green", "색상을 초록으로"],
    violet: ["hue turned to violet", "색상을 보라로"],
    weights: ["The weights w", "가중치 w"],
    trainingSet: ["training set", "훈련 세트"],
    testSet: ["test set", "테스트 세트"],
    cats: ["{n} cats", "고양이 {n}장"],
    others: ["{n} others", "그 밖의 {n}장"],
    saidCat: ["“cat” {n}", "“고양이” {n}"],
    saidNot: ["“no cat” {n}", "“아님” {n}"],
    eye: ["cat's eye", "고양이 눈"],
    fur: ["cat's fur", "고양이 털"],
    ear: ["cat's ear", "고양이 귀"],
    face: ["face", "얼굴"],
    coffee: ["coffee", "커피"],
    sky: ["sky", "하늘"],
    replayCosts: ["J is {train} on the training set and {test} on the test set. ", "J는 훈련 세트에서 {train}, 테스트 세트에서 {test}입니다. "],
    replayState: [
      "Step {k}, test pictures {view}: {right} % are right. “Cat” is said of {found} of {cats} cats and of {called} of {others} others.",
      "{k}걸음, 테스트 사진 {view}: {right}%가 맞습니다. 고양이 {cats}장 가운데 {found}장, 그 밖의 {others}장 가운데 {called}장을 “고양이”라고 합니다.",
    ],
    six: ["The six pictures: {list}.", "사진 여섯 장: {list}."],
    goalLowest: ["Find the step where the cost of the test set is lowest.", "테스트 세트의 비용이 가장 낮은 걸음을 찾으세요."],
    goalBlind: ["Make it miss every cat. Change only the colours.", "색만 바꾸어 모든 고양이를 놓치게 하세요."],
  }, { percent }, (frame, name) => {
    const small = name === "replay-small";
    const names = ["eye", "fur", "ear", "face", "coffee", "sky"];
    const views = Object.keys(data.views);
    const last = data.steps.length - 1;
    const begin = small ? last : 0;
    let k = begin, shown = "plain";
    const now = () => data.views[shown];

    const weights = square("replay-weights.jpg", last + 1);
    const pictures = names.map(() => square("replay-pictures.jpg", views.length * names.length));
    const slider = F.slider({ label: say("replayStep"), min: 0, max: last, step: 1, value: k,
      text: (v) => String(data.steps[v]), change: (v) => { film.stop(); go(v); } });
    const choice = F.choice({ label: say("view"), options: views.map((v) => [v, say(v)]), value: shown,
      change: (v) => { shown = v; frame.redraw(); } });
    function go(v) {
      k = v;
      slider.set(k);
      play.textContent = say(film.running() && k < last ? "pause" : "play");
      frame.redraw();
    }
    const film = F.animate(() => {
      go(Math.min(last, k + 1));
      return k < last;
    }, 260);
    const play = F.button(say("play"), () => {
      if (film.running()) film.stop();
      else {
        if (k === last) k = 0;
        film.start();
      }
      go(k);
    });

    /** Two bars, a true label each, cut where the neuron says "cat" and where it does not. */
    function counts(x, y, width) {
      const group = svg("g", {});
      const rows = [["cats", CATS, now().found[k], true], ["others", OTHERS, now().called[k], false]];
      rows.forEach(([key, all, said, right], i) => {
        const top = y + 30 * i, bar = width - 84, cut = (bar * said) / all;
        group.append(
          svg("text", { x, y: top + 16, class: "tick" }, say(key, { n: all })),
          svg("rect", { x: x + 84, y: top, width: cut, height: 22, class: right ? "share right" : "share wrong" }),
          svg("rect", { x: x + 84 + cut, y: top, width: bar - cut, height: 22, class: right ? "share wrong" : "share right" }));
        if (cut > 72) group.append(svg("text", { x: x + 90, y: top + 16, class: "tick strong" }, say("saidCat", { n: said })));
        if (bar - cut > 84) {
          group.append(svg("text", { x: x + width - 6, y: top + 16, class: "tick strong end" }, say("saidNot", { n: all - said })));
        }
      });
      return group;
    }

    /** Both costs over the steps, with a point on each where the slider stands. */
    function curves(x, y, width, height) {
      const p = F.plane({ left: x + 32, right: x + width - 16, top: y + 26, bottom: y + height - 36, xs: [0, 2000], ys: [0, 1] });
      const high = (v) => p.y(Math.min(1, v));
      const group = svg("g", {}, p.axes({ xTicks: [0, 1000, 2000], yTicks: [0, 1], xName: "", yName: "J", digits: 0 }),
        svg("text", { x: p.right, y: p.bottom + 31, class: "tick end" }, say("replayStep")));
      [["one", data.train.J, "trainingSet"], ["two", now().J, "testSet"]].forEach(([kind, J, label], i) => {
        const d = J.map((v, j) => `${j ? "L" : "M"}${p.x(data.steps[j]).toFixed(1)},${high(v).toFixed(1)}`).join("");
        group.append(
          svg("path", { d, class: `curve ${kind}` }),
          svg("circle", { cx: p.x(data.steps[k]), cy: high(J[k]), r: 5, class: `dot ${kind}` }),
          svg("text", { x: p.right - (i ? 0 : 64), y: p.top - 10, class: `tick end ${kind}` }, say(label)));
      });
      group.append(svg("path", { class: "guide", d: `M${p.x(data.steps[k])},${p.top}V${p.bottom}` }));
      return group;
    }

    return {
      goal: small
        ? { text: say("goalBlind"), reached: () => now().found[k] === 0 }
        : { text: say("goalLowest"), reached: () => shown === "plain" && now().J[k] === Math.min(...now().J) },
      controls: [slider.node, choice.node],
      buttons: [play],
      draw(width) {
        const wide = width >= 560;
        const gap = 8;
        const left = wide ? 172 : 128;
        const inRow = wide ? 6 : 3;
        const size = Math.min(112, (width - gap * (inRow - 1)) / inRow);
        const top = small ? 0 : left + 30;
        const rowHeight = size + 42;
        const barsY = top + rowHeight * (6 / inRow) + 6;
        const picture = F.canvas(width, barsY + 58);
        if (!small) {
          picture.append(svg("text", { x: 0, y: 14, class: "tick" }, say("weights")),
            weights(0, 22, left, k), curves(left + 16, 0, width - left - 16, left + 26));
        }
        names.forEach((key, i) => {
          const x = (i % inRow) * (size + gap) + (width - inRow * (size + gap) + gap) / 2;
          const y = top + Math.floor(i / inRow) * rowHeight;
          const a = now().a[k][i];
          const right = a >= 0.5 === (data.labels[i] === 1);
          picture.append(pictures[i](x, y, size, views.indexOf(shown) * names.length + i),
            svg("rect", { x, y: y + size + 3, width: size, height: 6, class: "track" }),
            svg("rect", { x, y: y + size + 3, width: size * a, height: 6, class: right ? "share right" : "share wrong" }),
            svg("text", { x: x + size / 2, y: y + size + 24, class: `tick middle ${right ? "good" : "bad"}` },
              `${right ? "✓" : "✗"} ŷ = ${number(a)}`),
            svg("text", { x: x + size / 2, y: y + size + 38, class: "tick middle small" }, say(key)));
        });
        picture.append(counts(0, barsY, width));
        return picture;
      },
      state() {
        const text = say("replayState", {
          k: data.steps[k], view: say(shown), right: number(percent(now(), k), 1),
          found: now().found[k], cats: CATS, called: now().called[k], others: OTHERS,
        });
        const costs = say("replayCosts", { train: number(data.train.J[k], 4), test: number(now().J[k], 4) });
        const six = names.map((key, i) => `${say(key)} ${number(now().a[k][i])}`).join(", ");
        return `${text} ${small ? "" : costs}${say("six", { list: six })}`;
      },
      reset() {
        film.stop();
        shown = "plain";
        choice.set(shown);
        go(begin);
      },
    };
  });
})();

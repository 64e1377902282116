/* Chapter 1: a pixel's place in the vector and back; the right flatten and the scrambled one. */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { html, svg, say, number } = F;

  const SIDE = 32;
  const N = SIDE * SIDE * 3;

  /** Position in x of pixel (r, c), channel ch, in a picture `width` pixels wide; and back. */
  const position = (r, c, ch, width) => (r * width + c) * 3 + ch;
  const pixel = (k, width) => [Math.floor(k / (3 * width)), Math.floor(k / 3) % width, k % 3];
  /** Which picture and which of its entries stands at X[k, i], of m pictures of n entries. */
  function source(k, i, m, n, scrambled) {
    if (!scrambled) return [i, k];
    const flat = k * m + i; // images.reshape(n, m)[k, i]
    return [Math.floor(flat / n), flat % n];
  }

  const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  /** A picture as a data address; `at(k)` gives its bytes in the order of x. */
  function paint(at) {
    const canvas = html("canvas", { width: SIDE, height: SIDE });
    const context = canvas.getContext("2d");
    const image = context.createImageData(SIDE, SIDE);
    for (let p = 0; p < SIDE * SIDE; p += 1) {
      for (let ch = 0; ch < 3; ch += 1) image.data[4 * p + ch] = at(3 * p + ch);
      image.data[4 * p + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    return canvas.toDataURL();
  }

  F.define(["pixels"], {
    row: ["Row r", "행 r"],
    column: ["Column c", "열 c"],
    place: ["Position k in x", "x에서의 위치 k"],
    channel: ["Channel", "채널"],
    red: ["red (0)", "빨강 (0)"],
    green: ["green (1)", "초록 (1)"],
    blue: ["blue (2)", "파랑 (2)"],
    example: ["Column i of X", "X의 열 i"],
    flatten: ["Flatten", "평탄화"],
    rightWay: ["images.reshape(m, -1).T", "images.reshape(m, -1).T"],
    wrongWay: ["images.reshape(-1, m)", "images.reshape(-1, m)"],
    pictures: ["The {m} pictures", "사진 {m}장"],
    seen: ["Column {i} of X, drawn as a picture", "X의 열 {i}을(를) 사진으로 그린 것"],
    entries: ["Entries around k", "k 주변의 원소"],
    goalPixels: [
      "With the wrong reshape, find an entry of column 0 that comes from picture 3.",
      "잘못된 reshape에서, 열 0의 원소 가운데 사진 3에서 온 것을 찾으세요.",
    ],
    pixelState: [
      "k = (r·32 + c)·3 + channel = ({r}·32 + {c})·3 + {ch} = {k} of 3072. X[{k}, {i}] is intensity {v}, which is {s} after division by 255. It comes from picture {p}, row {pr}, column {pc}, {name}.",
      "k = (r·32 + c)·3 + 채널 = ({r}·32 + {c})·3 + {ch} = {k} (전체 3072). X[{k}, {i}]의 강도는 {v}, 255로 나누면 {s}입니다. 사진 {p}의 행 {pr}, 열 {pc}, {name}에서 왔습니다.",
    ],
  }, { position, pixel, source }, (frame) => {
    const bytes = decode(F.photographs);
    const m = bytes.length / N;
    const channels = ["red", "green", "blue"];
    const start = { r: 12, c: 9, ch: 0, i: 0, scrambled: false };
    let now = { ...start };
    const k = () => position(now.r, now.c, now.ch, SIDE);
    const entry = (q) => {
      const [p, at] = source(q, now.i, m, N, now.scrambled);
      return bytes[p * N + at];
    };
    const change = (key) => (v) => { now[key] = Number(v); show(); };
    const controls = {
      r: F.slider({ label: say("row"), min: 0, max: SIDE - 1, step: 1, value: 0, text: String, change: change("r") }),
      c: F.slider({ label: say("column"), min: 0, max: SIDE - 1, step: 1, value: 0, text: String, change: change("c") }),
      k: F.slider({ label: say("place"), min: 0, max: N - 1, step: 1, value: 0, text: String,
        change: (v) => { [now.r, now.c, now.ch] = pixel(v, SIDE); show(); } }),
      ch: F.choice({ label: say("channel"), options: channels.map((c, i) => [String(i), say(c)]), value: "0", change: change("ch") }),
      i: F.choice({ label: say("example"), options: [...Array(m).keys()].map((i) => [String(i), String(i)]), value: "0", change: change("i") }),
      scrambled: F.choice({ label: say("flatten"), value: "right",
        options: [["right", say("rightWay")], ["wrong", say("wrongWay")]],
        change: (v) => { now.scrambled = v === "wrong"; show(); } }),
    };
    function set() {
      controls.r.set(now.r);
      controls.c.set(now.c);
      controls.k.set(k());
      controls.ch.set(String(now.ch));
      controls.i.set(String(now.i));
      controls.scrambled.set(now.scrambled ? "wrong" : "right");
    }
    function show() {
      set();
      frame.redraw();
    }
    const originals = [...Array(m).keys()].map((p) => paint((q) => bytes[p * N + q]));
    set();

    const square = (x, y, size, address) => svg("image", {
      x, y, width: size, height: size, href: address, class: "pixelated", preserveAspectRatio: "none" });
    const mark = (x, y, size, r, c) => svg("rect", {
      x: x + (c * size) / SIDE - 2, y: y + (r * size) / SIDE - 2, width: size / SIDE + 4, height: size / SIDE + 4, class: "mark" });

    return {
      goal: { text: say("goalPixels"),
        reached: () => now.scrambled && now.i === 0 && source(k(), 0, m, N, true)[0] === 3 },
      controls: Object.values(controls).map((c) => c.node),
      draw(width) {
        const gap = 8;
        const thumb = Math.min(104, (Math.min(width, 460) - gap * (m - 1)) / m);
        const big = Math.min(256, width - 20);
        const beside = width >= 560;
        const bigX = beside ? 0 : (width - big) / 2;
        const rightX = beside ? big + 28 : 0;
        const rightW = width - rightX;
        const thumbSize = beside ? Math.min(thumb, (rightW - gap * (m - 1)) / m) : thumb;
        const thumbY = beside ? 22 : big + 50;
        const stripY = thumbY + thumbSize + 40;
        const picture = F.canvas(width, beside ? Math.max(big + 30, stripY + 84) : stripY + 84);
        const [p, at] = source(k(), now.i, m, N, now.scrambled);
        const [pr, pc] = pixel(at, SIDE);
        picture.append(svg("text", { x: bigX, y: 14, class: "tick" }, say("seen", { i: now.i })),
          square(bigX, 22, big, paint(entry)), mark(bigX, 22, big, now.r, now.c));
        const target = svg("rect", { x: bigX, y: 22, width: big, height: big, class: "target" });
        target.addEventListener("pointerdown", (event) => {
          const box = target.getBoundingClientRect();
          const clip = (v) => Math.max(0, Math.min(SIDE - 1, Math.floor(v * SIDE)));
          now.c = clip((event.clientX - box.left) / box.width);
          now.r = clip((event.clientY - box.top) / box.height);
          show();
        });
        picture.append(target, svg("text", { x: rightX, y: thumbY - 8, class: "tick" }, say("pictures", { m })));
        originals.forEach((address, q) => {
          const x = rightX + q * (thumbSize + gap);
          picture.append(square(x, thumbY, thumbSize, address),
            svg("text", { x: x + thumbSize / 2, y: thumbY + thumbSize + 14, class: "tick middle" }, String(q)));
          if (q === p) picture.append(mark(x, thumbY, thumbSize, pr, pc));
        });
        // The entries of x around k, as a strip.
        picture.append(svg("text", { x: rightX, y: stripY + 4, class: "tick" }, say("entries")));
        const count = rightW < 330 ? 7 : 9;
        const cell = Math.min(44, rightW / count);
        const first = Math.max(0, Math.min(N - count, k() - (count - 1) / 2));
        for (let q = first; q < first + count; q += 1) {
          const x = rightX + (q - first) * cell;
          const v = entry(q);
          const tint = [0, 0, 0];
          tint[q % 3] = v;
          picture.append(
            svg("rect", { x, y: stripY + 14, width: cell - 2, height: 30, fill: `rgb(${tint})`, class: q === k() ? "swatch now" : "swatch" }),
            svg("text", { x: x + cell / 2 - 1, y: stripY + 59, class: "tick middle" }, String(v)),
            svg("text", { x: x + cell / 2 - 1, y: stripY + 75, class: `tick middle ${q === k() ? "strong" : "faint"}` }, String(q)));
        }
        return picture;
      },
      state() {
        const [p, at] = source(k(), now.i, m, N, now.scrambled);
        const [pr, pc, pch] = pixel(at, SIDE);
        return say("pixelState", {
          r: now.r, c: now.c, ch: now.ch, k: k(), i: now.i, v: entry(k()), s: number(entry(k()) / 255, 3),
          p, pr, pc, name: say(channels[pch]),
        });
      },
      reset() {
        now = { ...start };
        set();
      },
    };
  });
})();

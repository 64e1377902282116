/* Chapter 15: the loop over examples and the matrix product, column by column. */
(function () {
  "use strict";
  const F = window.lrFigures;
  const { html, say, number } = F;
  const { sigmoid } = F.math;

  const X = [[1, 0, 2, -1], [0, 1, 1, 2], [2, -1, 0, 1]];
  const Y = [1, 0, 1, 0];
  const W = [0.5, -1, 0.25];
  const B = 0.5;
  const M = Y.length;

  /** Z, A, dZ, and the sums of the first `k` columns: X[:, :k]·dZ[:k]ᵀ and Σ dZ[:k]. */
  function columns(k) {
    const Z = Y.map((_, i) => X.reduce((sum, row, j) => sum + W[j] * row[i], B));
    const A = Z.map(sigmoid);
    const dZ = A.map((a, i) => a - Y[i]);
    const dw = X.map((row) => row.slice(0, k).reduce((sum, x, i) => sum + x * dZ[i], 0));
    return { Z, A, dZ, dw, db: dZ.slice(0, k).reduce((sum, d) => sum + d, 0) };
  }
  const LOOP = [
    "for i in range(m):",
    "    z = w.T @ X[:, i] + b",
    "    a = sigmoid(z)",
    "    dz = a - Y[0, i]",
    "    dw += X[:, i] * dz",
    "    db += dz",
  ];

  F.define(["columns"], {
    next: ["Next example", "다음 샘플"],
    back: ["Back", "뒤로"],
    all: ["All at once", "한 번에"],
    loop: ["Loop", "반복문"],
    matrix: ["Matrices", "행렬"],
    sumW: ["dw so far", "지금까지의 dw"],
    sumB: ["db so far", "지금까지의 db"],
    predictColumns: ["which entry of dw does the first column of X leave as it is?", "X의 첫 번째 열은 dw의 어느 원소를 그대로 둘까요?"],
    columnsStart: ["No example has been added yet.", "아직 더한 샘플이 없습니다."],
    columnsState: [
      "Example {k} of {m}: z = {z}, dz = {dz}. Column {k} of X times dz is added: dw = ({dw}), db = {db}.",
      "샘플 {m}개 중 {k}번째: z = {z}, dz = {dz}. X의 {k}번째 열에 dz를 곱해 더합니다: dw = ({dw}), db = {db}.",
    ],
    columnsEnd: ["Divided by m: dw = ({dw}), db = {db}.", "m으로 나누면: dw = ({dw}), db = {db}."],
  }, { columns }, (frame) => {
    let k = 0;
    const go = (next) => () => {
      k = Math.max(0, Math.min(M, next()));
      frame.redraw();
    };
    const cell = (value, on, digits) =>
      html("td", { class: on === "now" ? "now" : on ? "done" : "" }, value === null ? "" : number(value, digits));
    const mark = (i) => (i === k - 1 ? "now" : i < k - 1);
    const matrix = (name, rows, digits, seen = () => true) =>
      html("table", { class: "live-matrix" }, html("caption", {}, name),
        html("tbody", {}, ...rows.map((row) =>
          html("tr", {}, ...row.map((v, i) => cell(seen(i) ? v : null, mark(i), digits))))));
    const vector = (name, values, digits) =>
      html("table", { class: "live-matrix" }, html("caption", {}, name),
        html("tbody", {}, ...values.map((v) => html("tr", {}, cell(v, k > 0 ? "now" : false, digits)))));
    return {
      goal: { text: say("predictColumns"), options: [["0", "dw₁"], ["1", "dw₂"], ["2", "dw₃"]], right: "1" },
      controls: [],
      buttons: [F.button(say("back"), go(() => k - 1)), F.button(say("next"), go(() => k + 1)),
        F.button(say("all"), go(() => M))],
      draw() {
        const { Z, dZ, dw, db } = columns(k);
        const seen = (i) => i < k;
        return html("div", { class: "live-columns" },
          html("div", {}, html("p", { class: "live-heading" }, say("loop")),
            html("pre", { class: "live-code" }, ...LOOP.map((line, n) =>
              html("code", { class: k > 0 && n > 0 ? "now" : "" }, `${line}\n`)))),
          html("div", { class: "live-matrices" }, html("p", { class: "live-heading" }, say("matrix")),
            matrix("X (3, 4)", X, 0), matrix("Z = wᵀX + b (1, 4)", [Z], 2, seen),
            matrix("dZ = A − Y (1, 4)", [dZ], 2, seen),
            vector(`X·dZᵀ: ${say("sumW")}`, dw, 2), vector(say("sumB"), [db], 2)));
      },
      state() {
        if (!k) return say("columnsStart");
        const { Z, dZ, dw, db } = columns(k);
        const list = (values) => values.map((v) => number(v, 2)).join(", ");
        const text = say("columnsState", { k, m: M, z: number(Z[k - 1]), dz: number(dZ[k - 1]), dw: list(dw), db: number(db) });
        return k < M ? text : `${text} ${say("columnsEnd", { dw: list(dw.map((v) => v / M)), db: number(db / M) })}`;
      },
      reset() {
        k = 0;
      },
    };
  });
})();

/* The search page: whole words are marked, and excerpts show formulas without TeX's commands. */
(function () {
  "use strict";

  // The results' excerpts are fetched, which a page opened from disk may not do.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  // Other commands, such as \log and \tanh, are read by their names.
  const SIGNS = {
    alpha: "α", beta: "β", gamma: "γ", eta: "η", theta: "θ", lambda: "λ", pi: "π", sigma: "σ",
    varphi: "φ", Delta: "Δ", partial: "∂", sum: "Σ", prod: "Π", int: "∫", sqrt: "√", top: "ᵀ",
    cdot: "·", times: "×", le: "≤", ge: "≥", ne: "≠", approx: "≈", to: "→", leftarrow: "←",
    iff: "⇔", bmod: "mod", infty: "∞", lVert: "‖", rVert: "‖", lfloor: "⌊", rfloor: "⌋",
    dots: "…", cdots: "…", ldots: "…",
  };
  const LAYOUT = /\\(?:left|right|[bB]ig[lr]?|q?quad|textstyle)(?![A-Za-z])/g;

  /** Write a formula in one line, as it is read: from the innermost braces outwards. */
  function plain(tex) {
    let text = tex.slice(2, -2).replace(/&amp;/g, "").replace(/\\\\(\[[^\]]*\])?/g, " ")
      .replace(/\\(?:begin|end)\{\w+\*?\}/g, "").replace(LAYOUT, "")
      .replace(/\\[^A-Za-z]/g, " ");
    const whole = (part) => (/^([\w.−∂]*|\(\w+\))$/u.test(part) ? part : `(${part})`);
    for (let before = ""; before !== text;) {
      before = text;
      text = text.replace(/\\[dt]?frac(\d)(\d)/g, "$1/$2")
        .replace(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g, (_, a, b) => `${whole(a)}/${whole(b)}`)
        .replace(/\\hat\{?(\w)\}?/g, "$1\u0302").replace(/\\tilde\{?(\w)\}?/g, "$1\u0303")
        .replace(/\\(?:bar|overline)\{?(\w)\}?/g, "$1\u0304")
        .replace(/\\sqrt\{([^{}]*)\}/g, (_, part) => `√${whole(part)}`)
        .replace(/\\(?:text|operatorname|math(?:rm|tt|rel)|cancel)\{([^{}]*)\}/g, "$1")
        .replace(/([_^])\{([^{}]*)\}/g, (_, sign, part) => sign + whole(part));
    }
    return text.replace(/\\([A-Za-z]+)/g, (_, name) => SIGNS[name] || name)
      .replace(/[{}]/g, "").replace(/\^ᵀ/g, "ᵀ").replace(/\s+/g, " ");
  }

  const { htmlToText, _parseQuery } = Search;
  Search.htmlToText = (html, anchor) =>
    htmlToText(html.replace(/\\\([\s\S]+?\\\)|\\\[[\s\S]+?\\\]/g, plain), anchor);

  // What is looked for in Korean are pairs of letters; what is marked is the word without particle.
  Search._parseQuery = (query) => {
    const parsed = _parseQuery(query);
    const words = wordsOf(query.toLowerCase())
      .filter((word) => !stopwords.includes(word) && !/^\d+$/.test(word));
    if (SPHINX_HIGHLIGHT_ENABLED) localStorage.setItem("sphinx_highlight_terms", words.join(" "));
    return [...parsed.slice(0, 3), new Set(words), parsed[4]];
  };
})();

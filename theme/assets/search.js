/* The search page: whole words are marked, and excerpts show formulas without TeX's commands. */
(function () {
  "use strict";

  // The results' excerpts are fetched, which a page opened from disk may not do.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  const SIGNS = {
    alpha: "α", beta: "β", lambda: "λ", sigma: "σ", Delta: "Δ", partial: "∂", sum: "Σ", top: "ᵀ",
    cdot: "·", times: "×", le: "≤", ge: "≥", ne: "≠", approx: "≈", to: "→", infty: "∞",
  };

  /** Write a formula in one line, as it is read: from the innermost braces outwards. */
  function plain(tex) {
    let text = tex.slice(2, -2).replace(/&amp;/g, "").replace(/\\\\(\[[^\]]*\])?/g, " ")
      .replace(/\\(?:begin|end)\{\w+\*?\}/g, "").replace(/\\[^A-Za-z]/g, "");
    const whole = (part) => (/^([\w.−∂]*|\(\w+\))$/u.test(part) ? part : `(${part})`);
    for (let before = ""; before !== text;) {
      before = text;
      text = text.replace(/\\[dt]?frac(\d)(\d)/g, "$1/$2")
        .replace(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g, (_, a, b) => `${whole(a)}/${whole(b)}`)
        .replace(/\\hat\{?(\w)\}?/g, "$1\u0302")
        .replace(/\\(?:text|operatorname|mathrm)\{([^{}]*)\}/g, "$1")
        .replace(/([_^])\{([^{}]*)\}/g, (_, sign, part) => sign + whole(part));
    }
    return text.replace(/\\(log|exp|max|min)/g, "$1")
      .replace(/\\([A-Za-z]+)/g, (_, name) => SIGNS[name] || "")
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

(() => {
  const table = document.getElementById("class");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const number = parseFloat(text);
    return Number.isNaN(number) || /[^\d.\s✓✗!⧖▣–?…✎-]/.test(text) ? text : number;
  };
  const order = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), undefined, { numeric: true });
  };
  for (const head of table.tHead.rows[0].cells) {
    const button = head.querySelector("button");
    if (!button) continue;
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const column = head.cellIndex;
      const keyed = rows.map((row) => [value(row, column), row]);
      keyed.sort((a, b) => order(a[0], b[0]) * (down && a[0] !== "" && b[0] !== "" ? -1 : 1));
      body.append(...keyed.map((pair) => pair[1]));
    });
  }
  const texts = rows.map((row) => {
    const titles = [...row.querySelectorAll("[title]")].map((cell) => cell.title);
    return [row.textContent, ...titles].join(" ").toLowerCase();
  });
  const find = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, i) => {
      row.hidden = !wanted.every((word) => texts[i].includes(word));
      count += !row.hidden;
    });
    shown.textContent = `${count} of ${rows.length} shown`;
  };
  search.addEventListener("input", find);
  document.getElementById("tools").hidden = false;
  find();
})();

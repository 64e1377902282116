"""Axe on a page: what it finds at WCAG 2.2 AA, by night and in Korean only what can differ."""

from axe_playwright_python.sync_playwright import Axe, AxeResults

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOUR = ["color-contrast", "link-in-text-block"]  # whose result can differ on the dark page
RUN = "([context, options]) => axe.run(context, options).then(({ violations }) => ({ violations }))"
# Marks one text of each look: its colours, its size, its weight, and all that it stands on.
LOOKS = """() => {
  const known = new Map([[null, '']]), seen = new Set();
  const ground = (node) => {
    if (!known.has(node)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(node);
      const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
      const below = ground(node.parentElement);
      const same = own === 'rgba(0, 0, 0, 0) none 1';
      known.set(node, same ? below : `${own} on ${below}`);
    }
    return known.get(node);
  };
  for (const node of document.body.querySelectorAll('*')) {
    const field = node.matches('button, input, select, textarea');
    if (!field && ![...node.childNodes].some(c => c.nodeType === 3 && c.data.trim())) continue;
    const { color, fontSize, fontWeight, textDecorationLine, textShadow } = getComputedStyle(node);
    const link = node.closest('a') && getComputedStyle(node.closest('a').parentElement).color;
    const look = [color, fontSize, fontWeight, textDecorationLine, textShadow, link, ground(node)];
    if (field || !seen.has(look.join())) node.setAttribute('data-look', '');
    seen.add(look.join());
  }
}"""


def violations(page, rules=WCAG, within=None, without=()):
    """Return what axe finds on a page, as a report that is empty if there is nothing.

    Parameters
    ----------
    page : Page
        Where axe is put, once.
    rules : list of str
        Tags or names of rules.
    within : str, optional
        A CSS selector: only what is in such elements is looked at.
    without : sequence of str
        Names of rules that are not tried.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    options["rules"] = {name: {"enabled": False} for name in without}
    context = {"include": [[within]]} if within else {"exclude": []}
    found = AxeResults(page.evaluate(RUN, [context, options]))
    return found.generate_report() if found.violations_count else ""


def violations_in_korean(page):
    """Return what axe finds on a page whose colours and buttons are those of the English one."""
    return violations(page, without=[*COLOUR, "target-size"])


def violations_by_night(page):
    """Return what axe finds in the colours of a dark page that was looked at by day.

    All stands where it stood. So contrast hangs on a text's look alone, and one of each is tried.
    """
    page.evaluate(LOOKS)
    return violations(page, COLOUR, "[data-look]")

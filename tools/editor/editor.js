// The editor of the practice pages, bundled once into theme/assets/practice/editor.js.
// `lrEditor(options)` puts an editor in the place of a text field; see practice.js.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { EditorState, Prec, RangeSetBuilder } from "@codemirror/state";
import {
  Decoration, EditorView, ViewPlugin, drawSelection, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

/** Give each line in sight the style that `hang` returns for its text. */
function hangingLines(hang) {
  const styles = (view) => {
    const builder = new RangeSetBuilder();
    for (const { from, to } of view.visibleRanges) {
      for (let at = from; at <= to;) {
        const line = view.state.doc.lineAt(at);
        const style = Decoration.line({ attributes: { style: hang(line.text) } });
        builder.add(line.from, line.from, style);
        at = line.to + 1;
      }
    }
    return builder.finish();
  };
  return ViewPlugin.fromClass(class {
    constructor(view) {
      this.decorations = styles(view);
    }

    update(update) {
      if (update.docChanged || update.viewportChanged) this.decorations = styles(update.view);
    }
  }, { decorations: (plugin) => plugin.decorations });
}

/**
 * Make an editor, whose long lines are wrapped.
 *
 * parent: where it is put. text: what it holds at first. label, help: its name, and the id of
 * the element that says how to leave it. hang(line) returns the style of a line: how far it is
 * indented where it is wrapped. covered() returns the pixels at the top and the bottom of the
 * window that something covers, where the cursor must not be. onChange(text); onRun(moveOn) for
 * Ctrl-Enter and Shift-Enter. Returns the view, with text() and setText(text).
 */
function lrEditor({ parent, text, label, help, hang, covered, onChange, onRun }) {
  const run = (moveOn) => () => {
    onRun(moveOn);
    return true;
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of([
          { key: "Mod-Enter", run: run(false) },
          { key: "Ctrl-Enter", run: run(false) },
          { key: "Shift-Enter", run: run(true) },
        ])),
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        hangingLines(hang),
        EditorView.scrollMargins.of(covered),
        EditorState.allowMultipleSelections.of(false),
        EditorState.lineSeparator.of("\n"),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        python(),
        syntaxHighlighting(classHighlighter),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": help,
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
          tabindex: "0",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.every((one) => one.isUserEvent("set"))) {
            onChange(update.state.doc.toString());
          }
        }),
      ],
    }),
  });
  view.text = () => view.state.doc.toString();
  view.setText = (now) => {
    if (now === view.text()) return;
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: now },
      userEvent: "set",
    });
  };
  return view;
}

globalThis.lrEditor = lrEditor;

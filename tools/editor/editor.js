// The editor of the practice pages, bundled once into theme/assets/practice/editor.js.
// `lrEditor(options)` puts an editor in the place of a text field; see practice.js.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

/**
 * Make an editor.
 *
 * parent: where it is put. text: what it holds at first. label, help: its name, and the id of
 * the element that says how to leave it. onChange(text); onRun(moveOn) for Ctrl-Enter and
 * Shift-Enter. Returns the view, with text() and setText(text).
 */
function lrEditor({ parent, text, label, help, onChange, onRun }) {
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

/** The editor of the program: CodeMirror with Python, errors at their lines, and a comparison with the lesson's code. */
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory, redo, undo } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { Chunk, unifiedMergeView } from "@codemirror/merge";
import { Compartment, EditorState, Prec, Text, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/**
 * @typedef {{ line: number, message: string, severity: "error" | "warning" }} Mark
 * @typedef {{ name: string, describedBy: string, nonce: string, onChange: () => void, onRun: () => void }} Options
 */

/** The colours of `code.css`. */
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.bool, tags.null], color: "var(--server)" },
  { tag: [tags.string, tags.special(tags.string), tags.number], color: "var(--client)" },
  { tag: tags.comment, color: "var(--soft)" },
]);

const LOOKS = EditorView.theme({
  "&": { backgroundColor: "var(--leaf)", color: "var(--ink)", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "3px solid var(--server)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: "0.75rem" },
  ".cm-gutters": { backgroundColor: "var(--leaf)", color: "var(--soft)", border: "0" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-cursor": { borderInlineStartColor: "var(--ink)", borderInlineStartWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--lit)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--server-wash)", outline: "1px solid var(--server)" },
  ".cm-tooltip": { backgroundColor: "var(--leaf)", color: "var(--ink)", border: "1px solid var(--ink)" },
  ".cm-diagnostic-error": { borderInlineStartColor: "var(--client)" },
  ".cm-deletedChunk": { backgroundColor: "var(--client-wash)", color: "var(--ink)", paddingInlineStart: "0.4rem" },
  ".cm-deletedChunk del, .cm-deletedChunk .cm-deletedText": { textDecoration: "none" },
  ".cm-deletedLine::before": { content: "'− '", color: "var(--client)" },
  "&.cm-merge-b .cm-changedLine": { backgroundColor: "var(--server-wash)" },
  "&.cm-merge-b .cm-changedText, .cm-deletedChunk .cm-deletedText": { background: "none", fontWeight: "600" },
});

/** The editor of one program at a time. */
export class Editor {
  #options;
  #compared = new Compartment();
  #view;
  /** The code that `compare` and `reset` go by. */
  #base = "";

  /**
   * @param {HTMLElement} place
   * @param {Options} options
   */
  constructor(place, options) {
    this.#options = options;
    this.#view = new EditorView({ parent: place, state: this.#stateOf("") });
  }

  get code() {
    return this.#view.state.doc.toString();
  }

  get base() {
    return this.#base;
  }

  /**
   * How many lines differ from another code.
   *
   * @param {string} code
   */
  changedLinesOf(code) {
    const { doc } = this.#view.state;
    const other = Text.of(code.split("\n"));
    const lines = (/** @type {Text} */ text, /** @type {number} */ from, /** @type {number} */ to) =>
      to > from ? text.lineAt(Math.min(to, text.length) - 1).number - text.lineAt(from).number + 1 : 0;
    return Chunk.build(other, doc).reduce(
      (sum, { fromA, toA, fromB, toB }) => sum + Math.max(lines(other, fromA, toA), lines(doc, fromB, toB)),
      0,
    );
  }

  /**
   * Begin with another program, and forget what could be undone.
   *
   * @param {string} code
   * @param {string} base
   */
  open(code, base) {
    this.#base = base;
    this.#view.setState(this.#stateOf(code));
  }

  /** What can be opened again, with all that can be undone. */
  get held() {
    this.compare(false);
    return { state: this.#view.state, base: this.#base };
  }

  /** @param {{ state: EditorState, base: string }} held */
  openAgain({ state, base }) {
    this.#base = base;
    this.#view.setState(state);
  }

  /**
   * Put another text in place, in a way that can be undone.
   *
   * @param {string} code
   */
  put(code) {
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: code },
      annotations: [isolateHistory.of("full"), Transaction.userEvent.of("input.replace")],
    });
  }

  reset() {
    this.put(this.#base);
  }

  undo() {
    undo(this.#view);
    this.#view.focus();
  }

  redo() {
    redo(this.#view);
    this.#view.focus();
  }

  focus() {
    this.#view.focus();
  }

  /**
   * Show what differs from the code that one began from.
   *
   * @param {boolean} on
   */
  compare(on) {
    const merge = () => unifiedMergeView({ original: this.#base, mergeControls: false, gutter: false });
    this.#view.dispatch({ effects: this.#compared.reconfigure(on ? merge() : []) });
  }

  /**
   * Mark lines; what was marked before is not any more.
   *
   * @param {readonly Mark[]} marks
   */
  mark(marks) {
    const { doc } = this.#view.state;
    const found = marks
      .filter(({ line }) => line >= 1 && line <= doc.lines)
      .map(({ line, message, severity }) => {
        const { from, to, text } = doc.line(line);
        return { from: from + text.length - text.trimStart().length, to, message, severity };
      });
    this.#view.dispatch(setDiagnostics(this.#view.state, found));
  }

  /** @param {number} line */
  goTo(line) {
    const { doc } = this.#view.state;
    const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    this.#view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.#view.focus();
  }

  /** @param {string} code */
  #stateOf(code) {
    const { name, describedBy, nonce, onChange, onRun } = this.#options;
    const run = () => {
      onRun();
      return true;
    };
    const says = { "aria-label": name, "aria-describedby": describedBy, spellcheck: "false", autocapitalize: "off" };
    return EditorState.create({
      doc: code,
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorState.tabSize.of(4),
        indentUnit.of("    "),
        lineNumbers(),
        lintGutter(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        python(),
        syntaxHighlighting(COLOURS),
        LOOKS,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(says),
        Prec.highest(
          keymap.of([
            { key: "Mod-Enter", run },
            { key: "Escape", run: leaves },
          ]),
        ),
        keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of(({ docChanged, view }) => {
          if (!docChanged) return;
          view.setTabFocusMode(false);
          onChange();
        }),
        EditorView.domEventHandlers({ blur: (_, view) => view.setTabFocusMode(false) }),
        this.#compared.of([]),
      ],
    });
  }
}

/**
 * After Escape, Tab leaves the editor, until one types again: nothing runs out.
 *
 * @param {EditorView} view
 */
function leaves(view) {
  view.setTabFocusMode(true);
  return true;
}

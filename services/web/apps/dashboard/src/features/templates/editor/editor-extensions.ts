/** What the editor is made of, and how it looks: colours come from the page's tokens, so that they follow its theme. */
import { autocompletion, closeBrackets, closeBracketsKeymap, type CompletionContext, type CompletionResult, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { korean } from "./phrases-ko.ts";
import type { Suggestion } from "./suggestions.ts";

/** What changes with the language of the page. */
export const SPEECH = new Compartment();

export function spoken(language: "en" | "ko", label: string): Extension {
  return [EditorState.phrases.of(language === "ko" ? korean : {}), EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" })];
}

interface Parts {
  language: "en" | "ko";
  label: string;
  onChange: (text: string) => void;
  suggest: (lines: readonly string[], column: number) => { options: Suggestion[]; typed: number } | null;
}

export function editorExtensions({ language, label, onChange, suggest }: Parts): Extension {
  return [
    SPEECH.of(spoken(language, label)),
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    indentUnit.of("  "),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    yaml(),
    syntaxHighlighting(COLOURS),
    autocompletion({ override: [(context) => completed(context, suggest)], icons: false }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onChange(state.doc.toString());
    }),
    EditorView.theme(LOOK),
  ];
}

function completed({ state, pos, explicit }: CompletionContext, suggest: Parts["suggest"]): CompletionResult | null {
  const line = state.doc.lineAt(pos);
  const found = suggest(state.sliceDoc(0, line.to).split("\n"), pos - line.from);
  if (found === null || (!explicit && found.typed === 0 && !/:\s$/.test(line.text.slice(0, pos - line.from)))) return null;
  return {
    from: pos - found.typed,
    options: found.options.map(({ label, detail, apply }) => ({
      label,
      detail,
      apply: (view, _completion, from, to) => {
        view.dispatch({ changes: { from, to, insert: apply }, selection: { anchor: from + apply.length }, userEvent: "input.complete" });
        // What it opened has keys or words of its own.
        if (apply.endsWith(" ")) startCompletion(view);
      },
    })),
    validFor: /^[\w.-]*$/,
  };
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--portal-accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--portal-ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--portal-wait)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--mantine-color-dimmed)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.typeName, tags.labelName], color: "var(--portal-wait)" },
]);

const MONOSPACE = "var(--mantine-font-family-monospace)";
const FLOATING = { border: "1px solid var(--portal-line-strong)", borderRadius: "6px", backgroundColor: "var(--portal-raised)", color: "inherit" };

const LOOK = {
  "&": { height: "100%", backgroundColor: "var(--portal-raised)", color: "var(--mantine-color-text)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--portal-accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: MONOSPACE, lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--mantine-color-text)" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
  ".cm-gutters": { backgroundColor: "var(--portal-raised)", color: "var(--mantine-color-dimmed)", borderRight: "1px solid var(--portal-line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--portal-hover) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--portal-hover)", color: "var(--mantine-color-text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--portal-accent) 25%, transparent)" },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--portal-wait) 22%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--portal-selected)" },
  ".cm-tooltip": FLOATING,
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: MONOSPACE, fontSize: "13px", maxHeight: "15em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--portal-selected)", color: "var(--mantine-color-text)" },
  ".cm-completionDetail": { fontFamily: "var(--portal-font)", fontStyle: "normal", color: "var(--mantine-color-dimmed)", marginLeft: "12px" },
  ".cm-tooltip-lint": { padding: "2px 0", maxWidth: "60ch" },
  ".cm-diagnostic": { fontFamily: "var(--portal-font)", whiteSpace: "pre-line", borderLeftColor: "var(--portal-bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--portal-wait)" },
  ".cm-panels": { backgroundColor: "var(--portal-canvas)", color: "inherit", borderColor: "var(--portal-line)", fontFamily: "var(--portal-font)" },
  ".cm-panel.cm-search label": { fontSize: "12px" },
  ".cm-textfield": { ...FLOATING, fontSize: "12px" },
  ".cm-button": { ...FLOATING, backgroundImage: "none", fontSize: "12px" },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--portal-wait) 35%, transparent)" },
};

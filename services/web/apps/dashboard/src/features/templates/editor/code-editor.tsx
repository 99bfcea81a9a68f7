import { EditorView } from "@codemirror/view";
import type { FileProblem } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { setDiagnostics } from "@codemirror/lint";
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef, useState } from "react";
import { useFindingWords } from "../problems/use-finding-words.ts";
import { diagnosticsOf, offsetOf } from "./diagnostics.ts";
import { editorExtensions, spoken, SPEECH } from "./editor-extensions.ts";
import classes from "./editor.module.css";
import { suggestionsAt } from "./suggestions.ts";

export interface EditorHandle {
  /** Puts the cursor there. */
  goTo: (place: Pick<FileProblem, "line" | "column">) => void;
  /** Puts another text in its place, which can be undone. */
  replace: (text: string) => void;
}

export interface CodeEditorProps {
  first: string;
  problems: readonly FileProblem[];
  onChange: (text: string) => void;
  ref: Ref<EditorHandle>;
}

/** A text editor for YAML, with marks for what the portal found wrong. It is a chunk of its own. */
export default function CodeEditor({ first, problems, onChange, ref }: CodeEditorProps) {
  const { t, language } = useTranslation("templates");
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const label = t("editor.label");
  const words = useFindingWords();
  const changed = useEffectEvent(onChange);
  const marked = useEffectEvent((editor: EditorView) => diagnosticsOf(editor.state.doc, problems, words));
  const suggest = useEffectEvent((lines: readonly string[], column: number) => suggestionsAt(lines, column, language));
  const begin = useEffectEvent((parent: HTMLElement) => {
    const editor = new EditorView({
      parent,
      doc: first,
      extensions: editorExtensions({ language, label, onChange: (text) => changed(text), suggest: (lines, column) => suggest(lines, column) }),
    });
    setView(editor);
    return editor;
  });

  useEffect(() => {
    if (place.current === null) return;
    const editor = begin(place.current);
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    view?.dispatch({ effects: SPEECH.reconfigure(spoken(language, label)) });
  }, [view, language, label]);

  useEffect(() => {
    if (view !== null) view.dispatch(setDiagnostics(view.state, marked(view)));
  }, [view, problems, language]);

  useImperativeHandle(
    ref,
    () => ({
      goTo(where) {
        if (view === null) return;
        const at = offsetOf(view.state.doc, where);
        view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
        view.focus();
      },
      replace(text) {
        view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      },
    }),
    [view],
  );

  return <div ref={place} className={classes.code} />;
}

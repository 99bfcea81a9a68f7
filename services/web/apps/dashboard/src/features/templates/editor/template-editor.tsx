import { Button, Title } from "@mantine/core";
import type { FileProblem, TemplateWritten } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useRef, useState } from "react";
import { findingsTexts } from "../../../app/texts.ts";
import { withTexts } from "../../../app/with-texts.ts";
import panel from "../../../parts/panel.module.css";
import { ProblemLines } from "../problem-lines.tsx";
import { templatesKey } from "../queries.ts";
import { TemplateRefusal } from "../template-problem.tsx";
import { CheckStatus, Destination } from "./check-status.tsx";
import type { EditorHandle } from "./code-editor.tsx";
import { Conflict } from "./conflict.tsx";
import classes from "./editor.module.css";
import { useCheck } from "./use-check.ts";

const CodeEditor = lazy(() => withTexts(findingsTexts, import("./code-editor.tsx")));
const ConfirmDialog = lazy(() => import("../../../parts/confirm-dialog.tsx"));

/** A version of a template. */
export interface Version {
  digest: string;
  yaml: string;
}

interface TemplateEditorProps {
  title: string;
  /** What one begins with. */
  first: string;
  /** The template that is edited, as it is now; without it a new one is made. */
  edited?: { id: string; now: Version };
  /** Where to put the cursor. */
  line?: number | undefined;
  note?: string;
  save: (text: string, basedOn: string) => Promise<TemplateWritten>;
}

const NONE: readonly FileProblem[] = [];

/** Writes a template, checked while one types; nothing is lost by leaving, or by somebody who was faster. */
export function TemplateEditor({ title, first, edited, line, note, save }: TemplateEditorProps) {
  const { t } = useTranslation("templates");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const editor = useRef<EditorHandle | null>(null);
  const [text, setText] = useState(first);
  const [base, setBase] = useState<Version>({ digest: edited?.now.digest ?? "", yaml: first });
  const [kept, setKept] = useState(false);
  const checked = useCheck(text);
  const saving = useMutation({ mutationFn: () => save(text, base.digest) });
  const dirty = text !== base.yaml && !saving.isSuccess;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const problems = checked.check?.problems ?? NONE;
  const overtaken = edited !== undefined && edited.now.digest !== base.digest && !saving.isPending && !saving.isSuccess;
  const maySave = (edited === undefined || dirty) && !saving.isPending && !overtaken;
  const goTo = (problem: Pick<FileProblem, "line" | "column">) => editor.current?.goTo(problem);
  const attach = useCallback(
    (handle: EditorHandle | null) => {
      // The first time it is there.
      if (handle !== null && editor.current === null && line !== undefined) requestAnimationFrame(() => editor.current?.goTo({ line, column: 1 }));
      editor.current = handle;
    },
    [line],
  );

  function submit() {
    const fatal = checked.pending ? undefined : problems.find(({ severity }) => severity === "fatal");
    if (fatal !== undefined) goTo(fatal);
    else if (maySave) {
      saving.mutate(undefined, {
        onSuccess: ({ template_id }) => {
          void queries.invalidateQueries({ queryKey: templatesKey });
          notify("good", t("editor.saved", { name: template_id }));
          void navigate({ to: "/templates/$id", params: { id: template_id }, ignoreBlocker: true });
        },
        // Somebody was faster: what is there now says so.
        onError: () => void queries.invalidateQueries({ queryKey: templatesKey }),
      });
    }
  }
  useShortcut({ keys: "mod+s", label: t("editor.save"), group: title }, submit);

  function take(version: Version) {
    editor.current?.replace(version.yaml);
    setText(version.yaml);
    setBase(version);
    setKept(false);
    saving.reset();
  }

  function leave() {
    if (edited === undefined) void navigate({ to: "/templates" });
    else void navigate({ to: "/templates/$id", params: { id: edited.id } });
  }

  return (
    <div className={classes.page}>
      <div className={panel.head}>
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        <Button variant="default" onClick={leave}>
          {t("editor.discard")}
        </Button>
        <Button leftSection={<IconDeviceFloppy size={15} />} onClick={submit} loading={saving.isPending} disabled={!maySave}>
          {t("editor.save")}
        </Button>
      </div>
      {note !== undefined && <p className={classes.hint}>{note}</p>}
      {overtaken && (
        <Conflict
          id={edited.id}
          base={base.digest}
          now={edited.now.digest}
          onTake={() => take(edited.now)}
          onKeep={() => {
            setBase(edited.now);
            setKept(true);
            saving.reset();
          }}
        />
      )}
      {saving.isError && !overtaken && <TemplateRefusal error={saving.error} />}
      {kept && dirty && !overtaken && (
        <p className={classes.hint} role="status">
          {t("editor.keptMine")}
        </p>
      )}
      <div className={classes.box}>
        <Suspense fallback={<div className={classes.loading}>{t("editor.loading")}</div>}>
          <CodeEditor first={first} problems={problems} onChange={setText} ref={attach} />
        </Suspense>
        <div className={classes.status}>
          <CheckStatus checked={checked} />
          {edited === undefined && <Destination check={checked.check} />}
        </div>
        {problems.length > 0 && (
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keyboard, too
          <div className={classes.list} role="region" aria-label={t("editor.problems")} tabIndex={0}>
            <ProblemLines problems={problems} onGo={goTo} />
          </div>
        )}
      </div>
      <Help />
      <Suspense>
        {blocker.status === "blocked" && (
          <ConfirmDialog
            title={t("editor.leaveTitle")}
            text={t("editor.leaveText")}
            confirm={t("editor.leave")}
            act={() => {
              blocker.proceed();
              return Promise.resolve();
            }}
            onClose={blocker.reset}
          />
        )}
      </Suspense>
    </div>
  );
}

function Help() {
  const { t } = useTranslation("templates");
  return (
    <div>
      <p className={classes.hint}>{t("editor.hint")}</p>
      <details className={`${classes.hint} ${classes.help}`}>
        <summary>{t("editor.help")}</summary>
        <p>{t("editor.helpText")}</p>
        <p>{t("editor.helpMore")}</p>
      </details>
    </div>
  );
}

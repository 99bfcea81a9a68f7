import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import panel from "../../../parts/panel.module.css";
import { templateQuery } from "../queries.ts";
import { TemplateProblem } from "../template-problem.tsx";
import { openedText } from "./opened-file.ts";
import { duplicated, starter } from "./starting-text.ts";
import { TemplateEditor } from "./template-editor.tsx";

const route = getRouteApi("/templates/new");

/** A template that is not there yet: from nothing, from a file, or from another one. */
export function NewTemplatePage() {
  const { from, opened, line } = route.useSearch();
  if (from !== undefined) return <Duplicate key={from} id={from} />;
  return opened === "file" ? <Opened key="opened" /> : <Editor key="new" line={line} />;
}

function Editor({ first, note, line }: { first?: string | undefined; note?: string; line?: number | undefined }) {
  const { t } = useTranslation("templates");
  const { api } = usePortal();
  const [text] = useState(first ?? starter({ name: t("editor.starterName"), comment: t("editor.starterText") }));
  return <TemplateEditor title={t("editor.newTitle")} first={text} line={line} {...(note === undefined ? {} : { note })} save={(written) => api.templates.create(written)} />;
}

function Opened() {
  const { t } = useTranslation("templates");
  const [text] = useState(openedText(useQueryClient()));
  return text === undefined ? <Editor note={t("editor.lost")} /> : <Editor first={text} />;
}

function Duplicate({ id }: { id: string }) {
  const { api } = usePortal();
  const found = useQuery({ ...templateQuery(api, id, Infinity), refetchInterval: false });
  if (found.data !== undefined) return <Editor first={duplicated(found.data.yaml ?? "", `${id}-copy`)} />;
  return <div className={panel.page}>{found.isError ? <TemplateProblem error={found.error} onRetry={() => void found.refetch()} /> : <LoadingFace rows={12} />}</div>;
}

import type { Submission } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { adapted, startOf, type TemplateDraft, type TemplateFields } from "./draft.ts";
import { storedDraft, storedValues } from "./draft-store.ts";
import { TemplateForm } from "./template-form.tsx";
import type { TemplateOf } from "./use-template-job.ts";

export interface BegunProps {
  of: TemplateOf;
  image: string | undefined;
  /** With what that job was. */
  again?: { job: Submission["job_id"]; fields: TemplateFields };
  onReload: () => void;
}

/** With what was written before, if something was. */
export function Begun({ of, image, again, onReload }: BegunProps) {
  const { t } = useTranslation("templateJob");
  const { user } = usePortal();
  const { id, template } = of;
  const [first] = useState((): TemplateDraft => {
    const stored = storedDraft(user.username, id);
    // What was sent and is not decided comes before anything new.
    if (stored !== undefined && stored.pending !== null) return stored;
    if (again !== undefined) return { fields: again.fields, pending: null };
    const fields = stored === undefined ? startOf(template, storedValues(user.username, id)) : adapted(template, stored.fields);
    return { fields: image === undefined ? fields : { ...fields, image, command: "" }, pending: null };
  });
  const note = again === undefined || first.pending !== null ? undefined : t("again", { id: again.job });
  return <TemplateForm of={of} first={first} note={note} onReload={onReload} />;
}

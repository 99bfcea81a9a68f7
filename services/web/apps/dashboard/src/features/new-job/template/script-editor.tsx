import { Textarea } from "@mantine/core";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import panel from "../../../parts/panel.module.css";
import classes from "./template-job.module.css";
import { useMarkWords } from "./use-mark-words.tsx";
import type { TemplateJobForm } from "./use-template-job.ts";

/** The script in the hands of who knows better. */
export default function ScriptEditor({ job, text, locked }: { job: TemplateJobForm; text: string; locked: boolean }) {
  const { t } = useTranslation("templateJob");
  const words = useMarkWords();
  return (
    <div className={panel.body}>
      <Textarea
        aria-label={t("script.title")}
        classNames={{ input: classes.editor }}
        value={text}
        error={words(job.markOf("script"), t("script.wrong"))}
        onChange={(event) => job.set({ script: event.currentTarget.value })}
        rows={24}
        disabled={locked}
        spellCheck={false}
        autoCapitalize="none"
        autoCorrect="off"
      />
    </div>
  );
}

import { Button } from "@mantine/core";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { IconFileImport } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { LARGEST_BYTES, putOpened } from "../editor/opened-file.ts";

/** A template that somebody has as a file: it opens in the editor, where it is checked before it is saved. */
export function OpenFileButton() {
  const { t } = useTranslation("templates");
  const field = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();

  async function open(file: File | undefined) {
    if (file === undefined) return;
    if (file.size > LARGEST_BYTES) {
      notify("bad", t("tooLarge", { name: file.name }));
      return;
    }
    putOpened(queries, await file.text());
    await navigate({ to: "/templates/new", search: { opened: "file" } });
  }

  return (
    <>
      <Button variant="default" leftSection={<IconFileImport size={15} />} onClick={() => field.current?.click()}>
        {t("import")}
      </Button>
      <input
        ref={field}
        type="file"
        accept=".yaml,.yml,application/yaml"
        hidden
        aria-label={t("import")}
        onChange={(event) => {
          void open(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

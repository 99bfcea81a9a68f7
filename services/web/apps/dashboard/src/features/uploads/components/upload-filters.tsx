import { Button, CloseButton, TextInput, UnstyledButton } from "@mantine/core";
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { IconChevronDown, IconDownload, IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePortal } from "../../../app/portal-context.ts";
import { downloadCsv } from "../queries/uploads-csv.ts";
import { hasFilter, KINDS, listOf, STATUSES, toggled, type UploadsSearch } from "../queries/uploads-search.ts";
import type { ChecksMenuProps } from "./checks-menu.tsx";
import { FileTypeSelector } from "./file-type-selector.tsx";
import classes from "./uploads.module.css";

const StatusMenu = onDemand<ChecksMenuProps>("menu", () => import("./checks-menu.tsx"));

const TYPING_MS = 250;

interface UploadFiltersProps {
  search: UploadsSearch;
  /** `replace` while typing, so that "back" does not go letter by letter. */
  onChange: (change: Partial<UploadsSearch>, replace?: boolean) => void;
}

export function UploadFilters({ search, onChange }: UploadFiltersProps) {
  const { t } = useTranslation("uploads");
  const { t: shared } = useTranslation("ui");
  const { api } = usePortal();
  const [busy, setBusy] = useState(false);
  const statuses = listOf(search.status);
  const kinds = listOf(search.type);

  async function csv() {
    setBusy(true);
    try {
      await downloadCsv(api, search);
    } catch (error) {
      notify("bad", t("past.csvFailed", { reason: error instanceof Error ? error.message : String(error) }));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={classes.filters}>
      <div className={classes.filterRow}>
        <NameSearch key={search.q === undefined ? "none" : "some"} q={search.q ?? ""} onChange={(q) => onChange({ q }, true)} />
        <StatusMenu
          items={STATUSES.map((id) => ({ id, label: shared(`uploadStatus.${id}`), checked: statuses.includes(id) }))}
          onToggle={(status) => onChange({ status: toggled(search.status, status) })}
          button={
            <Button variant="default" rightSection={<IconChevronDown size={14} />}>
              {t("past.status")}
            </Button>
          }
        />
        {STATUSES.filter((status) => statuses.includes(status)).map((status) => {
          const name = shared(`uploadStatus.${status}`);
          return (
            <UnstyledButton key={status} className={classes.chip} aria-pressed onClick={() => onChange({ status: toggled(search.status, status) })} aria-label={t("past.remove", { name })}>
              {name} <IconX size={13} aria-hidden />
            </UnstyledButton>
          );
        })}
        {hasFilter(search) && (
          <Button variant="subtle" color="gray" onClick={() => onChange({ status: "", type: "", q: "" })}>
            {t("past.clearFilters")}
          </Button>
        )}
        <span className={classes.space} />
        <Button variant="subtle" color="gray" loading={busy} leftSection={<IconDownload size={15} />} onClick={() => void csv()}>
          {t("past.csv")}
        </Button>
      </div>
      <FileTypeSelector
        kinds={KINDS}
        chosen={kinds}
        onToggle={(kind) => onChange({ type: toggled(search.type, kind) })}
        onAll={() => onChange({ type: "" })}
      />
    </div>
  );
}

function NameSearch({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const { t } = useTranslation("uploads");
  const [text, setText] = useState(q);
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useShortcut({ keys: "/", label: t("keys.search"), group: t("group") }, () => field.current?.focus());

  function type(value: string) {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(value), TYPING_MS);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) field.current?.blur();
  }

  return (
    <TextInput
      ref={field}
      className={classes.search}
      size="xs"
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      placeholder={t("past.search")}
      aria-label={t("past.search")}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={text === "" ? null : <CloseButton size="xs" onClick={() => type("")} aria-label={t("past.clearFilters")} />}
    />
  );
}

import { Button } from "@mantine/core";
import { notify } from "@hpc/ui/notices.tsx";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import type { ChecksMenuProps } from "../../../parts/records/checks-menu.tsx";
import { ClearFilters, FilterChip } from "../../../parts/records/filters.tsx";
import { SearchField } from "../../../parts/records/search-field.tsx";
import { downloadCsv } from "../queries/uploads-csv.ts";
import { hasFilter, KINDS, listOf, STATUSES, toggled, type UploadsSearch } from "../queries/uploads-search.ts";
import { FileTypeSelector } from "./file-type-selector.tsx";
import classes from "./uploads.module.css";

const StatusMenu = onDemand<ChecksMenuProps>("menu", () => import("../../../parts/records/checks-menu.tsx"));

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
        <SearchField value={search.q ?? ""} label={t("past.search")} group={t("group")} onChange={(q) => onChange({ q }, true)} />
        <StatusMenu
          items={STATUSES.map((id) => ({ id, label: shared(`uploadStatus.${id}`), checked: statuses.includes(id) }))}
          onToggle={(status) => onChange({ status: toggled(search.status, status) })}
          button={
            <Button variant="default" rightSection={<IconChevronDown size={14} />}>
              {t("past.status")}
            </Button>
          }
        />
        {STATUSES.filter((status) => statuses.includes(status)).map((status) => (
          <FilterChip key={status} name={shared(`uploadStatus.${status}`)} onRemove={() => onChange({ status: toggled(search.status, status) })} />
        ))}
        {hasFilter(search) && <ClearFilters onClear={() => onChange({ status: "", type: "", q: "" })} />}
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

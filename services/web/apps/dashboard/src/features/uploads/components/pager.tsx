import { ActionIcon } from "@mantine/core";
import type { UploadList } from "@hpc/api/wire.ts";
import { named } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconChevronLeft, IconChevronRight, IconChevronsLeft } from "@tabler/icons-react";
import { useLocation, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DEFAULT_PAGE_SIZE, PAGE_SIZES, parseUploadsSearch, type UploadsSearch } from "../queries/uploads-search.ts";
import classes from "./uploads.module.css";

/**
 * Pages by the server's cursor. A cursor only leads forward, so "previous" is the browser's own "back" when this tab
 * came that way, and the first page otherwise.
 */
export function Pager({ list, search, onGo }: { list: UploadList; search: UploadsSearch; onGo: (search: UploadsSearch, replace?: boolean, fromPageBefore?: boolean) => void }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const router = useRouter();
  const { fromPageBefore } = useLocation().state;
  const limit = search.limit ?? DEFAULT_PAGE_SIZE;
  const page = search.page ?? 1;
  const from = (page - 1) * limit + 1;
  const to = from + list.uploads.length - 1;
  const range = { from: format.count(from), to: format.count(to), total: format.count(list.total) };
  const { next_cursor } = list;
  const first = () => onGo({ ...search, cursor: undefined, page: undefined });

  return (
    <div className={`${classes.pager} tabular`}>
      <label className={classes.rowsLabel}>
        {t("past.rows")}
        <select
          className={classes.select}
          value={limit}
          onChange={(event) => onGo(parseUploadsSearch({ ...search, cursor: undefined, page: undefined, limit: event.currentTarget.value }))}
        >
          {PAGE_SIZES.map((size) => (
            <option key={size} value={size}>
              {size}
            </option>
          ))}
        </select>
      </label>
      <span className={classes.space} />
      <span aria-live="polite">{t("past.range", range)}</span>
      <Arrow label={t("past.first")} disabled={page === 1} onClick={first} icon={<IconChevronsLeft size={16} />} />
      <Arrow
        label={t("past.previous")}
        disabled={page === 1}
        onClick={() => (fromPageBefore === true ? router.history.back() : first())}
        icon={<IconChevronLeft size={16} />}
      />
      <Arrow
        label={t("past.next")}
        disabled={typeof next_cursor !== "string"}
        onClick={() => {
          if (typeof next_cursor === "string") onGo({ ...search, cursor: next_cursor, page: page + 1 }, false, true);
        }}
        icon={<IconChevronRight size={16} />}
      />
    </div>
  );
}

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** "Next" led here, so one step back is the page before. */
    fromPageBefore?: boolean;
  }
}

function Arrow({ label, disabled, onClick, icon }: { label: string; disabled: boolean; onClick: () => void; icon: ReactNode }) {
  return (
    <ActionIcon variant="default" size="sm" disabled={disabled} onClick={onClick} {...named(label)}>
      {icon}
    </ActionIcon>
  );
}

import { ActionIcon } from "@mantine/core";
import { named } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconChevronLeft, IconChevronRight, IconChevronsLeft } from "@tabler/icons-react";
import { useLocation, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./records.module.css";

export interface Paging {
  limit?: number | undefined;
  cursor?: string | undefined;
  /** Counts from 1; only shown. The cursor says where the page begins. */
  page?: number | undefined;
}

interface PagerProps {
  sizes: readonly number[];
  limit: number;
  page: number;
  /** Rows on this page, and in all. */
  rows: number;
  total: number;
  nextCursor: string | null | undefined;
  onGo: (paging: Paging, fromPageBefore: boolean) => void;
}

/**
 * Pages by the server's cursor. A cursor only leads forward, so "previous" is the browser's own "back" when this tab
 * came that way, and the first page otherwise.
 */
export function Pager({ sizes, limit, page, rows, total, nextCursor, onGo }: PagerProps) {
  const { t } = useTranslation("ui");
  const format = useFormat();
  const router = useRouter();
  const { fromPageBefore } = useLocation().state;
  const from = (page - 1) * limit + 1;
  const range = { from: format.count(from), to: format.count(from + rows - 1), total: format.count(total) };
  const first = () => onGo({ limit, cursor: undefined, page: undefined }, false);

  return (
    <div className={`${classes.pager} tabular`}>
      <label className={classes.rowsLabel}>
        {t("pager.rows")}
        <select
          className={classes.select}
          value={limit}
          onChange={(event) => onGo({ limit: Number(event.currentTarget.value), cursor: undefined, page: undefined }, false)}
        >
          {sizes.map((size) => (
            <option key={size} value={size}>
              {size}
            </option>
          ))}
        </select>
      </label>
      <span className={classes.space} />
      <span aria-live="polite">{t("pager.range", range)}</span>
      <Arrow label={t("pager.first")} disabled={page === 1} onClick={first} icon={<IconChevronsLeft size={16} />} />
      <Arrow
        label={t("pager.previous")}
        disabled={page === 1}
        onClick={() => (fromPageBefore === true ? router.history.back() : first())}
        icon={<IconChevronLeft size={16} />}
      />
      <Arrow
        label={t("pager.next")}
        disabled={typeof nextCursor !== "string"}
        onClick={() => {
          if (typeof nextCursor === "string") onGo({ limit, cursor: nextCursor, page: page + 1 }, true);
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

/* eslint-disable jsx-a11y/no-redundant-roles -- laid out as a grid, a table loses the roles that its elements imply */
import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Tick } from "../../../parts/records/tick.tsx";
import { SORTS, type Sort } from "../queries/uploads-search.ts";
import { type ColumnId, SORTABLE } from "./upload-columns.tsx";
import classes from "./uploads.module.css";

interface TableHeadProps {
  ids: readonly string[];
  template: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  allSelected: boolean;
  someSelected: boolean;
  onSelectAll: (all: boolean) => void;
  chooser: ReactNode;
}

export function TableHead({ ids, template, sort, onSort, allSelected, someSelected, onSelectAll, chooser }: TableHeadProps) {
  const { t } = useTranslation("uploads");
  return (
    <thead role="rowgroup" className={classes.tableHead}>
      <tr role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: template }}>
        {ids.map((id) => (
          <th key={id} role="columnheader" scope="col" className={classes.headCell} data-column={id} aria-sort={ariaSort(id, sort)}>
            {id === "select" && (
              <Tick label={t("past.selectAll")} checked={allSelected} some={someSelected && !allSelected} onChange={onSelectAll} />
            )}
            {id === "actions" && chooser}
            {id !== "select" && id !== "actions" && <HeadText id={id as ColumnId} sort={sort} onSort={onSort} />}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function HeadText({ id, sort, onSort }: { id: ColumnId; sort: Sort; onSort: (sort: Sort) => void }) {
  const { t } = useTranslation("uploads");
  if (!SORTABLE.includes(id)) return t(`columns.${id}`);
  const next = SORTS.find((each) => each === (sort === id ? `-${id}` : id)) ?? SORTS[0];
  return (
    <UnstyledButton className={classes.sort} onClick={() => onSort(next)}>
      {t(`columns.${id}`)}
      {sort === id && <IconArrowUp size={13} aria-label={t("past.sortUp")} />}
      {sort === `-${id}` && <IconArrowDown size={13} aria-label={t("past.sortDown")} />}
    </UnstyledButton>
  );
}

function ariaSort(id: string, sort: Sort): "ascending" | "descending" | undefined {
  if (sort === id) return "ascending";
  return sort === `-${id}` ? "descending" : undefined;
}

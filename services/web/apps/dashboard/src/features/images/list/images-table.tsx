import { ActionIcon } from "@mantine/core";
import type { ImageList, ImageRow } from "@hpc/api/images-wire.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useHeldRows } from "../../../parts/live/use-held-rows.ts";
import { WaitingChanges } from "../../../parts/live/waiting-changes.tsx";
import { ColumnChooser, useHiddenColumns } from "../../../parts/records/column-chooser.tsx";
import { LiveTable } from "../../../parts/records/live-table.tsx";
import { type More, useMoreRows } from "../../../parts/records/more-rows.tsx";
import { type ImagesSearch, imageQueryOf } from "../images-search.ts";
import { IMAGE_COLUMNS, NarrowImage, USUALLY_HIDDEN, useImageColumns } from "./image-columns.tsx";

const ALWAYS = ["name"];

interface ImagesTableProps {
  list: ImageList;
  search: ImagesSearch;
  dimmed: boolean;
  more: More;
  onOpen: (row: ImageRow) => void;
}

const idOf = ({ id }: ImageRow) => id;

export function ImagesTable({ list, search, dimmed, more, onOpen }: ImagesTableProps) {
  const { t } = useTranslation("images");
  const [hidden, toggleColumn] = useHiddenColumns("hpc-portal-image-columns", USUALLY_HIDDEN);
  const { rows, gone, waiting, settle, holding } = useHeldRows(list.images, idOf, JSON.stringify(imageQueryOf(search)));
  const columns = useImageColumns(hidden);
  const moreRows = useMoreRows(more);
  const choices = IMAGE_COLUMNS.filter((id) => !ALWAYS.includes(id)).map((id) => ({ id, label: t(`columns.${id}`) }));
  return (
    <>
      <LiveTable
        label={t("title")}
        columns={columns}
        narrow={(row) => <NarrowImage row={row} />}
        rows={rows}
        idOf={idOf}
        total={list.total}
        // By partition, then by name: the server knows no other order.
        sort=""
        onSort={() => undefined}
        dimmed={dimmed}
        gone={gone}
        holding={holding}
        flashOf={({ updated_at }) => updated_at}
        actions={(row) => <CopyPath row={row} />}
        chooser={<ColumnChooser label={t("chooseColumns")} columns={choices} hidden={hidden} onToggle={toggleColumn} />}
        onOpen={onOpen}
        {...moreRows}
      />
      <WaitingChanges count={waiting} onShow={settle} />
    </>
  );
}

function CopyPath({ row: { name, path } }: { row: ImageRow }) {
  const { t } = useTranslation("images");
  const copy = () => void copyText(path).then((copied) => copied && notify("good", t("copiedPath")));
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} {...named(t("copyPath", { name: visibleName(name) }))}>
      <IconCopy size={15} />
    </ActionIcon>
  );
}

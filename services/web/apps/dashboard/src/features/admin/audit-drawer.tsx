import "@hpc/ui/styles/dialogs.ts";
import { Drawer } from "@mantine/core";
import type { AuditEntry } from "@hpc/api/wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { parseTime } from "@hpc/ui/format.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconFileOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { Fact, Facts } from "../../parts/panel.tsx";
import { ActionWords, OutcomeWords } from "./audit-words.tsx";

interface AuditDrawerProps {
  seq: number;
  /** The row, when the list has it. */
  known: AuditEntry | undefined;
  onClose: () => void;
}

/** Everything about one row, linkable by `?show=`. */
export default function AuditDrawer({ seq, known, onClose }: AuditDrawerProps) {
  const dialog = useDialog();
  const { t } = useTranslation("admin");
  const { api } = usePortal();
  // The row stands right below the next one: a cursor is the number that rows are below.
  const asked = useQuery({
    queryKey: ["admin", "audit-row", seq],
    queryFn: ({ signal }) => api.admin.audit({ cursor: String(seq + 1), limit: 1 }, signal),
    enabled: known === undefined,
    staleTime: Infinity,
  });
  const entry = known ?? asked.data?.entries.find((each) => each.seq === seq);
  return (
    <Drawer opened onClose={onClose} position="right" size={460} title={t("audit.entry", { seq })} {...dialog}>
      {entry !== undefined && <Entry entry={entry} />}
      {entry === undefined && asked.isPending && <LoadingFace />}
      {entry === undefined && asked.isError && <ErrorFace error={asked.error} onRetry={() => void asked.refetch()} />}
      {entry === undefined && asked.isSuccess && (
        <EmptyFace icon={<IconFileOff size={28} stroke={1.5} />} title={t("audit.noEntry")} text={t("audit.noEntryText")} />
      )}
    </Drawer>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const same = (search: { actor?: string; object?: string }) => <Link to="/admin/audit" search={search}>{t("audit.same")}</Link>;
  return (
    <Facts>
      <Fact name={t("audit.at")}>
        {format.absolute(parseTime(entry.at))}
        <br />
        <code>{entry.at}</code>
      </Fact>
      <Fact name={t("audit.actor")}>
        {entry.actor === "-" ? t("audit.nobody") : <bdi>{visibleName(entry.actor)}</bdi>} {same({ actor: entry.actor })}
      </Fact>
      <Fact name={t("audit.method")}>
        <code>{entry.method}</code>
      </Fact>
      <Fact name={t("audit.action")}>
        <ActionWords action={entry.action} /> <code>{entry.action}</code>
      </Fact>
      <Fact name={t("audit.object")}>
        <bdi>{visibleName(entry.object)}</bdi> {entry.object !== "" && same({ object: entry.object })}
      </Fact>
      <Fact name={t("audit.outcome")}>
        <OutcomeWords outcome={entry.outcome} />
      </Fact>
      {entry.reason !== "" && <Fact name={t("audit.reason")}>{visibleName(entry.reason)}</Fact>}
      <Fact name={t("audit.address")}>
        <bdi>{entry.address}</bdi>
      </Fact>
      <Fact name={t("audit.request")}>
        <code>{entry.request_id}</code>
      </Fact>
      <Fact name={t("audit.hash")}>
        <code>{entry.hash}</code>
      </Fact>
    </Facts>
  );
}

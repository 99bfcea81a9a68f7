import { Button } from "@mantine/core";
import type { ApiKey, ApiKeyList } from "@hpc/api/wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { visibleName } from "@hpc/ui/name-text.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useNow } from "@hpc/ui/use-now.ts";
import { IconKey } from "@tabler/icons-react";
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "../panel.module.css";

const ConfirmDialog = lazy(() => import("../confirm-dialog.tsx"));

interface KeyListProps {
  keys: UseQueryResult<ApiKeyList>;
  queryKey: readonly unknown[];
  revoke: (id: string) => Promise<void>;
}

export function KeyList({ keys, queryKey, revoke }: KeyListProps) {
  const { t } = useTranslation("identity");
  const queries = useQueryClient();
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const rows = keys.data?.keys;
  return (
    <>
      {keys.isError && rows !== undefined && <StaleNote since={keys.dataUpdatedAt} />}
      {keys.isError && rows === undefined && <ErrorFace error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && (
        <div className={classes.body}>
          <LoadingFace rows={3} />
        </div>
      )}
      {rows?.length === 0 && <EmptyFace icon={<IconKey size={28} stroke={1.5} />} title={t("keys.none")} text={t("keys.noneText")} />}
      <ul className={classes.list}>
        {rows?.map((key) => (
          <li key={key.key_id} className={classes.item}>
            <IconKey size={18} stroke={1.6} className={classes.itemIcon} aria-hidden />
            <KeyFacts apiKey={key} />
            <Button variant="default" onClick={() => setRevoking(key)} aria-label={t("keys.revokeNamed", { name: visibleName(key.name) })}>
              {t("keys.revoke")}
            </Button>
          </li>
        ))}
      </ul>
      <Suspense>
        {revoking !== null && (
          <ConfirmDialog
            title={t("keys.revokeTitle")}
            text={t("keys.revokeText", { name: visibleName(revoking.name) })}
            confirm={t("keys.revoke")}
            act={async () => {
              await revoke(revoking.key_id);
              await queries.invalidateQueries({ queryKey });
              notify("good", t("keys.revoked", { name: visibleName(revoking.name) }));
            }}
            onClose={() => setRevoking(null)}
          />
        )}
      </Suspense>
    </>
  );
}

function KeyFacts({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation("identity");
  const { key_id, name, scopes, networks, last_used_at, last_used_address } = apiKey;
  return (
    <div className={classes.itemBody}>
      <div className={classes.itemHead}>
        <bdi>{visibleName(name)}</bdi>
        <span className={classes.marks}>
          {scopes.map((scope) => (
            <code key={scope}>{scope}</code>
          ))}
        </span>
      </div>
      <div className={`${classes.itemText} tabular`}>
        <Expiry expires={apiKey.expires_at} />
        <span>
          {last_used_at === null ? (
            t("keys.unused")
          ) : (
            <>
              {t("keys.lastUse")} <TimeAgo time={last_used_at} />
              {last_used_address !== null && ` (${last_used_address})`}
            </>
          )}
        </span>
        {networks.length > 0 && <span>{t("keys.onlyFrom", { networks: networks.join(", ") })}</span>}
        <span>hpcp_{key_id}_…</span>
      </div>
    </div>
  );
}

const SOON_MS = 14 * 86_400_000;

function Expiry({ expires }: { expires: string | null }) {
  const { t } = useTranslation("identity");
  const now = useNow();
  if (expires === null) return <span>{t("keys.never")}</span>;
  const left = Date.parse(expires) - now;
  return (
    <span className={left < SOON_MS ? classes.wait : undefined}>
      {left <= 0 ? t("keys.expired") : t("keys.expires")} <TimeAgo time={expires} />
    </span>
  );
}

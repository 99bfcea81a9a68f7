import { Button } from "@mantine/core";
import type { PortalSession, SessionList as Sessions } from "@hpc/api/wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { StaleNote } from "@hpc/ui/faces/stale-note.tsx";
import { notify } from "@hpc/ui/notices.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { IconDevices } from "@tabler/icons-react";
import { useMutation, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "../panel.module.css";
import { ProblemAlert } from "../problem-alert.tsx";
import { DeviceIcon, DeviceWords } from "./device-words.tsx";

interface SessionListProps {
  sessions: UseQueryResult<Sessions>;
  queryKey: readonly unknown[];
  end: (id: string) => Promise<void>;
}

/** Where somebody is signed in, the latest use first. */
export function SessionList({ sessions, queryKey, end }: SessionListProps) {
  const { t } = useTranslation("identity");
  const queries = useQueryClient();
  const ending = useMutation({
    mutationFn: ({ id }: PortalSession) => end(id),
    onSuccess: () => notify("good", t("sessions.ended")),
    // Also when it was gone already: then the list is old.
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  const rows = sessions.data?.sessions;
  return (
    <>
      {ending.isError && (
        <div className={classes.body}>
          <ProblemAlert error={ending.error} />
        </div>
      )}
      {sessions.isError && rows !== undefined && <StaleNote since={sessions.dataUpdatedAt} />}
      {sessions.isError && rows === undefined && <ErrorFace error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && (
        <div className={classes.body}>
          <LoadingFace rows={3} />
        </div>
      )}
      {rows?.length === 0 && <EmptyFace icon={<IconDevices size={28} stroke={1.5} />} title={t("sessions.none")} text={t("sessions.noneText")} />}
      <ul className={classes.list}>
        {rows?.map((session) => (
          <li key={session.id} className={classes.item}>
            <DeviceIcon userAgent={session.user_agent} />
            <SessionFacts session={session} />
            {!session.current && (
              <Button
                variant="default"
                loading={ending.isPending && ending.variables.id === session.id}
                onClick={() => ending.mutate(session)}
                aria-label={t("sessions.endNamed", { address: session.address })}
              >
                {t("sessions.end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function SessionFacts({ session: { user_agent, current, address, method, last_used_at, created_at } }: { session: PortalSession }) {
  const { t } = useTranslation("identity");
  return (
    <div className={classes.itemBody}>
      <div className={classes.itemHead}>
        <DeviceWords userAgent={user_agent} />
        {current && <span className={classes.mark}>{t("sessions.current")}</span>}
      </div>
      <div className={`${classes.itemText} tabular`}>
        <span>
          {t("sessions.from")} <bdi>{address}</bdi>
        </span>
        <span>{t(isMethod(method) ? `method.${method}` : "method.other", { method })}</span>
        <span>
          {t("sessions.lastUse")} <TimeAgo time={last_used_at} />
        </span>
        <span>
          {t("sessions.began")} <TimeAgo time={created_at} />
        </span>
      </div>
    </div>
  );
}

const METHODS = ["password", "ldap", "oidc", "test"] as const;

function isMethod(method: string): method is (typeof METHODS)[number] {
  return METHODS.some((each) => each === method);
}

import { Button } from "@mantine/core";
import type { AuditEntry } from "@hpc/api/wire.ts";
import { IconArrowUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import classes from "../../parts/records/records.module.css";
import type { AuditSearch } from "./audit-search.ts";
import { auditNewsQuery, MOST_NEWS } from "./queries.ts";

/** How many rows came since; they are shown when asked for, so that nothing moves under the pointer. */
export function AuditNews({ newest, search, onShow }: { newest: number; search: AuditSearch; onShow: () => void }) {
  const { t } = useTranslation("admin");
  const { api, user } = usePortal();
  const news = useQuery(auditNewsQuery(api, search)).data;
  const count = news === undefined ? 0 : newsIn(news.entries, newest, user.username);
  return (
    <div role="status">
      {count > 0 && (
        <div className={classes.news}>
          <Button variant="subtle" leftSection={<IconArrowUp size={15} />} onClick={onShow}>
            {t(count >= MOST_NEWS ? "audit.manyNews" : "audit.news", { count })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Looking at the log is recorded too: one's own looking is no news. */
export function newsIn(entries: readonly AuditEntry[], newest: number, username: string): number {
  return entries.filter(({ seq, action, actor }) => seq > newest && !(action === "audit.read" && actor === username)).length;
}

import { ActionIcon, Button, Title } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";
import { ApiProblem, SignedOut, Unreachable } from "@hpc/api/problem.ts";
import { useState } from "react";
import { useTranslation } from "../i18n/i18n.ts";
import { copyText } from "../copy-text.ts";
import { named } from "../tips.tsx";
import classes from "./face.module.css";

/** What happened, what was kept, what to do, and the request id to quote. */
export function ErrorFace({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("ui");
  return (
    <div className={classes.face} role="alert">
      <IconAlertTriangle className={classes.bad} size={28} stroke={1.5} aria-hidden />
      <Title order={3}>{t("faces.errorTitle")}</Title>
      <div className={classes.text}>
        <ErrorSentence error={error} /> {t("faces.kept")}
      </div>
      {onRetry !== undefined && (
        <Button variant="default" onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
      {error instanceof ApiProblem && error.requestId !== undefined && <RequestId id={error.requestId} />}
    </div>
  );
}

export function ErrorSentence({ error }: { error: unknown }) {
  return useErrorSentence()(error);
}

/** The same where only text fits. */
export function useErrorSentence(): (error: unknown) => string {
  const { t } = useTranslation("ui");
  return (error) => {
    if (error instanceof Unreachable) return t("faces.unreachable");
    if (error instanceof SignedOut) return t("faces.signedOut");
    if (error instanceof ApiProblem && error.status === 429) return t("faces.limited");
    if (error instanceof ApiProblem && isTold(error.code)) return t(`faces.${error.code}`);
    if (error instanceof ApiProblem && error.status < 500) return error.detail ?? error.message;
    return t("faces.server");
  };
}

/** Refusals of any route that have words of their own. */
const TOLD = ["cross_origin", "open_mode_elsewhere", "permission_missing"] as const;

function isTold(code: string): code is (typeof TOLD)[number] {
  return TOLD.some((each) => each === code);
}

export function RequestId({ id }: { id: string }) {
  const { t } = useTranslation("ui");
  const [copied, setCopied] = useState(false);
  return (
    <div className={classes.id}>
      {t("faces.requestId")} <code>{id}</code>
      <ActionIcon variant="subtle" color="gray" size="sm" onClick={() => void copyText(id).then(setCopied)} {...named(t("faces.copy"))}>
        {copied ? <IconCheck size={14} aria-label={t("faces.copied")} /> : <IconCopy size={14} />}
      </ActionIcon>
    </div>
  );
}

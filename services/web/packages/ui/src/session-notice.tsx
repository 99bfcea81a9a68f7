import { Button } from "@mantine/core";
import type { Session } from "@hpc/api/session.ts";
import type { Ending } from "@hpc/api/session-clock.ts";
import { IconClock } from "@tabler/icons-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "./i18n/i18n.ts";
import classes from "./bars.module.css";

interface SessionNoticeProps {
  session: Session;
  /** Opens the sign-in where one is; without it, words have to do. */
  onSignIn?: () => void;
}

/** Says a minute before that the session ends, and offers what helps. */
export function SessionNotice({ session, onSignIn }: SessionNoticeProps) {
  const ending = useSyncExternalStore(session.watchEnding, session.ending);
  const status = useSyncExternalStore(session.subscribe, session.status);
  if (ending === null || status !== "signed-in") return null;
  return <Notice key={ending.at} ending={ending} session={session} onSignIn={onSignIn} />;
}

function Notice({ ending, session, onSignIn }: { ending: Ending; session: Session; onSignIn: (() => void) | undefined }) {
  const { t, language } = useTranslation("ui");
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(ending.at);

  function stay() {
    setBusy(true);
    session.refresh().then(
      () => setBusy(false),
      () => {
        setFailed(true);
        setBusy(false);
      },
    );
  }

  return (
    <div className={classes.ending} role="alert">
      <IconClock size={18} aria-hidden />
      <span className={classes.words}>
        {t(ending.renewable ? "ending.renewable" : "ending.final", { time })} {failed && t("ending.failed")}
      </span>
      <SecondsLeft until={ending.at} />
      {ending.renewable && (
        <Button onClick={stay} loading={busy}>
          {t("ending.stay")}
        </Button>
      )}
      {!ending.renewable && onSignIn !== undefined && <Button onClick={onSignIn}>{t("ending.signIn")}</Button>}
    </div>
  );
}

/** For the eye: read out each second, it would drown everything else. */
function SecondsLeft({ until }: { until: number }) {
  const { t } = useTranslation("ui");
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="tabular" aria-hidden>
      {t("ending.left", { seconds: Math.max(0, Math.ceil((until - now) / 1000)) })}
    </span>
  );
}

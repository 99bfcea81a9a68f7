import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { JobsSearch } from "../../../parts/jobs/jobs-search.ts";
import classes from "../jobs.module.css";

/** The queue, and what accounting remembers. */
export function JobTabs({ finished, linkTo }: { finished: boolean; linkTo: (to: "finished" | undefined) => JobsSearch }) {
  const { t } = useTranslation("jobs");
  return (
    <nav className={classes.tabs} aria-label={t("tabs.label")}>
      <Link to="/jobs" search={linkTo(undefined)} className={classes.tab} aria-current={finished ? undefined : "page"}>
        {t("tabs.queue")}
      </Link>
      <Link to="/jobs" search={linkTo("finished")} className={classes.tab} aria-current={finished ? "page" : undefined}>
        {t("tabs.finished")}
      </Link>
    </nav>
  );
}

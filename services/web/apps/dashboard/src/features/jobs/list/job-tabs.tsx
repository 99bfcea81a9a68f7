import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { type JobsSearch, switched } from "../../../parts/jobs/jobs-search.ts";
import tabs from "../../../parts/tabs.module.css";

/** They differ in the search only. */
const EXACT = { exact: true, includeSearch: true };

/** The queue, and what accounting remembers. */
export function JobTabs({ search }: { search: JobsSearch }) {
  const { t } = useTranslation("jobs");
  return (
    <nav className={tabs.tabs} aria-label={t("tabs.label")}>
      <Link to="/jobs" search={search.in === undefined ? search : switched(search, undefined)} activeOptions={EXACT} className={tabs.tab}>
        {t("tabs.queue")}
      </Link>
      <Link to="/jobs" search={search.in === "finished" ? search : switched(search, "finished")} activeOptions={EXACT} className={tabs.tab}>
        {t("tabs.finished")}
      </Link>
    </nav>
  );
}

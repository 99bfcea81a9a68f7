import type { JobView } from "@hpc/api/cluster-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { JobsSearch } from "../../../parts/jobs/jobs-search.ts";
import { Fact, Facts, Panel } from "../../../parts/panel.tsx";
import { useTresWords } from "../../../parts/words/tres-words.ts";
import classes from "./job.module.css";

/** What it was submitted with. */
export function FactsPanel({ view }: { view: JobView }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const tres = useTresWords();
  const { job, detail } = view;
  const filter = (search: JobsSearch, text: string) => (
    <Link to="/jobs" search={search} className={classes.link}>
      {text}
    </Link>
  );
  const exit = job.exit_code;
  const facts: [name: string, value: ReactNode][] = [
    [t("columns.partition"), filter({ partition: job.partition }, job.partition)],
    [t("columns.account"), job.account === "" ? "" : filter({ account: job.account }, job.account)],
    [t("columns.qos"), job.qos === "" ? "" : filter({ qos: job.qos }, job.qos)],
    [t("columns.priority"), format.count(job.priority)],
    [t("facts.exit"), exit == null ? "" : exit.signal === 0 ? String(exit.status) : t("facts.signal", { status: exit.status, signal: exit.signal })],
    [t("facts.asked"), tres.amounts(detail?.requested_tres ?? "")],
    [t("facts.features"), view.features],
    [t("columns.reservation"), view.reservation === "" ? "" : filter({ reservation: view.reservation }, view.reservation)],
    [t("facts.licenses"), detail?.licenses ?? ""],
    [t("facts.required"), detail?.required_nodes ?? ""],
    [t("facts.excluded"), detail?.excluded_nodes ?? ""],
    [t("facts.submitHost"), detail?.submit_host ?? ""],
    [t("facts.restarts"), job.restarts === 0 ? "" : format.count(job.restarts)],
    [t("facts.comment"), view.comment],
  ];
  return (
    <Panel id="facts" title={t("facts.title")}>
      <Facts>
        {facts
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
      </Facts>
    </Panel>
  );
}

import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { expandHosts } from "../nodes/hosts.ts";

const NAMED = 16;

/** Each node a link; of very many the first ones, and the short form for all. */
export function NodeLinks({ hosts, count }: { hosts: string; count: number }) {
  const { t } = useTranslation("jobParts");
  const names = expandHosts(hosts).slice(0, NAMED);
  return (
    <>
      {names.map((name, index) => (
        <span key={name}>
          {index > 0 && ", "}
          <Link to="/nodes/$name" params={{ name }}>
            {name}
          </Link>
        </span>
      ))}
      {count > names.length && names.length > 0 && (
        <>
          {" "}
          {t("andMore", { count: count - names.length })} <code>{hosts}</code>
        </>
      )}
    </>
  );
}

import type { Source } from "@hpc/api/wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "../panel.module.css";

const PERMISSIONS = ["dashboard", "cae", "vnc", "app", "admin"] as const;

function isPermission(permission: string): permission is (typeof PERMISSIONS)[number] {
  return PERMISSIONS.some((each) => each === permission);
}

/** Where somebody's password is kept, and by whom. */
export function SourceWords({ source }: { source: string }) {
  const { t } = useTranslation("identity");
  return isSource(source) ? t(`source.${source}`) : source;
}

const SOURCES: readonly Source[] = ["local", "ldap", "oidc", "service"];

function isSource(source: string): source is Source {
  return SOURCES.some((each) => each === source);
}

/** What one may do, each in words; the portal's own word is in the title. */
export function Permissions({ permissions }: { permissions: readonly string[] }) {
  const { t } = useTranslation("identity");
  if (permissions.length === 0) return t("permission.none");
  return permissions.map((permission, index) => (
    <span key={permission} title={permission}>
      {index > 0 && ", "}
      {isPermission(permission) ? t(`permission.${permission}`) : permission}
    </span>
  ));
}

export function Names({ names }: { names: readonly string[] }) {
  return (
    <span className={classes.marks}>
      {names.map((name) => (
        <code key={name}>{name}</code>
      ))}
    </span>
  );
}

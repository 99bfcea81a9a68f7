import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import identityClasses from "../../parts/identity/identity.module.css";
import { Permissions } from "../../parts/identity/person-words.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { groupsQuery } from "./queries.ts";

interface GroupChoiceProps {
  chosen: readonly string[];
  onChange: (groups: string[]) => void;
  /** They can be seen, not changed. */
  readOnly: boolean;
}

/** The groups that mean something here, each with what it permits. */
export function GroupChoice({ chosen, onChange, readOnly }: GroupChoiceProps) {
  const { t } = useTranslation("admin");
  const { api } = usePortal();
  const groups = useQuery(groupsQuery(api));
  const known = groups.data ?? [];
  const others = chosen.filter((name) => !known.some((group) => group.name === name)).map((name) => ({ name, permissions: [] }));
  const toggle = (name: string) => onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <fieldset className={identityClasses.group}>
      <legend>{t("groups.legend")}</legend>
      {groups.isError && <ProblemAlert error={groups.error} />}
      <div className={identityClasses.choices}>
        {[...known, ...others].map(({ name, permissions }) => (
          <Checkbox
            key={name}
            size="sm"
            checked={chosen.includes(name)}
            disabled={readOnly}
            onChange={() => toggle(name)}
            label={name}
            description={permissions.length === 0 ? t("groups.nothing") : <Permissions permissions={permissions} />}
          />
        ))}
      </div>
    </fieldset>
  );
}

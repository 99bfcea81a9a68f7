import "@hpc/ui/styles/fields.ts";
import { PasswordInput } from "@mantine/core";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./identity.module.css";
import { strengthOf } from "./password-strength.ts";

interface NewPasswordProps {
  value: string;
  onChange: (value: string) => void;
  username: string;
  label: string;
}

/** A password to be set: shown or hidden, and said at once whether it is long enough. */
export function NewPassword({ value, onChange, username, label }: NewPasswordProps) {
  const { t } = useTranslation("identity");
  const { t: shared } = useTranslation("ui");
  const strength = strengthOf(value, username);
  const words = strength.weak === null ? t(`strength.${strength.level}`) : t(`strength.${strength.weak}`, { count: strength.missing });
  const tone = strength.weak === null ? classes.enough : classes.weak;
  return (
    <div>
      <PasswordInput
        name="new-password"
        label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autoComplete="new-password"
        required
        withAsterisk={false}
        aria-describedby="new-password-strength"
        visibilityToggleButtonProps={{ "aria-label": shared("signIn.show") }}
      />
      <div id="new-password-strength" className={`${classes.strength} ${value === "" ? "" : (tone ?? "")}`} aria-live="polite">
        {value === "" ? t("strength.rule") : words}
      </div>
    </div>
  );
}

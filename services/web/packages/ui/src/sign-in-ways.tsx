import "./styles/forms.ts";
import { Button, Divider, Text } from "@mantine/core";
import type { AuthInfo } from "@hpc/api/wire.ts";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "./i18n/i18n.ts";
import { SignInForm } from "./sign-in-form.tsx";

interface SignInWaysProps {
  info: AuthInfo;
  /** Where single sign-on comes back to: a path of this portal. */
  returnTo: string;
  /** Whether the page stays, with what is under way on it, while somebody signs in elsewhere. */
  staysHere: boolean;
  username?: string;
  signIn: (username: string, password: string) => Promise<void>;
}

/** Exactly what this portal offers: one form for all passwords, and the button of single sign-on. */
export function SignInWays({ info, returnTo, staysHere, username, signIn }: SignInWaysProps) {
  const { t } = useTranslation("ui");
  const byPassword = info.methods.includes("password") || info.methods.includes("ldap");
  const { oidc } = info;
  if (!byPassword && oidc === null) return <Text>{t("signIn.none")}</Text>;
  return (
    <>
      {byPassword && <SignInForm {...(username === undefined ? {} : { username })} signIn={signIn} />}
      {byPassword && oidc !== null && <Divider label={t("signIn.or")} my="sm" />}
      {oidc !== null && (
        <Button
          component="a"
          href={`${oidc.login_url}?return_to=${encodeURIComponent(returnTo)}`}
          {...(staysHere ? { target: "_blank", rel: "noopener", rightSection: <IconExternalLink size={15} aria-hidden /> } : {})}
          size="sm"
          fullWidth
          variant={byPassword ? "default" : "filled"}
        >
          {oidc.label}
        </Button>
      )}
      {oidc !== null && staysHere && (
        <Text mt="xs" size="sm" c="dimmed">
          {t("signIn.newTab")}
        </Text>
      )}
    </>
  );
}

import { Alert, Button, Divider, Paper, Stack, Text, Title } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import type { AuthInfo } from "@hpc/api/wire.ts";
import { SignInForm } from "@hpc/ui/sign-in-form.tsx";
import { useTranslation } from "react-i18next";
import classes from "./portal.module.css";

interface SignInCardProps {
  api: PortalApi;
  info: AuthInfo;
  next: string | null;
}

export function SignInCard({ api, info, next }: SignInCardProps) {
  const { t } = useTranslation("portal");
  const { t: shared } = useTranslation("ui");
  const sso = info.sso_enabled && typeof info.login_url === "string" ? info.login_url : null;
  const byPassword = info.methods.includes("password");

  async function signIn(username: string, password: string) {
    await api.session.signIn(username, password);
    if (next !== null) window.location.assign(next);
  }

  return (
    <Paper className={classes.card} withBorder>
      <Stack gap="md">
        <div>
          <Title order={2} size="h1">
            {shared("signIn.title")}
          </Title>
          {next !== null && (
            <Text c="dimmed" size="sm" mt={4} className={classes.next}>
              {t("continueTo", { path: next.split(/[?#]/)[0] })}
            </Text>
          )}
        </div>
        {info.demo && (
          <Alert color="yellow" variant="light" p="xs" icon={<IconFlask size={16} />}>
            {shared("demo.note")}
          </Alert>
        )}
        {sso !== null && (
          <Button component="a" href={sso} size="sm" variant={byPassword ? "default" : "filled"}>
            {t("sso")}
          </Button>
        )}
        {sso !== null && byPassword && <Divider label={t("or")} />}
        {byPassword && <SignInForm signIn={signIn} />}
      </Stack>
    </Paper>
  );
}

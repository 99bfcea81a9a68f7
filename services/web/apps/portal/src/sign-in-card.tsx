import { Alert, Paper, Stack, Text, Title } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import type { PortalApi } from "@hpc/api/portal-api.ts";
import type { AuthInfo } from "@hpc/api/wire.ts";
import { SignInWays } from "@hpc/ui/sign-in-ways.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./portal.module.css";
import { isSignInError } from "./sign-in-error.ts";

interface SignInCardProps {
  api: PortalApi;
  info: AuthInfo;
  next: string | null;
  /** The code with which single sign-on came back; "" when it did not. */
  failure: string;
}

export function SignInCard({ api, info, next, failure }: SignInCardProps) {
  const { t } = useTranslation("portal");
  const { t: shared } = useTranslation("ui");

  async function signIn(username: string, password: string) {
    await api.session.signIn(username, password);
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
        {failure !== "" && (
          <Alert color="red" variant="light" role="alert" p="xs">
            {t(isSignInError(failure) ? `signInError.${failure}` : "signInError.other")}
          </Alert>
        )}
        {info.demo && (
          <Alert color="yellow" variant="light" p="xs" icon={<IconFlask size={16} />}>
            {shared("demo.note")}
          </Alert>
        )}
        <div>
          <SignInWays info={info} returnTo={next ?? "/"} staysHere={false} signIn={signIn} />
        </div>
      </Stack>
    </Paper>
  );
}

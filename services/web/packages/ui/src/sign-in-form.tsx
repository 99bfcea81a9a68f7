import "./styles/forms.ts";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { ApiProblem, Unreachable } from "@hpc/api/problem.ts";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "./i18n/i18n.ts";

/** User name and password. What to do once signed in is the caller's business. */
export function SignInForm({ signIn, username = "" }: { signIn: (username: string, password: string) => Promise<void>; username?: string }) {
  const { t } = useTranslation("ui");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    try {
      await signIn(textOf(form, "username"), textOf(form, "password"));
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        {failure !== null && (
          <Alert color="red" variant="light" role="alert" p="xs">
            <Failure error={failure} />
          </Alert>
        )}
        <TextInput
          name="username"
          label={t("signIn.username")}
          defaultValue={username}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          data-autofocus={username === "" || undefined}
        />
        <PasswordInput
          name="password"
          label={t("signIn.password")}
          autoComplete="current-password"
          data-autofocus={username !== "" || undefined}
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": t("signIn.show") }}
        />
        <Button type="submit" size="sm" loading={busy} fullWidth mt={4}>
          {t("signIn.submit")}
        </Button>
      </Stack>
    </form>
  );
}

function Failure({ error }: { error: unknown }) {
  const { t } = useTranslation("ui");
  if (error instanceof Unreachable) return t("signIn.unreachable");
  if (!(error instanceof ApiProblem)) return t("signIn.failed", { reason: String(error) });
  if (error.status === 401) return t("signIn.wrong");
  if (error.code === "not_allowed") return t("signIn.notAllowed");
  if (error.status === 429) return t("signIn.tooMany", { seconds: Math.ceil((error.retryAfterMs ?? 60_000) / 1000) });
  if (error.status >= 500) return t("signIn.unavailable");
  return t("signIn.failed", { reason: error.message });
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

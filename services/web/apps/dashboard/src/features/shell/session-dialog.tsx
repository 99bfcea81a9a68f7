import "@hpc/ui/styles/dialogs.ts";
import { Modal, Text } from "@mantine/core";
import { signInUrl } from "@hpc/api/next.ts";
import { SignInForm } from "@hpc/ui/sign-in-form.tsx";
import { useTranslation } from "react-i18next";
import { usePortal } from "../../app/portal-context.ts";

/**
 * Signing in again without leaving the page: transfers keep their files and go on.
 *
 * Somebody else signing in here starts from a clean page.
 */
export default function SessionDialog({ opened, waitingTransfers }: { opened: boolean; waitingTransfers: number }) {
  const { t } = useTranslation("shell");
  const { api, user, info } = usePortal();
  const { pathname, search, hash } = window.location;

  async function signIn(username: string, password: string) {
    const signedIn = await api.session.signIn(username, password);
    if (signedIn.user.username !== user.username) window.location.reload();
  }

  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t("ended.title")}
      size={392}
    >
      <Text mb="md" c="dimmed">
        {t("ended.text")} {waitingTransfers > 0 && t("ended.transfers", { count: waitingTransfers })}
      </Text>
      {info.methods.includes("password") && <SignInForm username={user.username} signIn={signIn} />}
      <Text mt="md" size="sm" ta="center">
        <a href={signInUrl(pathname + search + hash)}>{t("ended.portal")}</a>
      </Text>
    </Modal>
  );
}

import "@hpc/ui/styles/dialogs.ts";
import { Modal, Text } from "@mantine/core";
import { signInUrl } from "@hpc/api/next.ts";
import { SignInWays } from "@hpc/ui/sign-in-ways.tsx";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";

interface SessionDialogProps {
  waitingTransfers: number;
  /** The session lives still, and one may go on without; without it there is no way around the dialog. */
  onClose: (() => void) | undefined;
}

/**
 * Signing in again without leaving the page: transfers keep their files and go on.
 *
 * Somebody else signing in here starts from a clean page.
 */
export default function SessionDialog({ waitingTransfers, onClose }: SessionDialogProps) {
  const dialog = useDialog();
  const { t } = useTranslation("shell");
  const { api, user, info } = usePortal();
  const { pathname, search, hash } = window.location;
  const early = onClose !== undefined;
  const reused = api.session.refusal() === "refresh_reused";

  async function signIn(username: string, password: string) {
    await api.session.signIn(username, password);
    onClose?.();
  }

  return (
    <Modal
      opened
      onClose={onClose ?? (() => undefined)}
      withCloseButton={early}
      closeOnEscape={early}
      closeOnClickOutside={false}
      title={early ? t("ended.early") : t("ended.title")}
      size={392}
      {...dialog}
    >
      <Text mb="md" c="dimmed">
        {early ? t("ended.earlyText") : t("ended.text")} {reused && t("ended.reused")}{" "}
        {waitingTransfers > 0 && t("ended.transfers", { count: waitingTransfers })}
      </Text>
      <SignInWays info={info} returnTo="/dashboard/" staysHere username={user.username} signIn={signIn} />
      <Text mt="md" size="sm" ta="center">
        <a href={signInUrl(pathname + search + hash)}>{t("ended.portal")}</a>
      </Text>
    </Modal>
  );
}

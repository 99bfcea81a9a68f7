import { signOut as signOutOf } from "@hpc/api/sign-out.ts";
import { notify, Notices } from "@hpc/ui/notices.tsx";
import { OpenModeBar } from "@hpc/ui/open-mode-bar.tsx";
import { SessionNotice } from "@hpc/ui/session-notice.tsx";
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { useDisclosure, useDocumentTitle } from "@mantine/hooks";
import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Frame } from "../features/shell/frame.tsx";
import { Navigation, PageShortcut } from "../features/shell/navigation.tsx";
import { TopBar } from "../features/shell/top-bar.tsx";
import { TransfersTray } from "../features/uploads/components/transfers-tray.tsx";
import { isActive } from "../parts/transfers/transfer.ts";
import { useTransfers, useTransferViews } from "../parts/transfers/transfers-context.ts";
import { useUploadEvents } from "../features/uploads/queries/upload-events.ts";
import { PAGES, pageAt } from "./pages.ts";
import { usePortal } from "./portal-context.ts";
import { useCommands } from "./use-commands.ts";
import { useSamePerson } from "./use-same-person.ts";

const Palette = lazy(() => import("../features/shell/palette.tsx"));
const ShortcutsHelp = lazy(() => import("../features/shell/shortcuts-help.tsx"));
const SessionDialog = lazy(() => import("../features/shell/session-dialog.tsx"));
const LeaveDialog = lazy(() => import("../features/shell/leave-dialog.tsx"));

/** The frame around all pages, put together from the features. */
export function RootLayout() {
  const { t } = useTranslation("shell");
  const { t: shared } = useTranslation("ui");
  const { api, user, info } = usePortal();
  const { pathname } = useLocation();
  const [palette, paletteDialog] = useDisclosure(false);
  const [help, helpDialog] = useDisclosure(false);
  const [leaving, setLeaving] = useState<number | null>(null);
  const [left, setLeft] = useState(false);
  const [early, earlyDialog] = useDisclosure(false);
  const status = useSyncExternalStore(api.session.subscribe, api.session.status);
  const underWay = useTransferViews().filter(({ state }) => isActive(state) || state.name === "signed-out").length;
  const pages = PAGES.filter(({ permission }) => user.permissions.includes(permission));
  const transfers = useTransfers();
  const page = pageAt(pathname);
  useDocumentTitle(page === undefined ? info.cluster_name : `${t(`pages.${page.name}`)} · ${info.cluster_name}`);
  useUploadEvents();
  useSamePerson();

  async function signOut() {
    setLeaving(null);
    setLeft(true);
    try {
      const to = await signOutOf(api.session, info, user);
      transfers.abandon();
      window.location.assign(to);
    } catch {
      setLeft(false);
      notify("bad", shared("signOutFailed"));
    }
  }
  const askedSignOut = () => (underWay > 0 ? setLeaving(underWay) : void signOut());
  const commandsFor = useCommands(pages, { help: helpDialog.open, signOut: askedSignOut });

  useShortcut({ keys: "mod+k", label: t("shortcuts.palette"), group: t("shortcuts.anywhere") }, paletteDialog.open);
  useShortcut({ keys: "?", label: t("shortcuts.help"), group: t("shortcuts.anywhere") }, helpDialog.open);

  const ended = status === "signed-out" && !left;
  return (
    <>
      {pages.map((page) => (
        <PageShortcut key={page.name} page={page} />
      ))}
      <Frame
        notice={info.open_mode && <OpenModeBar />}
        navigation={(folded, onNavigate) => <Navigation pages={pages} folded={folded} onNavigate={onNavigate} />}
        bar={<TopBar tray={<TransfersTray />} onSearch={paletteDialog.open} onHelp={helpDialog.open} onSignOut={askedSignOut} />}
      >
        <Suspense>
          <Outlet />
        </Suspense>
      </Frame>
      <Suspense>
        {palette && <Palette opened onClose={paletteDialog.close} commandsFor={commandsFor} />}
        {help && <ShortcutsHelp opened onClose={helpDialog.close} />}
        {(ended || early) && <SessionDialog key={String(ended)} waitingTransfers={underWay} onClose={ended ? undefined : earlyDialog.close} />}
        {leaving !== null && <LeaveDialog transfers={leaving} onClose={() => setLeaving(null)} onConfirm={() => void signOut()} />}
      </Suspense>
      <SessionNotice session={api.session} onSignIn={earlyDialog.open} />
      <Notices />
    </>
  );
}

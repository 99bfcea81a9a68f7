import { deviceOf } from "@hpc/ui/device.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { IconDeviceDesktop, IconDeviceMobile, IconDevices, IconTerminal2 } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "../panel.module.css";

const ICONS = { computer: IconDeviceDesktop, phone: IconDeviceMobile, program: IconTerminal2, unknown: IconDevices };

export function DeviceIcon({ userAgent }: { userAgent: string }) {
  const Shown = ICONS[deviceOf(userAgent).kind];
  return <Shown size={18} stroke={1.6} className={classes.itemIcon} aria-hidden />;
}

/** "Chrome on Windows", "curl"; what was said in full is in the title. */
export function DeviceWords({ userAgent }: { userAgent: string }) {
  const { t } = useTranslation("identity");
  const { name, system } = deviceOf(userAgent);
  const words = name === "" ? t("device.unknown") : system === "" ? name : t("device.on", { name, system });
  return <span title={visibleName(userAgent)}>{words}</span>;
}

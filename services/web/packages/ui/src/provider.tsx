/** What every app stands in: colours, texts, notices. */
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import "./styles/base.ts";
import type { i18n } from "i18next";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { theme } from "./theme.ts";
import { TipLayer } from "./tips.tsx";
import "./theme.css";

const colors = localStorageColorSchemeManager({ key: "hpc-portal-colors" });

export function PortalProvider({ texts, children }: { texts: i18n; children: ReactNode }) {
  return (
    <I18nextProvider i18n={texts}>
      {/* The variables of all colours are written here, at no cost on the wire, rather than loaded as a file. */}
      <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colors} deduplicateCssVariables={false}>
        {children}
        <TipLayer />
      </MantineProvider>
    </I18nextProvider>
  );
}

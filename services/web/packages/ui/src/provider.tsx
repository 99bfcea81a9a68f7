/** What every app stands in: colours, texts, notices. */
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import "./styles/base.ts";
import type { ReactNode } from "react";
import { theme } from "./theme.ts";
import { TipLayer } from "./tips.tsx";
import "./theme.css";

const colors = localStorageColorSchemeManager({ key: "hpc-portal-colors" });

export function PortalProvider({ children }: { children: ReactNode }) {
  // The variables of all colours are written here, at no cost on the wire, rather than loaded as a file.
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colors} deduplicateCssVariables={false}>
      {children}
      <TipLayer />
    </MantineProvider>
  );
}

import { useLocation } from "@tanstack/react-router";
import { useEffect } from "react";

/** `#place` of the address comes into view, again when what stands above it has grown. */
export function useHashScroll(settled: boolean): void {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash !== "") document.getElementById(hash)?.scrollIntoView({ block: "start" });
  }, [hash, settled]);
}

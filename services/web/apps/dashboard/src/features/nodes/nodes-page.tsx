import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

const MapView = lazy(() => import("./map/map-view.tsx"));
const TableView = lazy(() => import("./list/table-view.tsx"));
const route = getRouteApi("/nodes");

/** All nodes, as a map or as a table, live, with the state in the URL. */
export function NodesPage() {
  const { view } = route.useSearch();
  return <Suspense>{view === "table" ? <TableView /> : <MapView />}</Suspense>;
}

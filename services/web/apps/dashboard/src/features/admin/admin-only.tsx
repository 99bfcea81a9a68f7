import { ForbiddenFace } from "@hpc/ui/faces/forbidden-face.tsx";
import { Outlet } from "@tanstack/react-router";
import { usePortal } from "../../app/portal-context.ts";

/** Whoever typed the address of a page that is not for them reads what is missing; the server refuses in any case. */
export function AdminOnly() {
  const { user } = usePortal();
  if (!user.permissions.includes("admin")) return <ForbiddenFace permission="admin" username={user.username} />;
  return <Outlet />;
}

import type { Account, AccountChange, AccountDetail } from "@hpc/api/wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { usePortal } from "../../app/portal-context.ts";
import { userQuery } from "./queries.ts";

/** Changes an account, and brings what the server made of it to where it is shown. */
export function useChangeAccount(user: Account, done: string) {
  const { api } = usePortal();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: AccountChange) => api.admin.changeAccount(user.username, change),
    onSuccess: (changed) => {
      const { queryKey } = userQuery(api, user.username);
      queries.setQueryData<AccountDetail>(queryKey, (before) => before && { ...before, ...changed });
      notify("good", done);
      return Promise.all([queries.invalidateQueries({ queryKey: ["admin", "users"] }), queries.invalidateQueries({ queryKey })]);
    },
  });
}

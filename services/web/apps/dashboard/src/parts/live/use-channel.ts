import { useEffect, useEffectEvent } from "react";
import { usePortal } from "../../app/portal-context.ts";

interface ChannelUse<Event> {
  event: (event: Event) => void;
  /** Something may have been missed: fetch what is shown. */
  reload: () => void;
}

/** Listens to one kind of message of a channel while the component is there. All share the tab's one connection. */
export function useChannel<Event>(channel: string, type: string, { event, reload }: ChannelUse<Event>): void {
  const { socket } = usePortal();
  const onEvent = useEffectEvent(event);
  const onReload = useEffectEvent(reload);
  useEffect(
    () =>
      socket.listen(channel, {
        message: (message) => {
          if (message.type === type && typeof message.data === "object" && message.data !== null) onEvent(message.data as Event);
        },
        resync: () => onReload(),
        subscribed: () => onReload(),
      }),
    [socket, channel, type],
  );
}

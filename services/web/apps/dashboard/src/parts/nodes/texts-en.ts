/** Words for nodes, wherever they are shown. */
export const en = {
  summary: {
    idle: "Idle",
    mixed: "Partly in use",
    allocated: "In use",
    draining: "Draining",
    drained: "Drained",
    down: "Down",
    unknown: "Unknown",
    future: "Planned",
  },
  of: "{{part}} of {{whole}}",
};

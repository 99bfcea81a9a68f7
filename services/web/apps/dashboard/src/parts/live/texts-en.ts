/** How fresh what is shown is: said on every page. */
export const en = {
  asOf: "as of {{time}}",
  /** After the time. */
  old: "{{age}} old",
  oldNote: "Slurm has not told anything newer. What you see is the last known state.",
  polling: "refreshed every {{seconds}} s",
  pollingNote: "Live updates are interrupted. The page is refreshed every {{seconds}} s until they are back.",
  simulated: "Simulated data",
  simulatedNote: "No Slurm is behind this portal. Jobs and nodes are made up, and nothing that you do here reaches a real cluster.",
  waiting_one: "Show {{count}} change",
  waiting_other: "Show {{count}} changes",
  waitingNote: "Rows stay in place while the pointer is over them.",
  pulse: {
    checking: "Checking",
    good: "Slurm answers",
    polling: "Live updates interrupted",
    old: "Slurm is slow to answer",
    away: "Slurm does not answer",
    gone: "Portal does not answer",
    none: "No cluster set up",
  },
  pulseNote: {
    checking: "The cluster is being asked for the first time.",
    good: "Slurm answers and changes are shown as they happen.",
    polling: "Slurm answers, but live updates do not arrive. Pages are refreshed every {{seconds}} s instead.",
    old: "Slurm’s last answer is older than it should be. What you see is the last known state.",
    away: "Slurm does not answer. What you see is the last known state.",
    gone: "The portal does not answer. What you see is the last known state; jobs that run are not affected.",
    none: "This portal was not told of a cluster. Its operator can set one up.",
  },
};

/** What came of what was asked for, said the same of jobs and of nodes. */
export const en = {
  /** Those that Slurm says no to, each sentence once. */
  notDone_one: "Not done: {{why}}",
  notDone_other: "Not done for {{count}}: {{why}}",
  problem: {
    not_your_job: "This job belongs to somebody else. Its owner or an operator can do that.",
    operators_only: "Only the cluster’s operators can do that. Ask one of them.",
    not_a_cluster_user: "Your account is none of the cluster’s. An operator can tell which one to use.",
    job_not_found: "Slurm does not know this job any more.",
    node_not_found: "Slurm does not know this node any more.",
    slurm_not_found: "Slurm does not know it any more.",
    slurm_refused: "Slurm refused: {{said}}",
    not_allowed: "This cannot be done for you: {{said}}",
    slurm_unavailable: "Slurm does not answer, so nothing was done. Try again in a moment.",
    slurm_not_configured: "This cluster cannot do that.",
    busy: "Too many are waiting for Slurm, so nothing was done. Try again in a moment.",
    unknown: "Slurm’s answer did not come. It may have been done all the same: look before you try again.",
  },
};

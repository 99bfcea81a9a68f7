/** What both ways to write a job say. */
export const en = {
  title: "New job",
  freeCpus: "{{free}} of {{all}} CPUs free now",
  freeGpus: "{{free}} of {{all}} GPUs free",
  atMost: "at most {{time}}",
  startsNow: "It would start at once on {{nodes}} in partition {{partition}}.",
  startsAt: "It would start {{when}} ({{time}}) on {{nodes}} in partition {{partition}}.",
  startsNote: "Slurm’s plan changes as other jobs come and end.",
  ways: {
    label: "How to write the job",
    script: "Own script",
    template: "From a template",
  },
};

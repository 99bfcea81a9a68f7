/** Words of Slurm, explained where they stand. */
export const en = {
  what: "What is “{{title}}”?",
  advice: "What you can do",
  unlimited: "no limit",
  everybody: "everybody",
  tres: {
    cpu_one: "{{count}} CPU",
    cpu_other: "{{count}} CPUs",
    node_one: "{{count}} node",
    node_other: "{{count}} nodes",
    gpu_one: "{{count}} GPU",
    gpu_other: "{{count}} GPUs",
    kind_one: "{{count}} {{kind}} GPU",
    kind_other: "{{count}} {{kind}} GPUs",
    mem: "{{size}} memory",
    billing: "billing {{count}}",
    energy: "{{count}} J",
    other: "{{count}} {{name}}",
    /** Amounts times minutes, as budgets are counted. */
    minutes: "{{amount}} {{kind}} minutes",
    memoryKind: "MiB",
  },
};

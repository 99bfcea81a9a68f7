/** What comes with parts of the form that come late. */
export const late = {
  noForm: {
    missing: { title: "There is no template {{name}}", text: "It was archived or renamed, or it is somebody else’s." },
    forgotten: { title: "What that job was is not known", text: "It was somebody else’s, or the portal has forgotten it." },
    unusable: { title: "No job can be made of {{name}}", text: "Its file has mistakes. Whoever may change the template sees them on its page." },
    choose: "Choose a template",
  },
  choice: {
    title: "Choose a template",
    search: "Search templates",
    none: "No templates yet",
    noneText: "A template is a form that somebody wrote for a program: choose files, submit. Ask your operators for one.",
    noneFound: "No template has these words.",
    more: "There are more than are listed here. Search to find them.",
  },
  imageSearch: {
    label: "Search images",
    more: "There are more than the list shows. Search to find them.",
    none: "No image that the template allows is called so.",
  },
  source: { official: "official", community: "community", private: "private" },
  pick: {
    title: "My uploads for {{name}}",
    search: "Search my uploads",
    none: "You have no finished uploads.",
    noneFound: "No upload is called so.",
    more: "There are more. Search by name to find them.",
  },
  usage: {
    atMost: "At most {{what}}",
    nodeHours_one: "{{hours}} node-hour",
    nodeHours_other: "{{hours}} node-hours",
    gibHours_one: "{{hours}} GiB-hour",
    gibHours_other: "{{hours}} GiB-hours",
    for: "if it runs to its limit: {{nodes}} × {{memory}} for {{time}}",
    allMemory: "all memory",
    prices: "At this cluster’s prices: {{parts}}.",
    ofNodes: "nodes {{money}}",
    ofMemory: "memory {{money}}",
  },
};

//! What is asked.

/// Of the queue and the rest of the snapshot.
pub(crate) const QUESTIONS: [(&str, &str); 13] = [
    ("first page, newest first", "/api/v2/jobs"),
    ("by priority, 500 rows", "/api/v2/jobs?sort=-priority&limit=500"),
    ("waiting, by name", "/api/v2/jobs?state=waiting&sort=name"),
    (
        "running in two partitions, longest first",
        "/api/v2/jobs?state=RUNNING&partition=cpu,gpu&sort=-time_limit",
    ),
    ("text that is in few", "/api/v2/jobs?q=crash-98"),
    ("text that is nowhere", "/api/v2/jobs?q=zzzz-nowhere"),
    ("mine", "/api/v2/jobs?user=me"),
    ("of a node", "/api/v2/jobs?node=cn0042"),
    ("nodes, first page", "/api/v2/nodes"),
    ("map of all nodes", "/api/v2/nodes/map"),
    ("the whole in numbers", "/api/v2/cluster"),
    ("earlier portal: the queue", "/api/slurm/jobs"),
    ("earlier portal: its nodes", "/api/nodes"),
];

/// Of the history.
pub(crate) const HISTORY: [(&str, &str); 4] = [
    ("history, newest first", "/api/v2/jobs?in=finished"),
    (
        "history of one person, by name",
        "/api/v2/jobs?in=finished&user=user042&sort=name",
    ),
    ("history, failed ones", "/api/v2/jobs?in=finished&state=FAILED"),
    ("history, text that is in few", "/api/v2/jobs?in=finished&q=old-99999"),
];

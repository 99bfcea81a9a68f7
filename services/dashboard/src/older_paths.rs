//! Paths of clients and nginx files that came before: one canonical form, found before routing (contract 5.4).

/// First segments below `/api/`, for proxies that strip the prefix.
const AREAS: [&str; 10] = [
    "/templates/",
    "/v2/",
    "/ratelimit/",
    "/slurm/",
    "/jobs/",
    "/nodes/",
    "/groups/",
    "/cluster/",
    "/metrics/",
    "/apptainer/",
];

/// Whole paths below `/api`, for the same proxies.
const PATHS: [&str; 5] = ["/auth/config", "/jobs", "/nodes", "/groups", "/templates"];

/// Where templates are, and where the earlier portal has them.
const TEMPLATES: &str = "/api/v2/templates";
const OLDER_TEMPLATES: &str = "/api/jobs/templates";

/// The canonical path of an older one; `None` when `path` is canonical already.
///
/// `/dashboardapi/x` and `/api/api/x` become `/api/x`; `/v2/x`, left over when a proxy strips `/api`, becomes `/api/v2/x`.
/// `/api/jobs/templates/x` becomes `/api/v2/templates/x`, and `/api/templates/`, which the earlier portal's pages ask for,
/// `/api/templates`.
/// `/health` and `/metrics` stay: every service has its own.
#[must_use]
pub fn canonical(path: &str) -> Option<String> {
    match prefixed(path) {
        Some(path) => Some(templates(&path).unwrap_or(path)),
        None => templates(path),
    }
}

/// The older names of templates.
fn templates(path: &str) -> Option<String> {
    if path == "/api/templates/" {
        return Some("/api/templates".to_owned());
    }
    let below = path.strip_prefix(OLDER_TEMPLATES)?;
    (below.is_empty() || below.starts_with('/')).then(|| format!("{TEMPLATES}{below}"))
}

/// With the one prefix that all routes have.
fn prefixed(path: &str) -> Option<String> {
    let below = path
        .strip_prefix("/dashboardapi/")
        .or_else(|| path.strip_prefix("/api/api/"));
    match below {
        Some(below) => Some(format!("/api/{below}")),
        None if PATHS.contains(&path) => Some(format!("/api{path}")),
        None if AREAS.iter().any(|area| path.starts_with(area)) => Some(format!("/api{path}")),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn older_forms_lead_to_the_same_place() {
        for older in [
            "/dashboardapi/v2/files/uploads",
            "/api/api/v2/files/uploads",
            "/v2/files/uploads",
        ] {
            assert_eq!(canonical(older).as_deref(), Some("/api/v2/files/uploads"));
        }
        assert_eq!(canonical("/dashboardapi/health").as_deref(), Some("/api/health"));
        for path in [
            "/nodes",
            "/jobs",
            "/nodes/cn001",
            "/slurm/jobs",
            "/metrics/realtime",
            "/apptainer/images",
            "/auth/config",
        ] {
            assert_eq!(canonical(path), Some(format!("/api{path}")));
        }
        for older in [
            "/api/jobs/templates/a",
            "/jobs/templates/a",
            "/dashboardapi/jobs/templates/a",
            "/v2/templates/a",
        ] {
            assert_eq!(canonical(older).as_deref(), Some("/api/v2/templates/a"));
        }
        for older in [
            "/api/templates/",
            "/templates/",
            "/templates",
            "/dashboardapi/templates",
        ] {
            assert_eq!(canonical(older).as_deref(), Some("/api/templates"));
        }
        assert_eq!(canonical("/api/jobs/templatesx"), None);
        for path in [
            "/api/v2/files/uploads",
            "/api/templates",
            "/api/v2/templates",
            "/health",
            "/metrics",
            "/apiary/x",
            "/dashboardapix",
            "/",
        ] {
            assert_eq!(canonical(path), None);
        }
    }
}

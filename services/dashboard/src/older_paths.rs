//! Paths of clients and nginx files that came before: one canonical form, found before routing (contract 5.4).

/// First segments below `/api/`, for proxies that strip the prefix.
const AREAS: [&str; 8] = [
    "/v2/",
    "/ratelimit/",
    "/slurm/",
    "/jobs/",
    "/nodes/",
    "/groups/",
    "/cluster/",
    "/metrics/",
];

/// Whole paths below `/api`, for the same proxies.
const PATHS: [&str; 4] = ["/auth/config", "/jobs", "/nodes", "/groups"];

/// The canonical path of an older one; `None` when `path` is canonical already.
///
/// `/dashboardapi/x` and `/api/api/x` become `/api/x`; `/v2/x`, left over when a proxy strips `/api`, becomes `/api/v2/x`.
/// `/health` and `/metrics` stay: every service has its own.
#[must_use]
pub fn canonical(path: &str) -> Option<String> {
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
            "/auth/config",
        ] {
            assert_eq!(canonical(path), Some(format!("/api{path}")));
        }
        for path in [
            "/api/v2/files/uploads",
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

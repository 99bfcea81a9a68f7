//! `GET /metrics`: Prometheus text, for programs on this host and for the portal's own services.

use std::sync::OnceLock;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web::Data};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::{Kit, Problem};

/// The default buckets of the Python client library that the existing dashboards of the contract's metrics expect.
const SECONDS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// Prometheus' own name for the format.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The process-wide recorder; made at the first call, since the `metrics` crate allows one a process and tests run many
/// services in one.
pub(crate) fn recorder() -> PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
                .unwrap_or_else(|_empty| PrometheusBuilder::new());
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            // A second recorder can only be a test's own; ours then records nothing, and says so when scraped.
            let _ = metrics::set_global_recorder(recorder);
            metrics_process::Collector::default().describe();
            handle
        })
        .clone()
}

/// Keeps histograms small; call from one task a process.
pub(crate) async fn upkeep(handle: PrometheusHandle) {
    let mut every = tokio::time::interval(Duration::from_secs(5));
    loop {
        every.tick().await;
        handle.run_upkeep();
    }
}

pub(crate) async fn show(kit: Data<Kit>, request: HttpRequest) -> HttpResponse {
    if !kit.may_scrape(&request) {
        let problem = Problem::new(StatusCode::UNAUTHORIZED, "internal_only", "Unauthorized");
        return problem
            .message("Metrics are read directly from this host, or with the internal secret")
            .response();
    }
    metrics_process::Collector::default().collect();
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, FORMAT))
        .body(kit.metrics().render())
}

//! How much was in use: seen every few seconds, kept over a restart, and nothing made up where nobody looked.

use std::time::Duration;

use serde_json::Value;

use super::slurm::{NOW, Slurm, before, until};

/// Time and CPUs; none before it is known who may see them.
fn points(history: &Value) -> Vec<(i64, f64)> {
    let columns = history["columns"].as_array().unwrap();
    let Some(cpus) = columns.iter().position(|column| column == "cpus_allocated") else {
        return Vec::new();
    };
    let points = history["points"].as_array().unwrap().iter();
    points
        .map(|point| (point[0].as_f64().unwrap() as i64, point[cpus].as_f64().unwrap()))
        .collect()
}

#[actix_web::test]
async fn what_was_in_use_is_seen_and_an_outage_leaves_a_gap() {
    let slurm = Slurm::new();
    let app = before(&slurm).await;
    let hour = "/api/v2/cluster/history?range=1h";
    until(&app, hour, "the first look", |history| !points(history).is_empty()).await;
    slurm.change(|world| world.away = true);
    until(&app, "/api/v2/jobs", "the outage", |list| list["stale"] == true).await;
    app.clock.advance(Duration::from_secs(120));
    slurm.change(|world| {
        world.away = false;
        world.nodes[0].cpus_allocated = 64;
    });
    let expected = NOW + 120;
    let history = until(&app, hour, "a look after it", |history| {
        points(history)
            .last()
            .is_some_and(|(at, cpus)| *at == expected && *cpus > 32.0)
    })
    .await;
    let seen = points(&history);
    assert_eq!(seen[0], (NOW, 32.0));
    assert_eq!(seen.len(), 2, "no point is made up: {seen:?}");
    let minute = "/api/v2/cluster/history?range=24h";
    let minutes = until(&app, minute, "the minute that is over", |history| {
        !points(history).is_empty()
    })
    .await;
    assert_eq!(points(&minutes)[0], (NOW.div_euclid(60) * 60, 32.0));
    assert_eq!(minutes["step_seconds"], 60);
}

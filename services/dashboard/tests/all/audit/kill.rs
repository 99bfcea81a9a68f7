use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use super::log::{told, verified};
use crate::app::eventually;
use crate::service::{Service, user};

/// People who begin uploads as fast as they can until the service is gone, and what was acknowledged to them.
async fn rush(
    base: &str,
    round: usize,
    acknowledged: &Arc<Mutex<BTreeSet<String>>>,
) -> Vec<tokio::task::JoinHandle<()>> {
    (0..8)
        .map(|number| {
            let (client, acknowledged) = (user(base, &format!("user{round}x{number}")), Arc::clone(acknowledged));
            tokio::spawn(async move {
                let body = json!({"filename": "a.dat", "file_size": 1});
                for _ in 0..20 {
                    let request = client
                        .request("POST".parse().unwrap(), "/api/v2/files/upload/init")
                        .json(&body);
                    let Ok(answer) = request.send().await else { return };
                    let Ok(answer) = answer.json::<serde_json::Value>().await else {
                        return;
                    };
                    let id = answer["upload_id"].as_str().map(str::to_owned);
                    acknowledged.lock().unwrap().extend(id);
                }
            })
        })
        .collect()
}

#[tokio::test]
async fn a_killed_service_has_lost_no_row_that_it_acknowledged() {
    let mut service = Service::start(&[]);
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    for round in 0..6 {
        let people = rush(service.base(), round, &acknowledged).await;
        let before = acknowledged.lock().unwrap().len();
        eventually("some uploads", async || {
            (acknowledged.lock().unwrap().len() >= before + 15 * (round + 1) / 2).then_some(())
        })
        .await;
        service.kill();
        for person in people {
            person.await.unwrap();
        }
        service.begin();
    }
    let recorded = told(&service.database, "upload.begin");
    for id in acknowledged.lock().unwrap().iter() {
        let object = format!("upload:{id} a.dat, ok");
        assert!(
            recorded.iter().any(|row| row.ends_with(&object)),
            "{id} is not recorded"
        );
    }
    assert!(acknowledged.lock().unwrap().len() > 100);
}

#[tokio::test]
async fn two_services_at_once_write_one_chain() {
    let one = Service::start(&[]);
    let url = one.database.url();
    let other = Service::start(&[("DATABASE_URL", &url)]);
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let mut people = rush(one.base(), 1, &acknowledged).await;
    people.extend(rush(other.base(), 2, &acknowledged).await);
    for person in people {
        tokio::time::timeout(Duration::from_secs(60), person)
            .await
            .unwrap()
            .unwrap();
    }
    let rows = verified(&one.database);
    assert_eq!((acknowledged.lock().unwrap().len(), rows.len()), (320, 320));
    let taken_in_turns = rows
        .windows(2)
        .filter(|pair| pair[0].actor[..6] != pair[1].actor[..6])
        .count();
    // One change of writer would be one service after the other.
    assert!(taken_in_turns > 1, "the two wrote one after the other");
}

#[tokio::test]
async fn the_services_log_ends_with_the_head_of_the_chain() {
    let mut service = Service::start(&[("LOG_LEVEL", "warn,portal_http::run=info,portal_db=info")]);
    let kim = service.user("kim");
    for number in 0..5 {
        let body = json!({"filename": format!("{number}.dat"), "file_size": 1});
        kim.post_json("/api/v2/files/upload/init", &body).await.expect(201);
    }
    service.stop();
    let log = service.log();
    let told: Vec<_> = log
        .lines()
        .filter_map(|line| line.split_once("the audit log is at "))
        .collect();
    let heads: Vec<_> = told
        .iter()
        .map(|(_, rest)| rest.split_whitespace().next().unwrap())
        .collect();
    let rows = verified(&service.database);
    let known = |seq: usize| rows[seq - 1].head().to_string();
    assert_eq!(heads, [known(1), known(5)], "at the first row, and at the end");
}

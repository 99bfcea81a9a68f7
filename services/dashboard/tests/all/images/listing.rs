//! Filters and pages.

use std::collections::BTreeSet;

use portal_testkit::{TestClient, TestSif};
use serde_json::json;

use super::{IMAGES, listed, texts};
use crate::app::App;

#[tokio::test]
async fn images_are_found_by_what_they_are() {
    let app = App::with_images(&[
        ("compute/openfoam-2.4.sif", TestSif::new("openfoam").built(1, 1)),
        ("viz/paraview.sif", TestSif::new("paraview").built(2, 2)),
        ("shared/tools_100.sif", TestSif::new("tools").built(3, 3)),
    ])
    .await;
    let words = json!({"description": "100% Größe", "labels": {"GPU": "1", "gpu-count": "2"}});
    std::fs::write(app.in_registry("metadata/tools_100.json"), words.to_string()).unwrap();
    app.scan().await;
    let kim = app.user("kim");
    assert_eq!(listed(&kim, "").await, ["openfoam-2.4", "tools_100", "paraview"]);
    for (query, names) in [
        ("?partition=viz", vec!["paraview"]),
        ("?partition=nowhere", vec![]),
        ("?type=compute", vec!["openfoam-2.4"]),
        ("?type=viz&partition=viz", vec!["paraview"]),
        ("?node=headnode&q=PARA", vec!["paraview"]),
        ("?node=cn001", vec![]),
        ("?q=100%25", vec!["tools_100"]),
        ("?q=s_1", vec!["tools_100"]),
        ("?q=n_f", vec![]),
        ("?tag=gpu", vec!["tools_100"]),
        ("?tag=GPU-COUNT,other", vec!["tools_100"]),
        ("?tag=gp", vec![]),
    ] {
        assert_eq!(listed(&kim, query).await, names, "{query}");
    }
    for query in [
        "?limit=0",
        "?limit=501",
        "?limit=x",
        "?cursor=x",
        "?cursor=%5B1%5D",
        "?colour=red",
    ] {
        kim.get(&format!("{IMAGES}{query}")).await.assert_status(400);
    }
}

#[tokio::test]
async fn two_thousand_images_come_in_pages_and_all_at_once() {
    let app = App::start().await;
    let (bytes, id) = (TestSif::new("solver").bytes(), 48..56);
    for number in 0..2000_u64 {
        let mut bytes = bytes.clone();
        bytes[id.clone()].copy_from_slice(&number.to_be_bytes());
        let folder = ["compute", "viz", "shared"][usize::try_from(number % 3).unwrap()];
        std::fs::write(app.in_registry(&format!("images/{folder}/image{number:04}.sif")), bytes).unwrap();
    }
    let scan = app.scan().await;
    assert_eq!(scan["images"], 2000);
    let kim = app.user("kim");
    let all = kim.get("/api/apptainer/images").await.expect(200).json();
    assert_eq!(all["total"], 2000);
    let ids: BTreeSet<String> = texts(&all, "id").into_iter().collect();
    assert_eq!(ids.len(), 2000);
    assert_eq!(pages(&kim, 500).await, texts(&all, "id"));
    let again = app.scan().await;
    assert_eq!((&again["changed"], &again["nodes"][0]["read"]), (&json!(0), &json!(0)));
}

/// The ids on all pages.
async fn pages(client: &TestClient, limit: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{IMAGES}?limit={limit}&cursor={cursor}");
        let page = client.get(&path).await.expect(200).json();
        ids.extend(texts(&page, "id"));
        let Some(next) = page["next_cursor"].as_str() else {
            return ids;
        };
        cursor = next.bytes().map(|byte| format!("%{byte:02x}")).collect();
    }
}

//! Container images: a real registry with real SIF files, real SSH servers, a real database.

mod access;
mod away;
mod earlier_portal;
mod hostile;
mod listing;
mod nodes;
mod registry;

use std::path::PathBuf;

use portal_testkit::{TestClient, TestSif};
use serde_json::Value;

use crate::app::{App, eventually};

pub(crate) const IMAGES: &str = "/api/v2/images";
pub(crate) const SCAN: &str = "/api/v2/images/scan";

/// The names in the order of the list.
pub(crate) async fn listed(client: &TestClient, query: &str) -> Vec<String> {
    texts(&client.get(&format!("{IMAGES}{query}")).await.expect(200).json(), "name")
}

/// This field of all images of an answer.
pub(crate) fn texts(answer: &Value, field: &str) -> Vec<String> {
    let images = answer["images"].as_array().unwrap();
    images
        .iter()
        .map(|image| image[field].as_str().unwrap().to_owned())
        .collect()
}

impl App {
    /// A registry with these images, before the service looks into it.
    pub(crate) async fn with_images(images: &[(&str, TestSif)]) -> Self {
        let app = Self::start().await;
        std::fs::create_dir_all(app.registry.path().join("images")).unwrap();
        for (path, image) in images {
            app.put_image(path, image);
        }
        app.scan().await;
        app
    }

    /// Where a file of the registry is.
    pub(crate) fn in_registry(&self, path: &str) -> PathBuf {
        let path = self.registry.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    /// Puts an image into the registry, as an operator would.
    pub(crate) fn put_image(&self, path: &str, image: &TestSif) {
        image.write(&self.in_registry(&format!("images/{path}")));
    }

    /// Looks for images until a look that began now has ended; what it brought.
    pub(crate) async fn scan(&self) -> Value {
        let root = self.server.admin("root");
        loop {
            let requested = root.post(SCAN).await.expect(202).json();
            let number = requested["scan"]["number"].as_u64().unwrap();
            let ended = eventually("the end of the scan", async || {
                let scan = root.get(SCAN).await.expect(200).json();
                (scan["running"] == false || scan["number"].as_u64().unwrap() > number).then_some(scan)
            })
            .await;
            // One that was going on may have passed by what was just put there.
            if requested["joined"] == false {
                return ended;
            }
        }
    }
}

//! Job templates: a real folder, a real database.

mod access;
mod away;
mod folder;
mod hostile;
mod lifecycle;
mod presets;
mod versions;

use portal_testkit::{TestClient, TestResponse};
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::App;

pub(crate) const TEMPLATES: &str = "/api/v2/templates";

/// A template of which a job can be made.
pub(crate) fn yaml(id: &str, more: &str) -> String {
    format!(
        "template:\n  id: {id}\n  name: {id}\n  display_name: Template {id}\n  description: Does {id}\n{more}\
         slurm:\n  partition: cpu\n  nodes: 1\n  ntasks: 4\n  time: \"01:00:00\"\n\
         apptainer:\n  image_name: tools.sif\n\
         script:\n  main_exec: |\n    echo {id}\n"
    )
}

/// The same for everybody.
pub(crate) fn public(id: &str) -> String {
    yaml(id, "  is_public: true\n  category: cfd\n  tags: [mesh, fast]\n")
}

pub(crate) async fn create(client: &TestClient, text: &str) -> TestResponse {
    client.post_json(TEMPLATES, &json!({"yaml": text})).await
}

pub(crate) async fn put(client: &TestClient, path: &str, body: &Value) -> TestResponse {
    TestClient::send(client.request(Method::PUT, path).json(body)).await
}

pub(crate) async fn change(client: &TestClient, id: &str, text: &str) -> TestResponse {
    put(client, &format!("{TEMPLATES}/{id}"), &json!({"yaml": text})).await
}

pub(crate) async fn archive(client: &TestClient, id: &str) -> TestResponse {
    client.delete(&format!("{TEMPLATES}/{id}")).await
}

pub(crate) async fn show(client: &TestClient, id: &str) -> TestResponse {
    client.get(&format!("{TEMPLATES}/{id}")).await
}

/// Ids in the order of the list.
pub(crate) async fn listed(client: &TestClient, query: &str) -> Vec<String> {
    let list = client.get(&format!("{TEMPLATES}{query}")).await.expect(200).json();
    let rows = list["templates"].as_array().unwrap();
    rows.iter()
        .map(|row| row["template_id"].as_str().unwrap().to_owned())
        .collect()
}

impl App {
    /// Puts a file into the folder of templates, as an operator would.
    pub(crate) fn drop_template(&self, path: &str, text: &str) {
        let path = self.templates.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn template_file(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.templates.path().join(path)).ok()
    }
}

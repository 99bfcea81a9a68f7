//! Names that want to be elsewhere, and texts that are no templates.

use serde_json::json;

use super::{TEMPLATES, change, create, public, show, yaml};
use crate::app::App;

#[tokio::test]
async fn an_id_or_category_that_leads_elsewhere_is_refused() {
    let app = App::start().await;
    let kim = app.user("kim");
    for id in [
        "../../etc/x",
        "..",
        "/etc/passwd",
        "a/b",
        "\"a\\0b\"",
        "\"a\\nb\"",
        ".hidden",
        "search",
        "archived",
    ] {
        let refused = create(&kim, &public(id)).await.expect(400);
        assert_eq!(refused.code(), "bad_template", "{id}");
        assert_eq!(refused.json()["problems"][0]["path"], "template.id", "{id}");
    }
    for category in ["../official/cfd", "..", "/tmp", "a/b", ".x"] {
        let text = yaml("flow", &format!("  is_public: true\n  category: \"{category}\"\n"));
        // The template is taken, without its category.
        let made = create(&kim, &text).await.expect(201).json();
        assert_eq!(made["file_path"], "community/custom/flow.yaml", "{category}");
        assert_eq!(made["problems"][0]["path"], "template.category", "{category}");
        super::archive(&kim, "flow").await.assert_status(200);
    }
    for id in ["..%2f..%2fetc%2fpasswd", "a%00b", "%2e%2e", "a%2fb", "'%20OR%201=1--"] {
        kim.get(&format!("{TEMPLATES}/{id}")).await.assert_status(404);
        kim.get(&format!("{TEMPLATES}/export/{id}")).await.assert_status(404);
        kim.delete(&format!("{TEMPLATES}/{id}")).await.assert_status(404);
    }
    assert!(app.files().is_empty());
}

#[tokio::test]
async fn broken_yaml_is_answered_with_line_and_key() {
    let app = App::start().await;
    let kim = app.user("kim");
    for (text, words) in [
        ("", "YAML content required"),
        ("   \n", "YAML content required"),
        ("- a\n", "Template must be a YAML dictionary"),
        ("slurm: {}\n", "Missing 'template' section"),
    ] {
        let refused = create(&kim, text).await.expect(400).json();
        assert!(refused["error"].as_str().unwrap().contains(words), "{refused}");
    }
    let refused = create(&kim, "template:\n  id: a\n  name: a\n").await.expect(400).json();
    let problem = &refused["problems"][0];
    assert_eq!(problem["path"], "template.display_name");
    assert_eq!(problem["severity"], "fatal");
    let refused = create(&kim, "template:\n  id: a\n\tname: a\n").await.expect(400).json();
    assert!(refused["problems"][0]["line"].as_u64().unwrap() >= 2, "{refused}");

    // What can be listed is kept, with its problems, so that one can go on with it.
    let draft = yaml("flow", "").replace("nodes: 1", "nodes: zero");
    let made = create(&kim, &draft).await.expect(201).json();
    assert_eq!(made["problems"][0]["path"], "slurm.nodes");
    assert_eq!(made["problems"][0]["line"], 8);
    let shown = show(&kim, "flow").await.expect(200).json();
    assert_eq!(shown["usable"], false);
    let validated = kim.get(&format!("{TEMPLATES}/flow/validate")).await.expect(200).json();
    assert_eq!(validated["valid"], false);

    let checked = kim
        .post_json(&format!("{TEMPLATES}/check"), &json!({"yaml": draft}))
        .await
        .expect(200)
        .json();
    assert_eq!((&checked["listed"], &checked["usable"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn hostile_texts_are_refused_quickly() {
    let app = App::start().await;
    let kim = app.user("kim");
    let bomb: String = (1..20)
        .map(|level| {
            let before = level - 1;
            format!("a{level}: &a{level} [*a{before},*a{before},*a{before},*a{before},*a{before},*a{before}]\n")
        })
        .collect();
    let bomb = format!("a0: &a0 [x,x,x]\n{bomb}");
    let deep = format!("a: {}{}\n", "[".repeat(5000), "]".repeat(5000));
    let long = format!("{}{}", public("long"), "# x\n".repeat(70_000));
    for text in [
        bomb,
        deep,
        long,
        "\u{feff}!!python/object/apply:os.system [id]\n".to_owned(),
    ] {
        let started = std::time::Instant::now();
        assert_eq!(create(&kim, &text).await.expect(400).code(), "bad_template");
        assert!(started.elapsed() < std::time::Duration::from_secs(2));
    }
    let huge = json!({"yaml": "x".repeat(2 << 20)});
    kim.post_json(TEMPLATES, &huge).await.assert_status(413);
    kim.post_raw(TEMPLATES, "application/json", "{")
        .await
        .assert_status(400);
    kim.post_raw(TEMPLATES, "text/yaml", public("a"))
        .await
        .assert_status(415);
    create(&kim, &public("flow")).await.assert_status(201);
    assert_eq!(
        change(&kim, "flow", &public("other")).await.expect(400).code(),
        "template_id_fixed"
    );
}

#[tokio::test]
async fn a_link_in_the_folder_leads_nowhere() {
    let app = App::start().await;
    let root = app.server.admin("root");
    let outside = app.folder.path().join("outside.yaml");
    std::fs::write(&outside, yaml("outside", "")).unwrap();
    std::fs::create_dir_all(app.templates.path().join("official")).unwrap();
    std::os::unix::fs::symlink(&outside, app.templates.path().join("official/outside.yaml")).unwrap();
    std::os::unix::fs::symlink(app.folder.path(), app.templates.path().join("community")).unwrap();
    root.post(&format!("{TEMPLATES}/scan")).await.assert_status(200);
    assert!(super::listed(&root, "").await.is_empty());
    // Nor does the portal write through it.
    let refused = create(&app.user("kim"), &public("flow")).await;
    assert!(refused.status >= 400, "{}", refused.text());
    std::fs::remove_file(&outside).unwrap();
    assert!(app.files().is_empty());
}

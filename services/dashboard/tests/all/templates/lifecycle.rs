//! A template is made, read, changed, archived and put back.

use portal_testkit::Part;
use serde_json::json;

use super::{TEMPLATES, archive, change, create, listed, public, put, show, yaml};
use crate::app::App;
use crate::audit::log::told;

#[tokio::test]
async fn what_its_author_creates_everybody_lists_and_reads() {
    let app = App::start().await;
    let made = create(&app.user("kim"), &public("flow")).await.expect(201).json();
    assert_eq!(made["message"], "Template created successfully");
    assert_eq!(made["file_path"], "community/cfd/flow.yaml");
    assert_eq!(made["template_id"], "flow");
    assert_eq!(app.template_file("community/cfd/flow.yaml"), Some(public("flow")));

    let lee = app.user("lee");
    assert_eq!(listed(&lee, "").await, ["flow"]);
    let shown = show(&lee, "flow").await.expect(200).json();
    assert_eq!(shown["template"]["display_name"], "Template flow");
    assert_eq!(shown["source"], "community");
    assert_eq!(shown["category"], "cfd");
    assert_eq!(shown["owner"], "kim");
    assert_eq!(shown["digest"], made["digest"]);
    assert_eq!(shown["yaml"], public("flow"));
    assert_eq!(shown["usable"], true);
    assert_eq!(shown["may_change"], false);
    assert_eq!(shown["apptainer_normalized"]["image_name"], "tools.sif");
    assert_eq!(
        told(&app.database, "template.create"),
        ["kim (bearer): template:flow community/cfd/flow.yaml, ok"]
    );
}

#[tokio::test]
async fn older_paths_lead_to_the_same_templates() {
    let app = App::start().await;
    let kim = app.user("kim");
    kim.post_json("/api/jobs/templates", &json!({"yaml": public("flow")}))
        .await
        .assert_status(201);
    for path in [
        "/api/jobs/templates",
        "/dashboardapi/jobs/templates",
        "/api/v2/templates",
    ] {
        let list = kim.get(path).await.expect(200).json();
        assert_eq!(list["total"], 1, "{path}");
        assert_eq!(list["templates"][0]["apptainer_normalized"]["mode"], "fixed");
    }
    kim.get("/api/jobs/templates/flow").await.assert_status(200);
}

#[tokio::test]
async fn a_list_is_filtered_searched_and_paged() {
    let app = App::start().await;
    app.drop_template("official/ml/train.yaml", &yaml("train", "  tags: [gpu]\n"));
    app.drop_template("official/cfd/flow.yml", &yaml("flow", "  tags: [mesh]\n"));
    let kim = app.user("kim");
    create(&kim, &yaml("mine", "")).await.assert_status(201);
    create(&kim, &public("shared")).await.assert_status(201);
    kim.post(&format!("{TEMPLATES}/scan")).await.assert_status(200);

    assert_eq!(listed(&kim, "").await, ["flow", "train", "shared", "mine"]);
    assert_eq!(listed(&app.user("lee"), "").await, ["flow", "train", "shared"]);
    assert_eq!(listed(&kim, "?source=private").await, ["mine"]);
    assert_eq!(listed(&kim, "?source=official&category=ml").await, ["train"]);
    assert!(listed(&kim, "?source=elsewhere").await.is_empty());
    assert_eq!(listed(&kim, "?tags=gpu,mesh").await, ["flow", "train", "shared"]);
    assert!(listed(&kim, "?tags=mes").await.is_empty());
    assert_eq!(listed(&kim, "?q=template%20TRA").await, ["train"]);
    // Each word anywhere: name and tag, a category; not a tag's quotes.
    assert_eq!(listed(&kim, "?q=GPU%20tra").await, ["train"]);
    assert_eq!(listed(&kim, "?q=cfd%20mesh").await, ["flow", "shared"]);
    assert!(listed(&kim, "?q=gpu%20flow").await.is_empty() && listed(&kim, "?q=%22gpu%22").await.is_empty());
    assert!(listed(&kim, "?q=%25").await.is_empty());
    assert_eq!(listed(&kim, "/search?q=Does%20mine").await, ["mine"]);

    let first = kim.get(&format!("{TEMPLATES}?limit=3")).await.expect(200).json();
    assert_eq!(first["total"], 4);
    let cursor = first["next_cursor"].as_str().unwrap();
    assert_eq!(listed(&kim, &format!("?limit=3&cursor={cursor}")).await, ["mine"]);
    for wrong in ["?limit=0", "?limit=x", "?cursor=x", "?colour=red"] {
        kim.get(&format!("{TEMPLATES}{wrong}")).await.assert_status(400);
    }

    let categories = kim.get(&format!("{TEMPLATES}/categories")).await.expect(200).json();
    let found: Vec<_> = categories["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|category| (category["name"].as_str().unwrap(), category["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(found, [("cfd", 2), ("custom", 1), ("ml", 1)]);
}

#[tokio::test]
async fn a_change_is_written_over_the_file_and_a_new_source_moves_it() {
    let app = App::start().await;
    let kim = app.user("kim");
    create(&kim, &yaml("flow", "")).await.assert_status(201);
    let text = yaml("flow", "  version: \"2\"\n");
    change(&kim, "flow", &text).await.assert_status(200);
    assert_eq!(app.template_file("private/kim/flow.yaml"), Some(text));

    let text = yaml("flow", "  source: community\n  category: cfd\n");
    let moved = change(&kim, "flow", &text).await.expect(200).json();
    assert_eq!(moved["file_path"], "community/cfd/flow.yaml");
    assert_eq!(app.template_file("private/kim/flow.yaml"), None);
    let shown = show(&app.user("lee"), "flow").await.expect(200).json();
    assert_eq!(shown["owner"], "kim");
    assert_eq!(listed(&app.user("lee"), "").await, ["flow"]);
    // Its history came with it.
    let versions = kim.get(&format!("{TEMPLATES}/flow/versions")).await.expect(200).json();
    assert_eq!(versions["total"], 3);
    // To those who could not have read it then, what was private is not told with it.
    let lee = app.user("lee");
    let seen = lee.get(&format!("{TEMPLATES}/flow/versions")).await.expect(200).json();
    assert_eq!(seen["total"], 1, "{seen}");
    assert_eq!(seen["versions"][0]["digest"], shown["digest"]);
    let private = versions["versions"][2]["digest"].as_str().unwrap();
    for (client, status) in [(&kim, 200), (&lee, 404), (&app.server.admin("root"), 200)] {
        let version = format!("{TEMPLATES}/flow/versions/{private}");
        client.get(&version).await.assert_status(status);
        let compared = format!("{TEMPLATES}/flow/compare?from={private}");
        client.get(&compared).await.assert_status(status);
    }
}

#[tokio::test]
async fn a_tree_as_older_clients_send_it_becomes_a_file() {
    let app = App::start().await;
    let kim = app.user("kim");
    create(&kim, &public("flow")).await.assert_status(201);
    let mut tree = show(&kim, "flow").await.expect(200).json();
    tree.as_object_mut().unwrap().remove("yaml");
    tree["template"]["display_name"] = json!("유동 해석");
    put(&kim, &format!("{TEMPLATES}/flow"), &tree).await.assert_status(200);
    let shown = show(&kim, "flow").await.expect(200).json();
    assert_eq!(shown["template"]["display_name"], "유동 해석");
    let file = app.template_file("community/cfd/flow.yaml").unwrap();
    assert!(!file.contains("file_hash") && !file.contains("may_change"), "{file}");
    let nothing = put(&kim, &format!("{TEMPLATES}/flow"), &json!({}))
        .await
        .expect(400)
        .json();
    assert_eq!(nothing["error"], "No template data provided");
}

#[tokio::test]
async fn what_is_archived_is_gone_and_can_be_put_back() {
    let app = App::start().await;
    let (kim, lee) = (app.user("kim"), app.user("lee"));
    create(&kim, &public("flow")).await.assert_status(201);
    let gone = archive(&kim, "flow").await.expect(200).json();
    assert_eq!(gone["success"], true);
    assert_eq!(gone["message"], "Template archived successfully");
    show(&kim, "flow").await.assert_status(404);
    assert!(listed(&kim, "").await.is_empty());
    assert_eq!(app.template_file("archived/flow.yaml"), Some(public("flow")));

    let archived = format!("{TEMPLATES}/archived");
    assert_eq!(lee.get(&archived).await.expect(200).json()["total"], 0);
    let list = kim.get(&archived).await.expect(200).json();
    let number = list["archived"][0]["number"].as_i64().unwrap();
    let back = format!("{archived}/{number}/restore");
    lee.post(&back).await.assert_status(404);
    kim.post(&back).await.assert_status(200);
    assert_eq!(listed(&lee, "").await, ["flow"]);
    assert_eq!(show(&lee, "flow").await.expect(200).json()["owner"], "kim");
    kim.post(&back).await.assert_status(404);
}

#[tokio::test]
async fn two_that_archive_at_once_leave_the_way_back() {
    let app = App::start().await;
    let kim = app.user("kim");
    create(&kim, &public("flow")).await.assert_status(201);
    for round in 0..10 {
        let (first, second) = tokio::join!(archive(&kim, "flow"), archive(&kim, "flow"));
        assert!([first.status, second.status].contains(&200), "{round}");
        let archived = format!("{TEMPLATES}/archived");
        let list = kim.get(&archived).await.expect(200).json();
        assert_eq!(list["total"], 1, "{round}");
        let number = list["archived"][0]["number"].as_i64().unwrap();
        kim.post(&format!("{archived}/{number}/restore"))
            .await
            .assert_status(200);
    }
}

#[tokio::test]
async fn another_file_that_got_an_archived_ones_name_is_not_put_back_in_its_place() {
    let app = App::start().await;
    let kim = app.user("kim");
    create(&kim, &public("flow")).await.assert_status(201);
    archive(&kim, "flow").await.assert_status(200);
    app.drop_template("archived/flow.yaml", &yaml("flow", ""));
    let archived = format!("{TEMPLATES}/archived");
    let list = kim.get(&archived).await.expect(200).json();
    let number = list["archived"][0]["number"].as_i64().unwrap();
    let refused = kim.post(&format!("{archived}/{number}/restore")).await.expect(409);
    assert_eq!(refused.code(), "template_changed");
    assert!(listed(&kim, "").await.is_empty());
}

#[tokio::test]
async fn a_file_is_imported_for_the_caller_whatever_the_form_says() {
    let app = App::start().await;
    let kim = app.user("kim");
    let import = format!("{TEMPLATES}/import");
    let form = |text: String, public: &str| {
        vec![
            Part::text("user_id", "lee"),
            Part::text("is_public", public),
            Part::file("file", "../../x.yaml", text),
        ]
    };
    let made = kim
        .multipart(&import, form(yaml("own", ""), "false"))
        .await
        .expect(201)
        .json();
    assert_eq!(made["file_path"], "private/kim/own.yaml");
    let made = kim
        .multipart(&import, form(yaml("all", ""), "true"))
        .await
        .expect(201)
        .json();
    assert_eq!(made["file_path"], "community/custom/all.yaml");
    let none = kim.multipart(&import, vec![Part::text("is_public", "true")]).await;
    assert_eq!(none.expect(400).json()["error"], "No file provided");
    let large = "# ".repeat(200 * 1024);
    kim.multipart(&import, form(large, "true")).await.assert_status(413);
    app.server
        .stranger()
        .multipart(&import, form(yaml("x", ""), "true"))
        .await
        .assert_status(401);
}

#[tokio::test]
async fn an_export_is_the_file_itself() {
    let app = App::start().await;
    let kim = app.user("kim");
    let text = format!("# by hand\n{}", public("flow"));
    create(&kim, &text).await.assert_status(201);
    let export = kim.get(&format!("{TEMPLATES}/export/flow")).await.expect(200);
    assert_eq!(export.text(), text);
    assert_eq!(export.header("content-disposition"), "attachment; filename=flow.yaml");
    kim.get(&format!("{TEMPLATES}/export/other")).await.assert_status(404);
}

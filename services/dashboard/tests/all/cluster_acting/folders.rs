//! A template asks for a folder: it comes as an archive, and the job finds the folder.

use portal_testkit::Program;
use serde_json::json;

use super::templates::{ended, site, submit, upload};

/// Counts what is in the folder.
const FOLDER: &str = "template:\n  id: folder\n  name: folder\n  display_name: Looks into a folder\n\
    slurm:\n  partition: compute\n  nodes: 1\n  ntasks: 1\n  mem: 100M\n  time: \"00:05:00\"\n\
    apptainer:\n  image_selection: {mode: any, required: false}\n\
    files:\n  input_schema:\n    required:\n      - {name: Case, file_key: case, type: directory, max_size: 1MB}\n\
    script:\n  main_exec: |\n    cd \"$FILE_CASE\" && find . -type f | sort > ../../results/found && stat -c %U . system\n";

#[actix_web::test]
async fn a_folder_comes_as_an_archive_and_nothing_else_is_taken_for_one() {
    let site = site().await;
    site.drop_template("official/test/folder.yaml", FOLDER);
    let alice = site.alice();
    alice.post("/api/v2/templates/scan").await.assert_status(200);
    let place = tempfile::tempdir().unwrap();
    let pack = "mkdir -p cavity/system && touch cavity/system/controlDict cavity/Allrun && tar -czf case.tar.gz cavity";
    let packed = Program::new("sh").args(["-c", pack]).folder(place.path()).run();
    assert_eq!(packed.code, Some(0), "{}", packed.stderr);
    let archive = std::fs::read(place.path().join("case.tar.gz")).unwrap();

    let mesh = upload(&alice, "case.msh", b"1\n").await;
    let wrong = json!({"template_id": "folder", "inputs": {"case": mesh}});
    let shown = alice.post_json("/api/v2/jobs/preview", &wrong).await.expect(200).json();
    let refused = alice.post_json("/api/v2/jobs", &wrong).await.expect(400).json();
    for answer in [shown, refused] {
        let problem = &answer["problems"][0];
        assert_eq!(
            (&problem["field"], &problem["code"]),
            (&json!("inputs.case"), &json!("extension"))
        );
        assert!(
            problem["message"].as_str().unwrap().contains("give it as an archive"),
            "{problem}"
        );
        assert_eq!(answer["problems"].as_array().unwrap().len(), 1, "{answer}");
    }
    assert_eq!(site.count(), 0);

    let case = upload(&alice, "my case.tar.gz", &archive).await;
    let made = submit(&alice, &json!({"template_id": "folder", "inputs": {"case": case}})).await;
    let row = ended(&site, &made, "completed").await;
    assert_eq!(row["inputs"][0]["name"], "my case.tar.gz");
    let files = format!("/api/v2/submissions/{}/files", made["submission_id"]);
    let found = alice.get(&format!("{files}/results/found")).await.expect(200).text();
    assert_eq!(found, "./Allrun\n./system/controlDict\n");
    assert_eq!(
        alice.get(&format!("{files}/job.log")).await.expect(200).text(),
        "alice\nalice\n"
    );
    let list = alice.get(&files).await.expect(200).json();
    assert_eq!(list["files"][0]["path"], "input/my case/Allrun");
}

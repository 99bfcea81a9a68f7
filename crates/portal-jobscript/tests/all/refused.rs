//! What can be in no script.

use portal_jobscript::{ImageChoice, Input, Request, ScriptError, write};
use portal_templates::schema::Template;

use crate::sample::{key, template};

fn request(template: &Template) -> Request<'_> {
    Request {
        template,
        job_name: "x",
        folder: "/jobs/x",
        image: None,
        inputs: &[],
        command: None,
    }
}

#[test]
fn names_folders_and_images_that_slurm_or_apptainer_would_read_otherwise() {
    let template = template("least.yaml");
    let sound = request(&template);
    assert!(write(&sound).is_ok());
    let long = "x".repeat(201);
    for job_name in ["", " ", "a\nb", "a\0", "a\u{2028}b", "a\u{85}b", &long] {
        assert_eq!(
            write(&Request { job_name, ..sound }),
            Err(ScriptError::JobName),
            "{job_name:?}"
        );
    }
    let long = format!("/{}", "x".repeat(3_000));
    for folder in [
        "",
        "jobs/x",
        "/jobs/x/",
        "/",
        "/jobs/%j",
        "/jobs/a\\b",
        "/jobs/a,b",
        "/jobs/a:b",
        "/jobs/a\nb",
        &long,
    ] {
        assert_eq!(
            write(&Request { folder, ..sound }),
            Err(ScriptError::Folder),
            "{folder:?}"
        );
    }
    for path in ["", "x.sif", "-x", "/x\0"] {
        let image = Some(ImageChoice { id: "x", path });
        assert_eq!(write(&Request { image, ..sound }), Err(ScriptError::Image), "{path:?}");
    }
}

#[test]
fn files_that_no_folder_can_hold_and_two_for_one_variable() {
    let template = template("least.yaml");
    let sound = request(&template);
    let (mesh, same) = (key("mesh"), key("MESH"));
    let long = "x".repeat(256);
    for name in ["", ".", "..", "a/b", "../a", "a\0", &long] {
        let inputs = [Input {
            file_key: &mesh,
            name,
            staged: "/s",
        }];
        let key = mesh.clone();
        assert_eq!(
            write(&Request {
                inputs: &inputs,
                ..sound
            }),
            Err(ScriptError::FileName { key }),
            "{name:?}"
        );
    }
    let inputs = [Input {
        file_key: &mesh,
        name: "a",
        staged: "s",
    }];
    let key = mesh.clone();
    assert_eq!(
        write(&Request {
            inputs: &inputs,
            ..sound
        }),
        Err(ScriptError::Staged { key })
    );
    let inputs = [
        Input {
            file_key: &mesh,
            name: "a",
            staged: "/s",
        },
        Input {
            file_key: &same,
            name: "b",
            staged: "/t",
        },
    ];
    let key = same.clone();
    assert_eq!(
        write(&Request {
            inputs: &inputs,
            ..sound
        }),
        Err(ScriptError::KeyTwice { key })
    );
}

#[test]
fn what_a_template_says_that_no_job_can_have() {
    let mut template = template("least.yaml");
    template.slurm.gres = Some("help".parse().unwrap());
    assert_eq!(write(&request(&template)), Err(ScriptError::Gres("help".to_owned())));
    template.slurm.gres = None;
    template.script.pre_exec = Some("a\0b".to_owned());
    assert_eq!(write(&request(&template)), Err(ScriptError::Step { step: "pre_exec" }));
    template.script.pre_exec = Some("#".repeat(4 << 20));
    assert_eq!(write(&request(&template)), Err(ScriptError::TooLong));
}

#[test]
fn a_file_has_its_second_variable_where_nothing_else_has_that_name() {
    let template = template("full.yaml");
    let keys = [key("dataset"), key("x_FILE"), key("FILE_x"), key("2nd"), key("FILE")];
    let inputs: Vec<_> = keys
        .iter()
        .map(|file_key| Input {
            file_key,
            name: file_key.as_str(),
            staged: "/s",
        })
        .collect();
    let script = write(&Request {
        inputs: &inputs,
        ..request(&template)
    })
    .unwrap()
    .text;
    let exported = |name: &str| -> Vec<&str> {
        let beginning = format!("export {name}=");
        script
            .lines()
            .filter_map(|line| line.strip_prefix(beginning.as_str()))
            .collect()
    };
    assert_eq!(exported("DATASET_FILE"), [r"'the template'\''s own'"]);
    assert_eq!(exported("FILE_DATASET"), ["'/jobs/x/input/dataset'"]);
    assert_eq!(
        exported("FILE_X_FILE"),
        ["'/jobs/x/input/x_FILE'"],
        "not the file of FILE_x"
    );
    assert_eq!(exported("FILE_FILE_X"), ["'/jobs/x/input/FILE_x'"]);
    assert_eq!(exported("FILE_2ND"), ["'/jobs/x/input/2nd'"]);
    assert!(exported("2ND_FILE").is_empty(), "no name of a variable");
    assert_eq!(exported("FILE_FILE"), ["'/jobs/x/input/FILE'"]);
}

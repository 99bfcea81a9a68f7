//! What a job does with its folder and files, the first time and when Slurm starts it again.

use std::os::unix::fs::PermissionsExt;

use portal_jobscript::{Input, Request, write};
use portal_templates::schema::Template;

use crate::sample::{Place, key, with_steps};

fn script(place: &Place, template: &Template, inputs: &[Input<'_>]) -> String {
    let request = Request {
        template,
        job_name: "again",
        folder: &place.folder,
        image: None,
        inputs,
        command: None,
    };
    write(&request).unwrap().text
}

#[test]
fn steps_run_in_order_in_the_jobs_folder_and_find_its_folders_and_files() {
    let place = Place::new("job");
    let (mesh, case) = (key("mesh"), key("case"));
    let staged = [place.stage("0", "the mesh"), place.stage("1", "the case")];
    let inputs = [
        Input {
            file_key: &mesh,
            name: "a b.k",
            staged: &staged[0],
        },
        Input {
            file_key: &case,
            name: "a b.k",
            staged: &staged[1],
        },
    ];
    let template = with_steps(
        "pwd; umask; cat \"$FILE_MESH\" \"$CASE_FILE\"; echo",
        "false; echo main > \"$RESULT_DIR/main\"; ls -d input work output results",
        "cat \"$WORK_DIR/results/main\"; exit 3",
    );
    let finished = place.run(&script(&place, &template, &inputs));
    let expected = format!(
        "{}\n0027\nthe meshthe case\ninput\noutput\nresults\nwork\nmain\n",
        place.folder
    );
    assert_eq!(
        (finished.stdout, finished.stderr.as_str(), finished.code),
        (expected, "", Some(3))
    );
}

#[test]
fn files_are_brought_once_and_the_jobs_changes_outlive_a_second_start() {
    let place = Place::new("job");
    let mesh = key("mesh");
    let staged = place.stage("0", "as it was given");
    std::fs::set_permissions(&staged, PermissionsExt::from_mode(0o640)).unwrap();
    let kept = place.path("kept");
    std::fs::hard_link(&staged, &kept).unwrap();
    let inputs = [Input {
        file_key: &mesh,
        name: "m.k",
        staged: &staged,
    }];
    let template = with_steps("", "cat \"$FILE_MESH\"; echo changed >> \"$FILE_MESH\"", "");
    let script = script(&place, &template, &inputs);

    let first = place.run(&script);
    assert_eq!(
        (first.stdout.as_str(), first.stderr.as_str(), first.code),
        ("as it was given", "", Some(0))
    );
    assert!(!std::fs::exists(&staged).unwrap(), "what the portal put there is gone");
    assert_eq!(
        std::fs::read_to_string(&kept).unwrap(),
        "as it was given",
        "a copy, not the portal's own file"
    );
    let names: Vec<_> = std::fs::read_dir(&place.folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !names.iter().any(|name| name.to_string_lossy().ends_with(".part")),
        "{names:?}"
    );

    let second = place.run(&script);
    assert_eq!(second.stdout, "as it was givenchanged\n");
    // A job may also have taken its input away.
    std::fs::remove_file(place.path("input/m.k")).unwrap();
    let third = place.run(&script);
    assert!(third.stderr.contains("No such file"), "{}", third.stderr);
}

#[test]
fn a_start_that_ended_in_the_middle_of_a_file_is_made_good() {
    let place = Place::new("job");
    let mesh = key("mesh");
    let staged = place.stage("0", "all of it");
    std::fs::write(place.path(".input-0.part"), "all").unwrap();
    std::fs::create_dir(place.path("input")).unwrap();
    std::fs::write(place.path("input/m.k"), "of an earlier start").unwrap();
    let inputs = [Input {
        file_key: &mesh,
        name: "m.k",
        staged: &staged,
    }];
    let finished = place.run(&script(&place, &with_steps("", "cat \"$FILE_MESH\"", ""), &inputs));
    assert_eq!((finished.stdout.as_str(), finished.code), ("all of it", Some(0)));
}

#[test]
fn without_its_folder_or_files_no_step_runs() {
    let place = Place::new("job");
    let mesh = key("mesh");
    let staged = place.stage("0", "mesh");
    let inputs = [Input {
        file_key: &mesh,
        name: "m.k",
        staged: &staged,
    }];
    let script = script(&place, &with_steps("", "echo ran", ""), &inputs);
    // Nothing can be put where a folder is.
    std::fs::create_dir_all(place.path("input/m.k/x")).unwrap();
    let finished = place.run(&script);
    assert_eq!((finished.stdout.as_str(), finished.code), ("", Some(1)));
    assert!(finished.stderr.contains("m.k"), "{}", finished.stderr);
    assert_eq!(place.text(".staged/0"), "mesh", "and nothing is lost");

    let elsewhere = script.replace(&place.folder, &format!("{}-gone", place.folder));
    let finished = place.run(&elsewhere);
    assert_eq!((finished.stdout.as_str(), finished.code), ("", Some(1)));
}

#[test]
fn an_open_line_of_one_step_does_not_swallow_the_next() {
    let place = Place::new("job");
    let template = with_steps("echo one \\", "echo two \\\r\n", "echo three");
    let finished = place.run(&script(&place, &template, &[]));
    assert_eq!(finished.stdout, "one\ntwo\nthree\n");
}

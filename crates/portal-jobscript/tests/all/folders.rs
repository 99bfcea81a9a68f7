//! Inputs that are folders: they come as archives, and the job finds what is in them.

use portal_jobscript::{Input, InputCode, Offered, Request, ScriptError, check_inputs, paths, write};
use portal_templates::schema::{self, Template};
use portal_testkit::{Program, python};

use crate::sample::{Place, key};

/// Two folders and a file.
const TEMPLATE: &str = "template: {id: case, name: case, display_name: Case}
slurm: {partition: compute, nodes: 1, ntasks: 1, time: 10}
apptainer: {image_selection: {mode: any, required: false}}
files:
  input_schema:
    required: [{name: Case, file_key: case, type: directory}]
    optional: [{name: Mesh, file_key: mesh, type: directory}, {name: Notes, file_key: notes}]
script: {main_exec: 'cd \"$FILE_CASE\" && find . -type f -exec cat {} + && echo again >> a.txt'}
";

fn template() -> Template {
    let reading = schema::read("case.yaml", TEMPLATE.as_bytes());
    reading.template.unwrap_or_else(|| panic!("{:?}", reading.problems))
}

fn script(place: &Place, name: &str, staged: &str) -> String {
    let case = key("case");
    let inputs = [Input {
        file_key: &case,
        name,
        staged,
    }];
    written(place, &inputs).unwrap()
}

fn written(place: &Place, inputs: &[Input<'_>]) -> Result<String, ScriptError> {
    let request = Request {
        template: &template(),
        job_name: "case",
        folder: &place.folder,
        image: None,
        inputs,
        command: None,
    };
    write(&request).map(|script| script.text)
}

/// Has a shell make the archive `$1` where the portal would put it.
fn packed(place: &Place, commands: &str) -> String {
    let staged = place.stage("0-case", "");
    let made = Program::new("bash")
        .args(["-euc", commands, "bash", &staged])
        .folder(place.path(".."))
        .run();
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    staged
}

#[test]
fn a_packed_folder_is_that_folder_whatever_it_is_packed_in() {
    for (name, pack) in [
        (
            "my case.tar.gz",
            "mkdir 'in it'; echo one > 'in it/a.txt'; tar -czf \"$1\" 'in it'",
        ),
        (
            "my case.TGZ",
            "mkdir d; echo one > d/a.txt; chmod 555 d; tar -czf \"$1\" d",
        ),
        ("my case.tar", "mkdir d; echo one > d/a.txt; tar -cf \"$1\" -C d ."),
        ("my case.tar.xz", "echo one > a.txt; tar -cJf \"$1\" a.txt"),
        ("my case.tar.bz2", "mkdir -p d/e; echo one > d/a.txt; tar -cjf \"$1\" d"),
    ] {
        let place = Place::new("job");
        let staged = packed(&place, pack);
        let script = script(&place, name, &staged);
        let first = place.run(&script);
        assert_eq!(
            (first.stdout.as_str(), first.stderr.as_str(), first.code),
            ("one\n", "", Some(0)),
            "{name}"
        );
        assert_eq!(place.text("input/my case/a.txt"), "one\nagain\n", "{name}");
        assert!(!std::fs::exists(&staged).unwrap(), "what the portal put there is gone");
        assert!(!place.path(".input-0.part").exists() && !place.path(".input-0.part.one").exists());
        // What the job made of it outlives a second start.
        assert_eq!(place.run(&script).stdout, "one\nagain\n");
    }
}

#[test]
fn a_zip_is_an_archive_too() {
    let place = Place::new("job");
    let staged = place.stage("0-case", "");
    let zip = "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w') as z:\n    z.writestr('d/a.txt', 'one\\n')\n    z.writestr('d/b/../../../evil', 'evil')\n";
    let _nothing = python(zip, &[&staged]);
    let finished = place.run(&script(&place, "case.zip", &staged));
    assert_eq!(
        finished.code,
        Some(0),
        "unzip is missing? apt-get install unzip. {}",
        finished.stderr
    );
    assert!(place.text("input/case/a.txt").starts_with("one\n"));
    assert!(!place.path("evil").exists() && !place.path("../evil").exists());
}

#[test]
fn an_archive_writes_nowhere_else() {
    let place = Place::new("job");
    let staged = packed(
        &place,
        "mkdir -p d e; echo evil > evil; echo one > d/a.txt; tar -cf \"$1\" d
         tar -rPf \"$1\" --transform 's,^,../../,' evil; tar -rPf \"$1\" --transform \"s,^,$PWD/e/,\" evil
         ln -s ../../out d/link; tar -rf \"$1\" d/link; rm d/link; mkdir d/link; echo evil > d/link/evil; tar -rf \"$1\" d/link/evil
         rm evil; mkdir out",
    );
    let finished = place.run(&script(&place, "case.tar", &staged));
    assert!(
        finished.stderr.contains("tar: "),
        "it says what it leaves out: {}",
        finished.stderr
    );
    for elsewhere in ["../evil", "../e/evil", "../out/evil", "evil"] {
        assert!(!place.path(elsewhere).exists(), "{elsewhere}");
    }
}

#[test]
fn a_broken_archive_ends_the_job_before_its_steps_and_is_not_lost() {
    let place = Place::new("job");
    let staged = place.stage("0-case", "no archive at all");
    for name in ["case.tar.gz", "case.zip"] {
        let finished = place.run(&script(&place, name, &staged));
        assert_eq!((finished.stdout.as_str(), finished.code), ("", Some(1)), "{name}");
        assert!(!finished.stderr.is_empty());
        assert_eq!(place.text(".staged/0-case"), "no archive at all");
    }
}

#[test]
fn a_folder_that_is_no_archive_is_refused_by_its_key() {
    let place = Place::new("job");
    let said = |name: &str| {
        let offered = Offered {
            file_key: "case",
            name,
            bytes: 1,
        };
        let problems = check_inputs(&template(), &[offered]);
        problems
            .into_iter()
            .map(|problem| (problem.code, problem.key, problem.message))
            .collect::<Vec<_>>()
    };
    assert_eq!(said("case.tar.gz"), []);
    let expected = "'Case' is a folder: give it as an archive (.tar, .tar.gz, .tgz, .tar.bz2, .tbz2, .tar.xz, .txz, .tar.zst, .zip)";
    for name in ["case.msh", "case", ".zip", "...tar", "..zip"] {
        assert_eq!(
            said(name),
            [(InputCode::Extension, "case".to_owned(), expected.to_owned())],
            "{name}"
        );
        let case = key("case");
        let inputs = [Input {
            file_key: &case,
            name,
            staged: "/s",
        }];
        assert_eq!(written(&place, &inputs), Err(ScriptError::Archive { key: key("case") }));
    }
}

#[test]
fn folders_and_files_of_one_name_do_not_meet() {
    let keys = [key("notes"), key("case"), key("mesh")];
    let names = ["wing", "wing.tar.gz", "wing.zip"];
    let inputs: Vec<_> = keys
        .iter()
        .zip(names)
        .map(|(file_key, name)| Input {
            file_key,
            name,
            staged: "/s",
        })
        .collect();
    let there: Vec<_> = paths(&template().files, "/j", &inputs)
        .into_iter()
        .map(|(_, path)| path)
        .collect();
    assert_eq!(there, ["/j/input/wing", "/j/input/case/wing", "/j/input/mesh/wing"]);
}

//! What Slurm's own `sbatch` reads in the `#SBATCH` lines. It needs no cluster to say that.

use portal_jobscript::{Request, write};
use portal_testkit::Program;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::sample::{template, with_steps};

/// A cluster that does not answer.
const NOWHERE: &str = "ClusterName=nowhere\nSlurmctldHost=localhost(127.0.0.1)\nSlurmctldPort=1\nAuthType=auth/none\nMessageTimeout=1\n\
    NodeName=localhost CPUs=1\nPartitionName=p Nodes=localhost\n";

/// The options that `sbatch` found, in order.
fn options(script: &str) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("slurm.conf"), NOWHERE).unwrap();
    std::fs::write(folder.path().join("script"), script).unwrap();
    let said = Program::new("bash")
        .args(["--norc", "-c", "sbatch -vvvv --test-only script"])
        .env("SLURM_CONF", folder.path().join("slurm.conf"))
        .folder(folder.path())
        .run()
        .stderr;
    let found: Vec<_> = said
        .lines()
        .filter_map(|line| line.split_once("Found in script, argument \"")?.1.strip_suffix('"'))
        .map(str::to_owned)
        .collect();
    assert!(
        !found.is_empty(),
        "sbatch (apt-get install slurm-client): {said}\n{script}"
    );
    assert!(!said.contains("Invalid"), "{said}");
    found
}

fn request<'a>(template: &'a portal_templates::schema::Template, job_name: &'a str, folder: &'a str) -> Request<'a> {
    Request {
        template,
        job_name,
        folder,
        image: None,
        inputs: &[],
        command: None,
    }
}

#[test]
fn slurm_is_asked_for_all_that_the_template_says() {
    let template = template("full.yaml");
    let script = write(&request(&template, "학습 1", "/shared/jobs/kim lee/1"))
        .unwrap()
        .text;
    let expected = [
        "--job-name=학습 1",
        "--partition=gpu,long",
        "--nodes=2",
        "--ntasks=4",
        "--cpus-per-task=8",
        "--mem=64G",
        "--time=1-12:00:00",
        "--gres=gpu:a100:2",
        "--gpus=a100:4",
        "--constraint=[rack1*2&rack2*2]",
        "--qos=normal",
        "--account=물리학과",
        "--chdir=/shared/jobs/kim lee/1",
        "--output=/shared/jobs/kim lee/1/job.log",
        "--open-mode=append",
    ];
    assert_eq!(options(&script), expected);
}

#[test]
fn steps_ask_slurm_for_nothing() {
    let template = with_steps("#SBATCH --nodes=7", "#SBATCH --ntasks=7\ntrue", "");
    let script = write(&request(&template, "hetjob", "/jobs/hetjob")).unwrap().text;
    let found = options(&script);
    assert!(script.contains("#SBATCH --nodes=7"));
    assert!(
        found.contains(&"--job-name=hetjob".to_owned()) && !found.iter().any(|option| option.ends_with('7')),
        "{found:?}"
    );
}

fn name() -> impl Strategy<Value = String> {
    const MARKS: &[&str] = &[
        "'",
        "\"",
        "\\",
        "$",
        "`",
        " ",
        ";",
        "#",
        "#SBATCH --wrap=id",
        "-",
        "--uid=0",
        "hetjob",
        "\\\"",
        "=",
        "a",
    ];
    let marks = prop::collection::vec(prop::sample::select(MARKS), 1..8);
    prop_oneof![marks.prop_map(|marks| marks.concat()), "\\PC{1,60}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_name_of_a_job_and_folder_is_one_value(name in name(), folder in name()) {
        let folder = format!("/jobs/{}x", folder.replace(['%', '\\', ',', ':'], "_"));
        let one_line = |text: &str| !text.contains(['\u{2028}', '\u{2029}']);
        let template = template("least.yaml");
        let script = write(&request(&template, &name, &folder));
        prop_assert_eq!(script.is_ok(), !name.trim().is_empty() && one_line(&name) && one_line(&folder));
        if let Ok(script) = script {
            let found = options(&script.text);
            prop_assert_eq!(found.first(), Some(&format!("--job-name={name}")));
            prop_assert_eq!(found.len(), 9, "{:?}", &found);
            let (chdir, output) = (format!("--chdir={folder}"), format!("--output={folder}/job.log"));
            prop_assert!(found.contains(&chdir) && found.contains(&output), "{:?}", &found);
        }
    }
}

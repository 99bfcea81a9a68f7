//! Whole scripts, as people see them.

use portal_apptainer::command::CommandTemplate;
use portal_jobscript::{
    EarlierCost, ImageChoice, Input, JobScript, PartKind, Prices, Request, Usage, facts, paths, write,
};
use portal_templates::overrides::check_overrides;
use portal_templates::schema::Files;
use serde_json::json;

use crate::sample::{is_bash, key, lines, template};

const FOLDER: &str = "/shared/jobs/kim/20261122-101500-학습-1-a1b2c3";
const IMAGE: ImageChoice<'static> = ImageChoice {
    id: "pytorch",
    path: "/opt/apptainers/pytorch_2.4.sif",
};

fn snapshot(name: &str, script: &JobScript) {
    is_bash(&script.text);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../golden/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, script.text));
    // Every line is in one part, in order, and parts are not empty.
    let mut next = 1;
    for part in &script.parts {
        assert_eq!(part.first_line, next, "{part:?}");
        assert!(part.last_line >= part.first_line, "{part:?}");
        next = part.last_line + 1;
    }
    assert_eq!(next - 1, script.text.lines().count());
    assert!(script.text.ends_with('\n'));
}

#[test]
fn a_template_that_says_everything() {
    let (script, dataset, config) = (key("train_script"), key("dataset"), key("2nd"));
    let inputs = [
        Input {
            file_key: &script,
            name: "train.py",
            staged: "/shared/jobs/kim/x/.staged/0-train_script",
        },
        Input {
            file_key: &dataset,
            name: "내 데이터 (최종).tar.gz",
            staged: "/shared/jobs/kim/x/.staged/1-dataset",
        },
        Input {
            file_key: &config,
            name: "train.py",
            staged: "/shared/jobs/kim/x/.staged/2-2nd",
        },
    ];
    let template = template("full.yaml");
    let values = json!({"time": "30", "env.GREETING": "$(touch pwned) 'hi'"});
    let chosen = check_overrides(&template, values.as_object().unwrap()).unwrap();
    let request = Request {
        template: &chosen.applied_to(&template),
        job_name: "학습 \"1\" $(touch pwned)",
        folder: FOLDER,
        image: Some(IMAGE),
        inputs: &inputs,
        command: None,
    };
    let written = write(&request).unwrap();
    snapshot("full", &written);
    let kinds: Vec<_> = written.parts.iter().map(|part| part.kind).collect();
    let (before, main, after) = (PartKind::Before, PartKind::Main, PartKind::After);
    assert_eq!(
        kinds,
        [
            PartKind::Options,
            PartKind::Environment,
            PartKind::Inputs,
            before,
            main,
            after
        ]
    );
    assert!(lines(&written, &written.parts[0]).starts_with("#!/bin/bash\n"));
    assert_eq!(lines(&written, &written.parts[3]), "nvidia-smi\n");
    assert!(lines(&written, &written.parts[4]).starts_with("apptainer exec --nv"));
    assert_eq!(lines(&written, &written.parts[5]), "ls -l \"$RESULT_DIR\"\necho done");
    assert_eq!(write(&request).unwrap(), written, "the same request, the same script");
}

#[test]
fn a_template_that_says_the_least() {
    let request = Request {
        template: &template("least.yaml"),
        job_name: "least",
        folder: "/jobs/least",
        image: None,
        inputs: &[],
        command: None,
    };
    snapshot("least", &write(&request).unwrap());
}

#[test]
fn a_command_of_the_image_takes_the_place_of_the_main_step() {
    let mesh = key("mesh");
    let inputs = [Input {
        file_key: &mesh,
        name: "it's; a.k",
        staged: "/jobs/x/.staged/0",
    }];
    let mut template = template("least.yaml");
    template.script.post_exec = Some("tail d3hsp".to_owned());
    let offered = json!({
        "template_id": "solve", "command": {"format": "mpirun -np ${NTASKS} ls-dyna i=${FILE} memory=${MEMORY} t=${TIME} c=${CPUS}"},
        "variables": {
            "dynamic": {
                "NTASKS": {"source": "slurm.ntasks", "required": true},
                "MEMORY": {"source": "slurm.memory", "transform": "memory_to_mb"},
                "TIME": {"source": "slurm.time", "transform": "time_to_minutes"},
                "CPUS": {"source": "slurm.cpus_per_task"},
            },
            "input_files": {"FILE": {"file_key": "mesh", "required": true}},
        },
        "pre_commands": ["echo ${FILE}"],
    });
    let facts = facts(&template, FOLDER, &inputs);
    assert_eq!(facts.files["mesh"], format!("{FOLDER}/input/it's; a.k"));
    let rendered = CommandTemplate::parse(&offered).unwrap().render(&facts).unwrap();
    let request = Request {
        template: &template,
        job_name: "solve",
        folder: FOLDER,
        image: Some(IMAGE),
        inputs: &inputs,
        command: Some(&rendered),
    };
    let written = write(&request).unwrap();
    snapshot("command", &written);
    assert!(!written.text.contains("hostname"), "the main step is not there");
    assert!(written.text.ends_with("\ntail d3hsp\n"));
}

#[test]
fn files_of_one_name_do_not_meet() {
    let keys = [key("a"), key("b"), key("c"), key("d")];
    let names = ["data.csv", "data.csv", "b", "data.csv"];
    let inputs: Vec<_> = keys
        .iter()
        .zip(names)
        .map(|(file_key, name)| Input {
            file_key,
            name,
            staged: "/s",
        })
        .collect();
    let there: Vec<_> = paths(&Files::default(), "/jobs/x", &inputs)
        .into_iter()
        .map(|(_, path)| path)
        .collect();
    let expected = [
        "/jobs/x/input/data.csv",
        "/jobs/x/input/b_/data.csv",
        "/jobs/x/input/b",
        "/jobs/x/input/d/data.csv",
    ];
    assert_eq!(there, expected);
}

#[test]
fn older_clients_get_the_formula_of_the_earlier_portal_until_the_site_has_prices() {
    let mut slurm = template("full.yaml").slurm;
    let cost = serde_json::to_value(EarlierCost::of(&slurm, &Prices::default())).unwrap();
    let expected = json!({
        "total_cost_usd": 59.04,
        "breakdown": {"node_cost": 36.0, "memory_cost": 23.04},
        "resources": {"nodes": 2, "ntasks": 4, "memory_gb": 64.0, "time_hours": 36.0},
        "note": "Estimated cost - actual cost may vary",
    });
    assert_eq!(cost, expected);
    let prices = Prices {
        node_hour: Some(1.0),
        gib_hour: None,
    };
    let of_the_site = EarlierCost::of(&slurm, &prices);
    assert_eq!(
        (of_the_site.total_cost_usd, of_the_site.breakdown.memory_cost),
        (72.0, 0.0)
    );
    slurm.time = "1".parse().unwrap();
    slurm.memory = "512M".parse().unwrap();
    let cost = EarlierCost::of(&slurm, &Prices::default());
    assert_eq!((cost.total_cost_usd, cost.resources.memory_gb), (0.0168, 0.5));
    slurm.time = "366-00:00:00".parse().unwrap();
    slurm.memory = "1024T".parse().unwrap();
    slurm.nodes = 1_000_000;
    let cost = EarlierCost::of(&slurm, &Prices::default());
    assert_eq!(cost.breakdown.node_cost, 4_392_000_000.0);
}

#[test]
fn what_a_job_uses_is_known_and_what_it_costs_only_the_site_knows() {
    let mut slurm = template("full.yaml").slurm;
    let usage = Usage::of(&slurm);
    let expected = json!({
        "nodes": 2, "ntasks": 4, "memory_gib": 64.0, "time_hours": 36.0, "node_hours": 72.0, "gib_hours": 4608.0,
    });
    assert_eq!(serde_json::to_value(usage).unwrap(), expected);
    let cost = |node_hour, gib_hour, usage| serde_json::to_value(Prices { node_hour, gib_hour }.of(usage)).unwrap();
    assert_eq!(cost(None, None, &usage), json!(null));
    assert_eq!(
        cost(Some(0.25), None, &usage),
        json!({"total": 18.0, "nodes": 18.0, "memory": null})
    );
    assert_eq!(
        cost(None, Some(0.001), &usage),
        json!({"total": 4.608, "nodes": null, "memory": 4.608})
    );
    assert_eq!(cost(Some(0.25), Some(0.001), &usage)["total"], json!(22.608));
    // A price of nothing is one, too.
    assert_eq!(cost(Some(0.0), None, &usage)["total"], json!(0.0));
    // How much memory the nodes have that it will get, nobody knows yet.
    slurm.memory = "0".parse().unwrap();
    let usage = Usage::of(&slurm);
    assert_eq!((usage.memory_gib, usage.gib_hours), (None, None));
    assert_eq!(cost(Some(0.25), Some(0.001), &usage), json!(null));
    assert_eq!(cost(Some(0.25), None, &usage)["total"], json!(18.0));
}

//! What a person may change for one job.

use portal_templates::overrides::{Reason, check_overrides};
use portal_templates::schema::{self, Template};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

fn template(overrides: &str) -> Template {
    let text = format!(
        "template: {{id: t, name: t, display_name: T}}\nslurm: {{partition: cpu, nodes: 1, ntasks: 1, time: '1:00:00'}}\n\
         apptainer: {{image_name: a, env: {{EPOCHS: '10'}}}}\nscript: {{main_exec: 'true'}}\n{overrides}"
    );
    let reading = schema::read("t.yaml", text.as_bytes());
    reading.template.unwrap_or_else(|| panic!("{:?}", reading.problems))
}

const RULES: &str = "overrides:\n  time: {min: 10, max: '24:00:00'}\n  memory: {max: 64G}\n  nodes: {min: 1, max: 4}\n  partition: {choices: [gpu, cpu]}\n\
    \x20 env.EPOCHS: {type: int, min: 1, max: 500}\n  env.RATE: {type: number, max: 1}\n  env.NOTE: {max_length: 20}\n  env.FAST: {type: bool}\n\
    \x20 env.MODE: {choices: [train, eval]}\n";

fn values(json: Json) -> Map<String, Json> {
    json.as_object().unwrap().clone()
}

#[test]
fn without_rules_time_and_memory_may_be_changed_and_nothing_else() {
    let template = template("");
    let chosen = check_overrides(
        &template,
        &values(json!({"time": "2:00:00", "mem": "32G", "nodes": null, "qos": " "})),
    )
    .unwrap();
    let changed = chosen.applied_to(&template);
    assert_eq!(changed.slurm.time.to_string(), "02:00:00");
    assert_eq!(changed.slurm.memory.to_string(), "32G");
    assert_eq!(changed.slurm.nodes, 1);
    let refused = check_overrides(
        &template,
        &values(json!({"nodes": 2, "partition": "gpu", "env.EPOCHS": 5, "uid": 0})),
    )
    .unwrap_err();
    let reasons: Vec<_> = refused
        .iter()
        .map(|refused| (refused.key.as_str(), refused.reason))
        .collect();
    assert_eq!(
        reasons,
        [
            ("env.EPOCHS", Reason::NotAllowed),
            ("nodes", Reason::NotAllowed),
            ("partition", Reason::NotAllowed),
            ("uid", Reason::Unknown)
        ]
    );
    assert!(check_overrides(&self::template("overrides: {}"), &values(json!({"time": "1"}))).is_err());
}

#[test]
fn values_within_the_rules_reach_the_job() {
    let template = template(RULES);
    let sent = json!({
        "time": "12:00:00", "mem": 1024, "nodes": "4", "partition": "gpu", "env.EPOCHS": "50", "env.RATE": 0.5, "env.NOTE": "첫 실험; $(id)",
        "env.FAST": true, "env.MODE": "eval",
    });
    let changed = check_overrides(&template, &values(sent)).unwrap().applied_to(&template);
    assert_eq!(
        json!([
            changed.slurm.time,
            changed.slurm.memory,
            changed.slurm.nodes,
            changed.slurm.partition
        ]),
        json!(["12:00:00", "1G", 4, "gpu"])
    );
    let env: Vec<_> = changed
        .apptainer
        .env
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(
        env,
        ["EPOCHS=50", "FAST=1", "MODE=eval", "NOTE=첫 실험; $(id)", "RATE=0.5"]
    );
}

#[test]
fn every_value_that_does_not_fit_is_told_with_what_would() {
    let template = template(RULES);
    let sent = json!({
        "time": "25:00:00", "mem": "65G", "nodes": 5, "partition": "secret", "env.EPOCHS": 0, "env.RATE": "NaN", "env.NOTE": "a\nb",
        "env.FAST": "maybe", "env.MODE": ["eval"],
    });
    let refused = check_overrides(&template, &values(sent)).unwrap_err();
    let said: Vec<_> = refused.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    env.EPOCHS: expected a whole number from 1 to 500
    env.FAST: expected true or false
    env.MODE: expected one of: train, eval
    env.NOTE: expected text of one line, at most 20 bytes
    env.RATE: expected a number, at most 1
    mem: expected memory such as 16G, at most 64G
    nodes: expected a whole number from 1 to 4
    partition: expected one of: gpu, cpu
    time: expected a time such as 01:30:00 from 00:10:00 to 1-00:00:00
    ");
    assert!(refused.iter().all(|refused| refused.reason == Reason::DoesNotFit));
    // All of a node, for Slurm.
    let none = check_overrides(&template, &values(json!({"mem": "0"}))).unwrap_err();
    assert_eq!(none[0].reason, Reason::DoesNotFit);
    let twice = check_overrides(&template, &values(json!({"mem": "1G", "memory": "2G"}))).unwrap_err();
    assert_eq!(twice[0].reason, Reason::Twice);
    let many: Map<_, _> = (0..5000).map(|n| (format!("x{n}"), json!(1))).collect();
    let refused = check_overrides(&template, &many).unwrap_err();
    assert_eq!((refused.len(), refused.last().unwrap().reason), (201, Reason::TooMany));
}

proptest! {
    #[test]
    fn nothing_that_is_accepted_leaves_its_range(key in "(time|mem|nodes|partition|env\\.(EPOCHS|RATE|NOTE))", value in "(\\PC{0,12}|-?[0-9]{1,5}[:.KMGT-]?[0-9]{0,3}|gpu|cpu)") {
        let template = template(RULES);
        let mut sent = Map::new();
        sent.insert(key, json!(value));
        if let Ok(chosen) = check_overrides(&template, &sent) {
            let changed = chosen.applied_to(&template);
            prop_assert!((600..=86_400).contains(&changed.slurm.time.seconds()));
            prop_assert!((1..=64 << 20).contains(&changed.slurm.memory.kibibytes()));
            prop_assert!((1..=4).contains(&changed.slurm.nodes));
            prop_assert!(["gpu", "cpu"].contains(&changed.slurm.partition.as_str()));
            for (name, value) in &changed.apptainer.env {
                prop_assert!(!value.chars().any(char::is_control));
                if name.as_str() == "EPOCHS" {
                    prop_assert!((1..=500).contains(&value.parse::<i64>().unwrap()));
                }
            }
        }
    }
}

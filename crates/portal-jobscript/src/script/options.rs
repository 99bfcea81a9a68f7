//! `#SBATCH` lines: all that Slurm is asked for is in the script, so that it is the same when it is submitted again by hand.

use std::fmt::Write;

use crate::request::Request;

pub(super) fn lines(request: &Request<'_>) -> String {
    let slurm = &request.template.slurm;
    let folder = request.folder;
    let mut text = String::from("#!/bin/bash\n");
    // Strings grow without errors.
    let _ = writeln!(
        text,
        "# Written by HPC Portal from the template {}",
        request.template.metadata.id
    );
    let mut option = |name: &str, value: &str| {
        let _ = writeln!(text, "#SBATCH --{name}={}", quoted(value));
    };
    option("job-name", request.job_name);
    option("partition", slurm.partition.as_str());
    option("nodes", &slurm.nodes.to_string());
    option("ntasks", &slurm.ntasks.to_string());
    if let Some(cpus) = slurm.cpus_per_task {
        option("cpus-per-task", &cpus.to_string());
    }
    option("mem", &slurm.memory.to_string());
    option("time", &slurm.time.to_string());
    let words = [
        ("gres", &slurm.gres),
        ("gpus", &slurm.gpus),
        ("constraint", &slurm.constraint),
        ("qos", &slurm.qos),
        ("account", &slurm.account),
    ];
    for (name, word) in words {
        if let Some(word) = word {
            option(name, word.as_str());
        }
    }
    option("chdir", folder);
    // Errors go there too. Nothing of it is lost when Slurm starts the job again.
    option("output", &format!("{folder}/job.log"));
    option("open-mode", "append");
    text
}

/// A value as `sbatch` reads it: it splits such lines at blanks, takes quotes off, takes `\` off and the character behind it as it
/// is, within quotes too, and leaves out what follows `#`.
fn quoted(value: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._:,=+*&|()[]@/%-".contains(letter);
    if value.chars().all(plain) {
        return value.to_owned();
    }
    format!("\"{}\"", value.replace('\\', r"\\").replace('"', "\\\""))
}

//! What a job finds in its variables.

use std::collections::BTreeSet;
use std::fmt::Write;

use portal_apptainer::command::quote;

use crate::facts::paths;
use crate::request::Request;

pub(super) fn lines(request: &Request<'_>) -> String {
    let mut text = String::from("umask 027\n");
    let mut export = |name: &str, value: &str| {
        let _ = writeln!(text, "export {name}={}", quote(value));
    };
    let folder = request.folder;
    for (name, value) in asked(request) {
        export(name, &value);
    }
    if let Some(image) = request.image {
        export("APPTAINER_IMAGE", image.path);
    }
    if let Some(app) = &request.template.apptainer.app {
        export("APPTAINER_APP", app);
    }
    export("APPTAINER_BIND", &binds(request));
    export("SLURM_SUBMIT_DIR", folder);
    export("WORK_DIR", folder);
    export("RESULT_DIR", &format!("{folder}/results"));
    export("JOB_LOG", &format!("{folder}/job.log"));
    // The portal submits with --export=NONE. Slurm tells srun the same, which then gives its tasks not even a PATH.
    export("SLURM_EXPORT_ENV", "ALL");
    for (name, value) in &request.template.apptainer.env {
        export(name.as_str(), value);
    }
    for (name, path) in files(request) {
        export(&name, &path);
    }
    text
}

/// What the job asked Slurm for.
fn asked(request: &Request<'_>) -> [(&'static str, String); 6] {
    let slurm = &request.template.slurm;
    [
        ("JOB_PARTITION", slurm.partition.to_string()),
        ("JOB_NODES", slurm.nodes.to_string()),
        ("JOB_NTASKS", slurm.ntasks.to_string()),
        ("JOB_CPUS_PER_TASK", slurm.cpus_per_task.unwrap_or(1).to_string()),
        ("JOB_MEMORY", slurm.memory.to_string()),
        ("JOB_TIME", slurm.time.to_string()),
    ]
}

/// Those of the template, and the job's folder.
fn binds(request: &Request<'_>) -> String {
    let binds = request.template.apptainer.bind.iter().map(|bind| bind.as_str());
    binds.chain([request.folder]).collect::<Vec<_>>().join(",")
}

/// `FILE_<KEY>`, and `<KEY>_FILE`, which the earlier portal promised, where nothing else has that name.
fn files(request: &Request<'_>) -> Vec<(String, String)> {
    let files: Vec<_> = paths(&request.template.files, request.folder, request.inputs)
        .into_iter()
        .map(|(key, path)| (key.variable(), path))
        .collect();
    let mut taken: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let env = &request.template.apptainer.env;
    taken.extend(env.iter().map(|(name, _)| name.to_string()));
    let keys = request
        .inputs
        .iter()
        .map(|input| input.file_key.as_str().to_ascii_uppercase());
    let second: Vec<_> = keys
        .zip(&files)
        .map(|(key, (_, path))| (format!("{key}_FILE"), path.clone()))
        // No variable begins with a digit.
        .filter(|(name, _)| !name.starts_with(|letter: char| letter.is_ascii_digit()))
        .filter(|(name, _)| taken.insert(name.clone()))
        .collect();
    files.into_iter().chain(second).collect()
}

//! What commands of images may know of a job.

use std::collections::{BTreeMap, BTreeSet};

use portal_apptainer::command::Facts;
use portal_templates::FileKey;
use portal_templates::schema::{Files, Template};

use crate::Input;

/// Where the inputs lie while the job runs: absolute paths by the input's key, in the order that the inputs have.
///
/// An input is `<folder>/input/<its name>`, a folder without the archive's ending. Of two with one name the second is
/// `<folder>/input/<its key>/<its name>`.
#[must_use]
pub fn paths(files: &Files, folder: &str, inputs: &[Input<'_>]) -> Vec<(FileKey, String)> {
    let places = places(files, inputs);
    let named = inputs.iter().zip(places);
    named
        .map(|(input, place)| (input.file_key.clone(), format!("{folder}/{place}")))
        .collect()
}

/// The same, beneath the job's folder.
pub(crate) fn places(files: &Files, inputs: &[Input<'_>]) -> Vec<String> {
    let name = |input: &Input<'_>| folder_of(files, input).unwrap_or(input.name).to_owned();
    let names: BTreeSet<String> = inputs.iter().map(name).collect();
    let mut taken = BTreeSet::new();
    let place = inputs.iter().map(|input| {
        let name = name(input);
        if taken.insert(name.clone()) {
            return format!("input/{name}");
        }
        // A folder of its own, whose name no file has.
        let mut own = input.file_key.as_str().to_owned();
        while names.contains(own.as_str()) {
            own.push('_');
        }
        format!("input/{own}/{name}")
    });
    place.collect()
}

/// What the folder is called that comes as this archive; none where the input is a file.
pub(crate) fn folder_of<'a>(files: &Files, input: &Input<'a>) -> Option<&'a str> {
    of_template(files, input)?.folder_in(input.name)
}

/// As the template has it.
pub(crate) fn of_template<'a>(files: &'a Files, input: &Input<'_>) -> Option<&'a portal_templates::schema::Input> {
    files.inputs().find(|known| known.file_key == *input.file_key)
}

/// What a command may refer to: fields of `slurm` as the template has them, and paths of the inputs by their keys.
#[must_use]
pub fn facts(template: &Template, folder: &str, inputs: &[Input<'_>]) -> Facts {
    let slurm = &template.slurm;
    let words = [
        ("gres", &slurm.gres),
        ("constraint", &slurm.constraint),
        ("qos", &slurm.qos),
        ("account", &slurm.account),
        ("gpus", &slurm.gpus),
    ];
    let mut fields: BTreeMap<String, String> = words
        .into_iter()
        .filter_map(|(name, word)| Some((name.to_owned(), word.as_ref()?.to_string())))
        .collect();
    let always = [
        ("partition", slurm.partition.to_string()),
        ("nodes", slurm.nodes.to_string()),
        ("ntasks", slurm.ntasks.to_string()),
        ("cpus_per_task", slurm.cpus_per_task.unwrap_or(1).to_string()),
        ("mem", slurm.memory.to_string()),
        ("memory", slurm.memory.to_string()),
        ("time", slurm.time.to_string()),
    ];
    fields.extend(always.map(|(name, value)| (name.to_owned(), value)));
    let files = paths(&template.files, folder, inputs);
    Facts {
        slurm: fields,
        files: files.into_iter().map(|(key, path)| (key.to_string(), path)).collect(),
    }
}

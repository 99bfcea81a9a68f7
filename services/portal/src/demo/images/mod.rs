//! A registry of container images for the demo: SIF files with everything that an image says about itself, and without the file
//! system that a container runs on. They are as little there as the cluster is, and each says so.

mod sif;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// An image that the demo shows.
struct Simulated {
    partition: &'static str,
    /// The file's name without `.sif`.
    name: &'static str,
    description: &'static str,
    version: &'static str,
    label: &'static str,
    runscript: &'static str,
    apps: &'static [&'static str],
    /// When it was built, in seconds since 1970.
    built: i64,
}

const IMAGES: [Simulated; 5] = [
    Simulated {
        partition: "compute",
        name: "openfoam_v2312",
        description: "OpenFOAM v2312: fluid dynamics",
        version: "v2312",
        label: "cfd",
        runscript: "exec simpleFoam \"$@\"",
        apps: &["blockMesh", "simpleFoam", "decomposePar"],
        built: 1_750_000_000,
    },
    Simulated {
        partition: "compute",
        name: "pytorch_2.3",
        description: "PyTorch 2.3 with CUDA 12.1",
        version: "2.3",
        label: "ml",
        runscript: "exec python3 \"$@\"",
        apps: &[],
        built: 1_755_000_000,
    },
    Simulated {
        partition: "compute",
        name: "pytorch_2.4",
        description: "PyTorch 2.4 with CUDA 12.4",
        version: "2.4",
        label: "ml",
        runscript: "exec python3 \"$@\"",
        apps: &["torchrun"],
        built: 1_765_000_000,
    },
    Simulated {
        partition: "viz",
        name: "paraview-5.13",
        description: "ParaView 5.13: viewer of results",
        version: "5.13",
        label: "viz",
        runscript: "exec pvserver \"$@\"",
        apps: &["pvserver", "pvpython"],
        built: 1_760_000_000,
    },
    Simulated {
        partition: "shared",
        name: "python-3.13",
        description: "Python 3.13 with NumPy, pandas and SciPy",
        version: "3.13",
        label: "data",
        runscript: "exec python3 \"$@\"",
        apps: &[],
        built: 1_762_000_000,
    },
];

/// Commands of one of them, as operators write them beside images.
const COMMANDS: (&str, &str) = ("openfoam_v2312", include_str!("openfoam_v2312.commands.json"));

/// Makes the registry.
pub(super) fn put(registry: &Path) -> std::io::Result<()> {
    for (number, image) in (1_u128..).zip(&IMAGES) {
        let folder = registry.join("images").join(image.partition);
        fs::create_dir_all(&folder)?;
        let bytes = sif::write(number, image.built, &definition(image), &inspected(image).to_string());
        fs::write(folder.join(format!("{}.sif", image.name)), bytes)?;
    }
    let metadata = registry.join("metadata");
    fs::create_dir_all(&metadata)?;
    fs::write(metadata.join(format!("{}.commands.json", COMMANDS.0)), COMMANDS.1)
}

fn definition(image: &Simulated) -> String {
    let Simulated {
        description, runscript, ..
    } = image;
    format!(
        "# Simulated by `portal demo`.\nBootstrap: docker\nFrom: debian:13\n\n%help\n    {description}\n\n%runscript\n    {runscript}\n"
    )
}

/// As `apptainer inspect --all` would answer.
fn inspected(image: &Simulated) -> Value {
    let apps = image.apps.iter().map(|app| {
        let attributes = json!({"labels": {"app": app}, "runscript": format!("#!/bin/sh\n\n    exec {app} \"$@\"\n")});
        ((*app).to_owned(), attributes)
    });
    let apps: serde_json::Map<String, Value> = apps.collect();
    json!({"type": "container", "data": {"attributes": {
        "labels": {
            "org.opencontainers.image.description": format!("{} (simulated)", image.description),
            "org.opencontainers.image.version": image.version,
            "simulated": "true",
            image.label: "true",
        },
        "environment": {"/.singularity.d/env/90-environment.sh": "#!/bin/sh\n\nexport LC_ALL=C.UTF-8\n"},
        "runscript": format!("#!/bin/sh\n\n{}\n", image.runscript),
        "helpfile": format!("{}\n\nSimulated: there is nothing in it to run.\n", image.description),
        "deffile": definition(image),
        "apps": apps,
    }}})
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use portal_apptainer::command::CommandTemplate;
    use portal_apptainer::registry::{PARTITIONS, Registry};
    use portal_apptainer::{Image, Memory};

    use super::put;

    #[test]
    fn the_portals_own_reader_reads_all_of_them() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path()).unwrap();
        let registry = Registry::open(folder.path()).unwrap();
        let found = registry.discover(&PARTITIONS, &Memory::new(), |_, _| {});
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        let images: BTreeMap<&str, &Image> = found.images().map(|(_, image)| (image.name.as_str(), image)).collect();
        let names: Vec<&str> = images.keys().copied().collect();
        let expected = [
            "openfoam_v2312",
            "paraview-5.13",
            "python-3.13",
            "pytorch_2.3",
            "pytorch_2.4",
        ];
        assert_eq!(names, expected);
        for (name, image) in &images {
            assert!(
                image.description.ends_with("(simulated)"),
                "{name}: {}",
                image.description
            );
            assert!(image.info.help.as_deref().unwrap().contains("Simulated"), "{name}");
            assert_eq!(image.info.remarks, ["it has no file system to run on"], "{name}");
        }
        let openfoam = images.get("openfoam_v2312").unwrap();
        assert_eq!(openfoam.apps, ["blockMesh", "decomposePar", "simpleFoam"]);
        for command in &openfoam.command_templates {
            CommandTemplate::parse(command).unwrap();
        }
        assert_eq!(openfoam.command_templates.len(), 1);
    }
}

//! Images that Apptainer built, and what its `inspect --all` says of them; see `tests/images/README.md`.

use std::fs::File;
use std::path::Path;

use portal_apptainer::sif::{self, App, ImageInfo};
use serde_json::{Map, Value, json};

/// In the shape of `apptainer inspect --all`: what is not there is left out.
fn attributes(info: &ImageInfo) -> Value {
    let all = App {
        labels: info.labels.clone(),
        environment: info.environment.clone(),
        runscript: info.runscript.clone(),
        test: info.test.clone(),
        help: info.help.clone(),
    };
    let apps: Map<_, _> = info
        .apps
        .iter()
        .map(|(name, app)| (name.clone(), common(app)))
        .collect();
    let mut said = common(&all);
    said["apps"] = json!(apps);
    said["startscript"] = json!(info.startscript);
    said["deffile"] = json!(info.deffile);
    without_empty(said)
}

fn common(app: &App) -> Value {
    without_empty(json!({
        "labels": app.labels,
        "environment": app.environment,
        "runscript": app.runscript,
        "test": app.test,
        "helpfile": app.help,
    }))
}

fn without_empty(mut said: Value) -> Value {
    let fields = said.as_object_mut().unwrap();
    fields.retain(|_, value| !value.is_null() && *value != json!({}));
    said
}

fn read(name: &str) -> (ImageInfo, Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/images");
    let info = sif::read(&File::open(folder.join(name).with_extension("sif")).unwrap()).unwrap();
    let said = std::fs::read(folder.join(name).with_extension("json")).unwrap();
    let said: Value = serde_json::from_slice(&said).unwrap();
    (info, said["data"]["attributes"].clone())
}

#[test]
fn what_an_image_says_is_what_apptainer_says() {
    for (name, apps) in [("full", 2), ("files", 2), ("zstd", 2), ("xz", 2), ("signed", 0)] {
        let (info, said) = read(name);
        assert_eq!(attributes(&info), said, "{name}");
        assert_eq!(info.apps.len(), apps, "{name}");
        assert_eq!(info.remarks, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn whose_signature_it_bears_is_what_apptainer_says() {
    let (info, _) = read("signed");
    let [signature] = &info.signatures[..] else {
        panic!("{:?}", info.signatures);
    };
    let fingerprint = "95110692FA0DE92CE7DD4A683BA37DF0FBE38003";
    assert!(
        signature
            .fingerprint
            .as_ref()
            .unwrap()
            .eq_ignore_ascii_case(fingerprint)
    );
    assert_eq!(signature.hash.as_deref(), Some("SHA-256"));
    assert_eq!(read("full").0.signatures, []);
}

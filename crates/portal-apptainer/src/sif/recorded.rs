//! What the image was told when it was built: the object `inspect-metadata.json`, in the shape of `apptainer inspect --all`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::contents::text;
use super::info::{App, ImageInfo};

/// The object's name.
pub(crate) const NAME: &str = "inspect-metadata.json";

#[derive(Deserialize)]
struct Metadata {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Attributes {
    #[serde(flatten)]
    common: Common,
    startscript: Option<String>,
    deffile: Option<String>,
    apps: Option<BTreeMap<String, Common>>,
}

#[derive(Deserialize)]
struct Common {
    labels: Option<BTreeMap<String, String>>,
    environment: Option<BTreeMap<String, String>>,
    runscript: Option<String>,
    test: Option<String>,
    helpfile: Option<String>,
}

/// Takes over what it says; false when it is not readable, then the files are asked.
pub(crate) fn read(bytes: &[u8], info: &mut ImageInfo) -> bool {
    let Ok(Metadata { data }) = serde_json::from_str(&text(bytes)) else {
        return false;
    };
    let Attributes {
        common,
        startscript,
        deffile,
        apps,
    } = data.attributes;
    let all = App::from(common);
    info.labels = all.labels;
    info.environment = all.environment;
    info.runscript = all.runscript;
    info.test = all.test;
    info.help = all.help;
    info.startscript = startscript.filter(|text| !text.is_empty());
    info.deffile = deffile.filter(|text| !text.is_empty()).or_else(|| info.deffile.take());
    let apps = apps.unwrap_or_default().into_iter();
    info.apps = apps.map(|(name, app)| (name, app.into())).collect();
    true
}

impl From<Common> for App {
    fn from(common: Common) -> Self {
        let there = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self {
            labels: common.labels.unwrap_or_default(),
            environment: common.environment.unwrap_or_default(),
            runscript: there(common.runscript),
            test: there(common.test),
            help: there(common.helpfile),
        }
    }
}

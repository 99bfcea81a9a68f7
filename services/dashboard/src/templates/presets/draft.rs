//! What clients send, checked at the door.

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::error::PresetError;

const CATEGORIES: [&str; 4] = ["ml", "simulation", "data", "custom"];
const LONGEST_NAME: usize = 200;
const LONGEST_DESCRIPTION: usize = 10_000;
/// A script is in it.
const LONGEST_JSON: usize = 200 << 10;

/// Values of a job form; whose they are follows from who sends them.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct PresetDraft {
    /// Required for a new one.
    name: Option<String>,
    /// Required for a new one: partition, nodes, cpus, memory, time, script, …
    #[schema(value_type = Option<Object>)]
    config: Option<Value>,
    description: Option<String>,
    /// `ml`, `simulation`, `data` or `custom`.
    category: Option<String>,
    /// Whether everybody sees it; true, false, 1 or 0.
    #[schema(value_type = Option<bool>)]
    shared: Option<Value>,
    apptainer_template_id: Option<String>,
    apptainer_image_id: Option<String>,
    #[schema(value_type = Option<Object>)]
    custom_values: Option<Value>,
}

/// The same, with nothing left to check.
#[derive(Debug)]
pub(super) struct Values {
    pub(super) name: Option<String>,
    pub(super) config: Option<String>,
    pub(super) description: Option<String>,
    pub(super) category: Option<String>,
    pub(super) shared: Option<bool>,
    pub(super) apptainer_template_id: Option<String>,
    pub(super) apptainer_image_id: Option<String>,
    pub(super) custom_values: Option<String>,
}

impl PresetDraft {
    /// Checks it.
    ///
    /// # Errors
    /// Names the first field that is not what it must be.
    pub(super) fn values(self) -> Result<Values, PresetError> {
        let name = self
            .name
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty());
        if self.category.as_deref().is_some_and(|word| !CATEGORIES.contains(&word)) {
            return Err(bad("category", "ml, simulation, data or custom"));
        }
        let line = "one line of at most 200 characters";
        Ok(Values {
            name: text("name", line, LONGEST_NAME, name)?,
            config: object("config", self.config)?,
            description: text(
                "description",
                "at most 10000 characters",
                LONGEST_DESCRIPTION,
                self.description,
            )?,
            category: self.category,
            shared: shared(self.shared)?,
            apptainer_template_id: text("apptainer_template_id", line, LONGEST_NAME, self.apptainer_template_id)?,
            apptainer_image_id: text("apptainer_image_id", line, LONGEST_NAME, self.apptainer_image_id)?,
            custom_values: object("custom_values", self.custom_values)?,
        })
    }
}

fn bad(field: &'static str, expected: &'static str) -> PresetError {
    PresetError::BadField { field, expected }
}

fn text(
    field: &'static str,
    expected: &'static str,
    longest: usize,
    text: Option<String>,
) -> Result<Option<String>, PresetError> {
    let lines = longest == LONGEST_DESCRIPTION;
    let fits = |text: &String| {
        let strange = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
        text.chars().count() <= longest && !text.contains(strange)
    };
    match text {
        Some(text) if !fits(&text) => Err(bad(field, expected)),
        text => Ok(text),
    }
}

/// A JSON object, also when it is sent as text.
fn object(field: &'static str, value: Option<Value>) -> Result<Option<String>, PresetError> {
    let expected = "a JSON object of at most 200 KiB";
    let map: Map<String, Value> = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(map)) => map,
        Some(Value::String(text)) => serde_json::from_str(&text).map_err(|_unfit| bad(field, expected))?,
        Some(_) => return Err(bad(field, expected)),
    };
    let text = Value::Object(map).to_string();
    if text.len() > LONGEST_JSON {
        return Err(bad(field, expected));
    }
    Ok(Some(text))
}

fn shared(value: Option<Value>) -> Result<Option<bool>, PresetError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(shared)) => Ok(Some(shared)),
        Some(Value::Number(number)) if number.as_u64() == Some(1) => Ok(Some(true)),
        Some(Value::Number(number)) if number.as_u64() == Some(0) => Ok(Some(false)),
        Some(_) => Err(bad("shared", "true or false")),
    }
}

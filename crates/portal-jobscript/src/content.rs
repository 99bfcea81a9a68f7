//! Whether the values in a file are those that a template asks for: `validation.schema`.

use portal_templates::schema::{ContentSchema, Input, Property};
use portal_templates::yaml::{self, Limits};
use serde_json::Value as Json;

use crate::check::{InputCode, InputProblem, MOST_PROBLEMS, Params, shown};

/// Largest file that is looked into, bytes. Larger ones are data, not settings, and pass.
pub const MOST_CHECKED_BYTES: u64 = 1 << 20;

/// The same as JSON may be nested: 128 levels. Values: as many as the smallest ones fill a file with.
const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    depth: 64,
    nodes: 200_000,
    expanded_bytes: 4 << 20,
};

/// Whether somebody has to read the file for [`check_content`]: the template says what is in it, it is JSON or YAML by its name,
/// and not too large.
#[must_use]
pub fn is_checked(input: &Input, file_name: &str, bytes: u64) -> bool {
    input.schema.is_some() && bytes <= MOST_CHECKED_BYTES && Language::of(file_name).is_some()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Json,
    Yaml,
}

impl Language {
    fn of(file_name: &str) -> Option<Self> {
        let (_, ending) = file_name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }

    fn read(self, bytes: &[u8]) -> Result<Json, String> {
        match self {
            Self::Json => {
                let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                serde_json::from_slice(bytes).map_err(|error| format!("it is no JSON: {error}"))
            }
            Self::Yaml => {
                let text = std::str::from_utf8(bytes).map_err(|error| format!("it is not UTF-8: {error}"))?;
                let (tree, _remarks) = yaml::load(text, &LIMITS).map_err(|fault| {
                    let at = fault.mark;
                    format!("it is no YAML: {fault} at line {} column {}", at.line, at.column)
                })?;
                Ok(tree.to_json())
            }
        }
    }
}

/// Looks into a file. None of whatever [`is_checked`] says need not be read.
#[must_use]
pub fn check_content(input: &Input, file_name: &str, bytes: &[u8]) -> Vec<InputProblem> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let (Some(schema), Some(language)) = (&input.schema, Language::of(file_name)) else {
        return Vec::new();
    };
    if length > MOST_CHECKED_BYTES {
        return Vec::new();
    }
    let said = match language.read(bytes) {
        Ok(Json::Object(values)) => against(schema, &values),
        Ok(_) => vec![Said::new(InputCode::ContentShape, "names with values are expected")],
        Err(fault) => {
            let detail = shown_long(&fault);
            vec![Said::new(InputCode::ContentUnreadable, &detail).with("detail", detail)]
        }
    };
    let key = input.file_key.as_str();
    said.into_iter()
        .take(MOST_PROBLEMS)
        .map(|Said { code, words, params }| {
            let message = format!("Invalid content of '{}': {words}", input.name);
            InputProblem::new(code, key, message).with(params)
        })
        .collect()
}

/// One thing that is wrong inside of a file.
struct Said {
    code: InputCode,
    words: String,
    params: Params,
}

impl Said {
    fn new(code: InputCode, words: impl Into<String>) -> Self {
        Self {
            code,
            words: words.into(),
            params: Params::new(),
        }
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        self.params.insert(name, value);
        self
    }
}

fn against(schema: &ContentSchema, values: &serde_json::Map<String, Json>) -> Vec<Said> {
    let missing = schema.required.iter().filter(|name| !values.contains_key(*name));
    let missing = missing.map(|name| {
        let name = shown(name);
        Said::new(InputCode::ContentMissing, format!("{name} is missing")).with("name", name)
    });
    let wrong = schema.properties.iter().filter_map(|(name, property)| {
        let mut said = fault(property, values.get(name)?)?;
        let name = shown(name);
        said.words = format!("{name}: expected {}", said.words);
        Some(said.with("name", name))
    });
    missing.chain(wrong).collect()
}

/// What was expected instead, if the value is not that.
fn fault(property: &Property, value: &Json) -> Option<Said> {
    let kind = property.kind.as_deref().unwrap_or_default();
    let (fits, described) = match kind {
        "number" => (value.is_number(), "a number"),
        "integer" => (is_whole(value), "a whole number"),
        "string" => (value.is_string(), "text"),
        "boolean" => (value.is_boolean(), "true or false"),
        "array" => (value.is_array(), "a list"),
        "object" => (value.is_object(), "names with values"),
        "null" => (value.is_null(), "nothing"),
        // A type that nobody defined forbids nothing.
        _ => (true, "a number"),
    };
    let number = value.as_f64();
    let low = property
        .minimum
        .filter(|minimum| number.is_some_and(|number| number < *minimum));
    let high = property
        .maximum
        .filter(|maximum| number.is_some_and(|number| number > *maximum));
    let said = |words: String| Said::new(InputCode::ContentValue, words).with("type", known(kind).to_owned());
    match (low, high) {
        _ if !fits => Some(said(described.to_owned())),
        (Some(minimum), _) => {
            let words = format!("{described}, at least {minimum}");
            Some(said(words).with("min", minimum.to_string()))
        }
        (None, Some(maximum)) => {
            let words = format!("{described}, at most {maximum}");
            Some(said(words).with("max", maximum.to_string()))
        }
        (None, None) => None,
    }
}

/// The type that is told: that of numbers where a range stands alone.
fn known(kind: &str) -> &str {
    match kind {
        "integer" | "string" | "boolean" | "array" | "object" | "null" => kind,
        _ => "number",
    }
}

/// `2.0` is whole too, as JSON Schema has it.
fn is_whole(value: &Json) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn shown_long(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(300).collect()
}

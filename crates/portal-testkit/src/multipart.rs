//! Parts of a form.

/// A part of a `multipart/form-data` body.
#[derive(Clone, Debug)]
pub enum Part {
    /// A field: name and value.
    Text(String, String),
    /// A file: field name, file name, bytes.
    File(String, String, Vec<u8>),
}

impl Part {
    /// A field.
    pub fn text(name: &str, value: impl ToString) -> Self {
        Self::Text(name.to_owned(), value.to_string())
    }

    /// A file.
    pub fn file(name: &str, filename: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::File(name.to_owned(), filename.to_owned(), bytes.into())
    }

    pub(crate) fn form(parts: Vec<Self>) -> reqwest::multipart::Form {
        let form = reqwest::multipart::Form::new();
        parts.into_iter().fold(form, |form, part| match part {
            Self::Text(name, value) => form.text(name, value),
            Self::File(name, filename, bytes) => {
                form.part(name, reqwest::multipart::Part::bytes(bytes).file_name(filename))
            }
        })
    }
}

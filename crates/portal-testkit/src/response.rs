//! What a server answered.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// A whole answer, read to its end.
#[derive(Debug)]
pub struct TestResponse {
    /// Such as 200.
    pub status: u16,
    /// As they came.
    pub headers: HeaderMap,
    /// The body's bytes.
    pub bytes: Vec<u8>,
}

impl TestResponse {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await.expect("a whole body").to_vec();
        Self { status, headers, bytes }
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none; shows it.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{} is not JSON ({error}): {}", self.status, self.text()))
    }

    /// A header's text, or "" when there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// All headers of that name.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect()
    }

    /// The field `code` of an error, or "" when there is none.
    #[must_use]
    pub fn code(&self) -> String {
        let body: Value = serde_json::from_slice(&self.bytes).unwrap_or_default();
        body.get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Goes on only with this status.
    ///
    /// # Panics
    /// With another one; shows the body.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        self.assert_status(status);
        self
    }

    /// Checks the status.
    ///
    /// # Panics
    /// With another one; shows the body.
    #[track_caller]
    pub fn assert_status(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.text());
    }
}

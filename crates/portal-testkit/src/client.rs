//! Somebody who talks to a server.

use portal_http::TOKEN_COOKIE;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::{Part, TestResponse};

/// A person or program: where it calls, and what it sends with each call. Redirects are shown, not followed.
#[derive(Clone, Debug)]
pub struct TestClient {
    http: reqwest::Client,
    base: String,
    headers: HeaderMap,
}

impl TestClient {
    /// Somebody whom `base`, such as `http://127.0.0.1:4430`, does not know.
    #[must_use]
    pub fn stranger(base: impl Into<String>) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build();
        Self {
            http: http.expect("a client"),
            base: base.into(),
            headers: HeaderMap::new(),
        }
    }

    /// The same, with a token in the `Authorization` header.
    #[must_use]
    pub fn bearer(&self, token: &str) -> Self {
        self.with(AUTHORIZATION.as_str(), &format!("Bearer {token}"))
    }

    /// The same, with a token in the sign-in cookie, as a page of the portal would send it.
    #[must_use]
    pub fn cookie(&self, token: &str) -> Self {
        self.foreign_cookie(token).with(ORIGIN.as_str(), &self.base)
    }

    /// The same, with a token in the sign-in cookie and without a word where the request comes from.
    #[must_use]
    pub fn foreign_cookie(&self, token: &str) -> Self {
        self.with(COOKIE.as_str(), &format!("{TOKEN_COOKIE}={token}"))
    }

    /// The same, with another header on each call.
    ///
    /// # Panics
    /// When that is no header.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut headers = self.headers.clone();
        let name: HeaderName = name.parse().expect("a header's name");
        headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
        Self {
            headers,
            ..self.clone()
        }
    }

    /// Where it calls.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// GET.
    pub async fn get(&self, path: &str) -> TestResponse {
        Self::send(self.request(Method::GET, path)).await
    }

    /// HEAD.
    pub async fn head(&self, path: &str) -> TestResponse {
        Self::send(self.request(Method::HEAD, path)).await
    }

    /// POST without a body.
    pub async fn post(&self, path: &str) -> TestResponse {
        Self::send(self.request(Method::POST, path)).await
    }

    /// POST of JSON.
    pub async fn post_json(&self, path: &str, body: &Value) -> TestResponse {
        Self::send(self.request(Method::POST, path).json(body)).await
    }

    /// POST of JSON's content type with any bytes.
    pub async fn post_raw(&self, path: &str, content_type: &str, body: impl Into<Vec<u8>>) -> TestResponse {
        let request = self.request(Method::POST, path).header("content-type", content_type);
        Self::send(request.body(body.into())).await
    }

    /// POST of a form with files.
    pub async fn multipart(&self, path: &str, parts: Vec<Part>) -> TestResponse {
        Self::send(self.request(Method::POST, path).multipart(Part::form(parts))).await
    }

    /// PUT of bytes.
    pub async fn put_bytes(&self, path: &str, bytes: impl Into<Vec<u8>>) -> TestResponse {
        Self::send(self.request(Method::PUT, path).body(bytes.into())).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> TestResponse {
        Self::send(self.request(Method::DELETE, path)).await
    }

    /// Any request, for what the calls above cannot say.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        self.http.request(method, url).headers(self.headers.clone())
    }

    /// Any method without a body; for walks over all routes.
    ///
    /// # Panics
    /// When that is no method.
    pub async fn call(&self, method: &str, path: &str) -> TestResponse {
        let method = method.parse().expect("a method");
        Self::send(self.request(method, path)).await
    }

    /// Sends what [`request`](Self::request) began.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn send(request: RequestBuilder) -> TestResponse {
        TestResponse::read(request.send().await.expect("an answer")).await
    }
}

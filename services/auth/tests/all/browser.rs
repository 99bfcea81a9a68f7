//! A browser: follows redirects, keeps cookies per site and path, remembers where it was.

use std::collections::BTreeMap;

use portal_testkit::{TestClient, TestResponse};

/// Redirects followed before it is taken for a loop.
const MOST_STEPS: usize = 20;

#[derive(Clone, Default)]
pub(crate) struct Browser {
    /// Site and name to path and value.
    cookies: BTreeMap<(String, String), (String, String)>,
    /// All addresses that it asked for, the latest last.
    pub(crate) visited: Vec<String>,
}

/// What is at the end of a way.
pub(crate) struct Page {
    pub(crate) address: String,
    pub(crate) response: TestResponse,
}

impl Browser {
    /// Follows redirects until there is something to see, or until an address begins with `stop`.
    pub(crate) async fn follow_until(&mut self, address: &str, stop: &str) -> Page {
        let mut address = address.to_owned();
        for _ in 0..MOST_STEPS {
            let response = self.ask(&address, None).await;
            let to = response.header("location").to_owned();
            if to.is_empty() {
                return Page { address, response };
            }
            address = absolute(&address, &to);
            if !stop.is_empty() && address.starts_with(stop) {
                return Page { address, response };
            }
        }
        panic!("a loop: {:?}", self.visited);
    }

    /// Follows redirects until there is something to see.
    pub(crate) async fn follow(&mut self, address: &str) -> Page {
        self.follow_until(address, "").await
    }

    /// Sends a form, and does not follow.
    pub(crate) async fn send(&mut self, address: &str, form: &str) -> TestResponse {
        self.ask(address, Some(form)).await
    }

    async fn ask(&mut self, address: &str, form: Option<&str>) -> TestResponse {
        self.visited.push(address.to_owned());
        let (site, path) = parts(address);
        let sent = self
            .cookies
            .iter()
            .filter(|((of, _), (beneath, _))| *of == site && path.starts_with(beneath.as_str()));
        let header: Vec<_> = sent.map(|((_, name), (_, value))| format!("{name}={value}")).collect();
        let client = TestClient::stranger(&site).with("cookie", &header.join("; "));
        // As nginx in front of the portal writes it.
        let client = client.with("x-forwarded-for", "192.0.2.1");
        let response = match form {
            None => client.get(path).await,
            Some(form) => {
                let form = form.to_owned().into_bytes();
                client.post_raw(path, "application/x-www-form-urlencoded", form).await
            }
        };
        for cookie in response.headers.get_all("set-cookie") {
            self.keep(&site, cookie.to_str().unwrap());
        }
        response
    }

    fn keep(&mut self, site: &str, cookie: &str) {
        let mut pieces = cookie.split(';').map(str::trim);
        let (name, value) = pieces.next().unwrap().split_once('=').unwrap();
        let attributes: BTreeMap<String, &str> = pieces
            .map(|piece| piece.split_once('=').unwrap_or((piece, "")))
            .map(|(name, value)| (name.to_lowercase(), value))
            .collect();
        let path = attributes.get("path").copied().unwrap_or("/").to_owned();
        let over = attributes.get("max-age") == Some(&"0") || value.is_empty();
        let key = (site.to_owned(), name.to_owned());
        if over {
            self.cookies.remove(&key);
        } else {
            self.cookies.insert(key, (path, value.to_owned()));
        }
    }

    /// The value of a site's cookie whose name begins so.
    pub(crate) fn cookie(&self, site: &str, beginning: &str) -> Option<&str> {
        let mut cookies = self.cookies.iter();
        let found = cookies.find(|((of, name), _)| of == site && name.starts_with(beginning));
        found.map(|(_, (_, value))| value.as_str())
    }

    /// How many cookies a site set.
    pub(crate) fn cookies(&self, site: &str) -> usize {
        self.cookies.keys().filter(|(of, _)| of == site).count()
    }

    /// Forgets a site.
    pub(crate) fn forget(&mut self, site: &str) {
        self.cookies.retain(|(of, _), _| of != site);
    }
}

/// The field of an address.
pub(crate) fn field<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let query = address.split_once('?')?.1;
    let mut fields = query.split('&').filter_map(|field| field.split_once('='));
    fields.find(|(field, _)| *field == name).map(|(_, value)| value)
}

/// Site, and path with query.
fn parts(address: &str) -> (String, &str) {
    let start = address.find("://").unwrap() + 3;
    let slash = address[start..].find('/').map_or(address.len(), |at| start + at);
    (address[..slash].to_owned(), &address[slash..])
}

fn absolute(from: &str, to: &str) -> String {
    if to.contains("://") {
        return to.to_owned();
    }
    assert!(to.starts_with('/') && !to.starts_with("//"), "{to}");
    format!("{}{to}", parts(from).0)
}

//! A real OpenID provider, and people who sign in there.

use portal_config::names::{JWT_SECRET_KEY, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_ISSUER, SSO_ENABLED, SSO_TYPE};
use portal_config::{AuthSettings, Clock, Source, WaysIn};
use portal_testkit::{SECRET, TestDatabase};
use serde_json::Value;

use crate::app::App;
use crate::browser::{Browser, Page, field};
use crate::fixture::Fixture;

pub(crate) struct TestProvider(Fixture);

impl TestProvider {
    pub(crate) fn start() -> Self {
        Self(Fixture::start("oidc.sh", "OIDC_DIR"))
    }

    /// Over TLS, with a certificate that only [`ca_file`](Self::ca_file) vouches for.
    pub(crate) fn start_tls() -> Self {
        Self(Fixture::start_as("oidc.sh", "start-tls", "OIDC_DIR"))
    }

    pub(crate) fn ca_file(&self) -> &str {
        self.0.value("OIDC_CA_FILE")
    }

    pub(crate) fn issuer(&self) -> &str {
        self.0.value("OIDC_ISSUER")
    }

    /// Makes it behave otherwise; see the fixture. Tells how often which of its addresses were asked for.
    pub(crate) fn order(&self, what: &str, how: &Value) -> Value {
        let said = self.0.order("order", &[what, &how.to_string()], "");
        serde_json::from_str(&said).unwrap()
    }

    /// What the portal is told of it.
    pub(crate) fn settings(&self) -> Source {
        Source::default()
            .with(&JWT_SECRET_KEY, SECRET)
            .with(&SSO_ENABLED, "true")
            .with(&SSO_TYPE, "oidc")
            .with(&OIDC_ISSUER, self.issuer())
            .with(&OIDC_CLIENT_ID, self.0.value("OIDC_CLIENT_ID"))
            .with(&OIDC_CLIENT_SECRET, self.0.value("OIDC_CLIENT_SECRET"))
    }

    /// A portal that knows it. Its clock shows the time of now, since the provider's does, and stands still.
    pub(crate) async fn portal(&self, source: &Source) -> App {
        self.portal_with(source, |_settings| ()).await
    }

    /// The same, with something else set otherwise.
    pub(crate) async fn portal_with(&self, source: &Source, change: impl FnOnce(&mut AuthSettings)) -> App {
        let clock = Clock::manual(Clock::System.unix_seconds());
        let ways = WaysIn::load(source).unwrap();
        let settle = |settings: &mut AuthSettings| {
            settings.ways_in = ways;
            change(settings);
        };
        App::start_at(TestDatabase::new(), clock, settle).await
    }

    /// Goes to the portal's sign-in and, as this person, through the provider's page; ends where the browser would be sent to
    /// the portal.
    pub(crate) async fn sign_in_up_to_callback(
        &self,
        browser: &mut Browser,
        app: &App,
        begin: &str,
        person: &str,
    ) -> String {
        let callback = format!("{}/auth/oidc/callback", app.base());
        let page = browser.follow_until(&format!("{}{begin}", app.base()), &callback).await;
        if page.address.starts_with(&callback) {
            // Signed in there already.
            return page.address;
        }
        assert!(page.address.starts_with(self.issuer()), "{}", page.address);
        let text = page.response.expect(200).text();
        let form = between(&text, "action=\"", "\"");
        let sent = browser
            .send(form, &format!("prompt=login&login={person}&password=any"))
            .await;
        let next = sent.header("location").to_owned();
        browser.follow_until(&next, &callback).await.address
    }

    /// All of it: the page at the end.
    pub(crate) async fn sign_in(&self, browser: &mut Browser, app: &App, begin: &str, person: &str) -> Page {
        let callback = self.sign_in_up_to_callback(browser, app, begin, person).await;
        browser.follow(&callback).await
    }
}

/// Why the sign-in page says that it did not work.
pub(crate) fn refusal(page: &Page) -> &str {
    field(&page.address, "sign_in_error").unwrap_or_else(|| panic!("no refusal: {}", page.address))
}

/// The text between two others.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let start = text.find(before).unwrap_or_else(|| panic!("no {before} in {text}")) + before.len();
    let end = text[start..].find(after).unwrap() + start;
    &text[start..end]
}

//! What several test files share.

use portal_testkit::TestRedis;

pub(crate) mod rules;

/// A connection for looking behind the limiter's back.
pub(crate) fn connect(server: &TestRedis) -> redis::Connection {
    let client = redis::Client::open(server.url().expose()).expect("a URL");
    client.get_connection().expect("a running redis-server")
}

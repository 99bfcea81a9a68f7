//! Access tokens, made with the services' own key: the limits are per user, and a load generator is many users.

use std::time::Duration;

use portal_config::Clock;
use portal_jwt::{GroupPermissions, Signer, TokenIds};

use crate::options::Options;

/// Prints `count` tokens of as many users.
pub(crate) fn print(options: &Options) {
    for number in 0..options.number("count", 100) {
        let name = format!("user{number:05}");
        println!(
            "{}",
            of(options.text("secret", ""), &name, options.text("group", "DX-Users"))
        );
    }
}

/// A token for an hour.
pub(crate) fn of(secret: &str, name: &str, group: &str) -> String {
    let signer = Signer::new(&secret.into(), Duration::from_secs(3600));
    let groups = vec![group.to_owned()];
    let permissions = GroupPermissions::default().of(&groups);
    let now = Clock::System.unix_seconds();
    let ids = TokenIds {
        jti: format!("bench-{name}-{now}"),
        sid: format!("bench-{name}"),
    };
    let claims = signer.claims(name, "", groups, &permissions, now, ids);
    signer.sign(&claims).expect("a token")
}

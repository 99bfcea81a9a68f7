//! Addresses of directories and providers, as far as settings need to understand them.

/// What stands between the scheme and the first `/`, `?` or `#`, when it is a host with or without a port.
pub(crate) fn authority<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let rest = address.strip_prefix(scheme)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    // A name or password in front of the host would end up in logs.
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    (!host(authority).is_empty() && authority.bytes().all(legal)).then_some(authority)
}

/// The host of an authority, without the port; IPv6 with its brackets.
fn host(authority: &str) -> &str {
    match authority.find(']') {
        Some(end) => authority.get(..=end).unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

/// Whether what is sent there stays on this machine.
pub(crate) fn is_loopback(authority: &str) -> bool {
    let host = host(authority).trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Whether `address` is `https://…`, or `http://…` on this machine, where nobody listens in.
pub(crate) fn is_confidential(address: &str) -> bool {
    authority(address, "https://").is_some() || authority(address, "http://").is_some_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for here in ["localhost", "localhost:1", "127.0.0.1:389", "[::1]:636", "127.9.9.9"] {
            assert!(is_loopback(here), "{here}");
        }
        for elsewhere in [
            "localhost.evil.example",
            "10.0.0.1",
            "127.0.0.1.evil.example:1",
            "[::2]",
            "::1",
        ] {
            assert!(!is_loopback(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn names_and_passwords_do_not_belong_into_addresses() {
        assert_eq!(
            authority("https://id.example.org/realms/hpc", "https://"),
            Some("id.example.org")
        );
        for text in [
            "https://",
            "https:///x",
            "https://user@host",
            "https://user:pw@host/",
            "http://host",
            "https://a b",
        ] {
            assert_eq!(authority(text, "https://"), None, "{text}");
        }
        assert!(is_confidential("http://127.0.0.1:5997"));
        assert!(!is_confidential("http://127.0.0.1@evil.example"));
    }
}

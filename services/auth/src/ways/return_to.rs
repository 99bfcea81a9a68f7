//! Where the browser goes after signing in at the provider.

/// A path of this origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReturnTo(String);

/// It travels in a cookie.
const LONGEST: usize = 1000;

/// What would begin another sign-in, or a sign-out.
const LOOPS: &str = "/auth/oidc/";

impl Default for ReturnTo {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl ReturnTo {
    /// Takes a path, with a query and a fragment; none for whatever a browser could take for another origin.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let here = text.starts_with('/') && !text.starts_with("//") && !text.starts_with(LOOPS);
        // Browsers drop tabs and line ends, and read a backslash as a slash.
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (here && plain && text.len() <= LONGEST).then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_origin() {
        for path in [
            "/",
            "/dashboard/",
            "/dashboard/jobs?state=R&q=%ED%95%9C#row-3",
            "/a//b",
            "/@x",
            "/x:y",
        ] {
            assert_eq!(ReturnTo::parse(path).unwrap().as_str(), path);
        }
        for text in [
            "",
            "x",
            "dashboard",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            " /x",
            "/x y",
            "/한",
            "/\u{7f}",
            "/auth/oidc/login",
            "/auth/oidc/logout?x",
            "/x\r\nSet-Cookie: a=b",
            &format!("/{}", "x".repeat(1000)),
        ] {
            assert_eq!(ReturnTo::parse(text), None, "{text:?}");
        }
    }
}

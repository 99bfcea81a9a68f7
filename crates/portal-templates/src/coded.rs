//! Words with a code: said in English here, and by clients in any language, from the code and what fills its gaps.

/// An enum of which each variant has a code, words for people, and fields that both of them share.
macro_rules! coded {
    ($(#[$about:meta])* $name:ident {
        $($variant:ident $({ $($field:ident: $kind:ty),* })? = $code:literal, ($($words:tt)*);)*
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(tag = "code", content = "params")]
        #[expect(missing_docs, reason = "the words say it")]
        pub enum $name {
            $(#[serde(rename = $code)] $variant $({ $($field: $kind),* })?),*
        }

        impl $name {
            /// The codes of all that there are, for documents that list them.
            pub const CODES: &'static [&'static str] = &[$($code),*];
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant $({ $($field),* })? => write!(f, $($words)*)),*
                }
            }
        }
    };
}

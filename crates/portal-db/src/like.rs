//! Text that contains a part.

diesel::define_sql_function!(fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text);

/// A LIKE pattern that matches `part` anywhere, its own wildcards taken literally (escape character `!`). To match letters
/// in either case, let the database lower both sides: SQLite knows only ASCII letters, and what it leaves alone must be
/// left alone here too.
pub(crate) fn containing(part: &str) -> String {
    format!("%{}%", literal(part))
}

/// The same for text that ends with `part`.
pub(crate) fn ending(part: &str) -> String {
    format!("%{}", literal(part))
}

fn literal(part: &str) -> String {
    part.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

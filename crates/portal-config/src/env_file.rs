//! The `.env` file, read as systemd's `EnvironmentFile=` reads it, so that a service started by hand sees what the
//! unit would give it. Source of the rules: systemd.exec(5), "EnvironmentFile=".

use std::collections::BTreeMap;

/// A line that is neither an assignment nor a comment.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: expected NAME=value, a comment or an empty line")]
pub struct EnvFileError {
    /// Counted from 1.
    pub line: usize,
}

/// Reads the assignments of `text`; a later one wins.
///
/// `#` and `;` start comments at the beginning of a line, quotes may be single (verbatim) or double (backslash escapes
/// `"`, `\`, `` ` `` and `$`), a backslash at the end of a line continues it, nothing is expanded.
///
/// # Errors
/// Names the first line that is not an assignment, or whose quote never ends.
pub fn parse(text: &str) -> Result<BTreeMap<String, String>, EnvFileError> {
    let mut variables = BTreeMap::new();
    let mut rest = text.chars().peekable();
    let mut line = 1;
    loop {
        while rest.next_if(|c| c.is_whitespace() && *c != '\n').is_some() {}
        match rest.peek() {
            None => return Ok(variables),
            Some('\n') => {
                rest.next();
                line += 1;
            }
            Some('#' | ';') => while rest.next_if(|c| *c != '\n').is_some() {},
            Some(_) => {
                let started = line;
                let (name, value) = assignment(&mut rest, &mut line).ok_or(EnvFileError { line: started })?;
                variables.insert(name, value);
            }
        }
    }
}

type Characters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn assignment(rest: &mut Characters<'_>, line: &mut usize) -> Option<(String, String)> {
    let mut name = String::new();
    while let Some(c) = rest.next_if(|c| *c != '=' && *c != '\n') {
        name.push(c);
    }
    rest.next_if_eq(&'=')?;
    let name = name.trim();
    let legal = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if name.is_empty() || !legal || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some((name.to_owned(), value(rest, line)?))
}

fn value(rest: &mut Characters<'_>, line: &mut usize) -> Option<String> {
    while rest.next_if(|c| *c == ' ' || *c == '\t').is_some() {}
    let mut value = String::new();
    // Trailing blanks are dropped unless a quote or an escape made them.
    let mut kept = 0;
    while let Some(c) = rest.next_if(|c| *c != '\n') {
        match c {
            '\'' => {
                quoted(rest, line, &mut value, '\'')?;
                kept = value.len();
            }
            '"' => {
                quoted(rest, line, &mut value, '"')?;
                kept = value.len();
            }
            '\\' => match rest.next() {
                Some('\n') => *line += 1,
                Some(escaped) => {
                    value.push(escaped);
                    kept = value.len();
                }
                None => {}
            },
            '\r' if rest.peek() == Some(&'\n') => {}
            c => {
                value.push(c);
                if !c.is_whitespace() {
                    kept = value.len();
                }
            }
        }
    }
    value.truncate(kept);
    Some(value)
}

fn quoted(rest: &mut Characters<'_>, line: &mut usize, value: &mut String, quote: char) -> Option<()> {
    loop {
        let c = rest.next()?;
        if c == '\n' {
            *line += 1;
        }
        match c {
            c if c == quote => return Some(()),
            '\\' if quote == '"' => match rest.next()? {
                '\n' => *line += 1,
                escaped @ ('"' | '\\' | '`' | '$') => value.push(escaped),
                other => value.extend(['\\', other]),
            },
            c => value.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(text: &str) -> String {
        parse(text).unwrap().remove("A").unwrap()
    }

    #[test]
    fn values_are_read_as_systemd_reads_them() {
        assert_eq!(one("A=plain"), "plain");
        assert_eq!(one("A=  two words  "), "two words");
        assert_eq!(one("A='{\"HPC-Admins\":[\"admin\"]}'"), r#"{"HPC-Admins":["admin"]}"#);
        assert_eq!(one(r#"A="a \"b\" \n""#), r#"a "b" \n"#);
        assert_eq!(one("A=one\\\n two"), "one two");
        assert_eq!(one("A=x # not a comment"), "x # not a comment");
        assert_eq!(one("A=$HOME"), "$HOME");
        assert_eq!(one("A=1\nA=2\r\n"), "2");
        assert_eq!(one("A=' kept '"), " kept ");
    }

    #[test]
    fn comments_and_blank_lines_are_skipped() {
        assert_eq!(parse("# a\n\n ; b\nA=1\n").unwrap().len(), 1);
    }

    #[test]
    fn a_line_that_is_no_assignment_is_named() {
        assert_eq!(parse("A=1\nnonsense\n").unwrap_err(), EnvFileError { line: 2 });
        assert_eq!(parse("A='open\n").unwrap_err(), EnvFileError { line: 1 });
        assert_eq!(parse("export A=1").unwrap_err(), EnvFileError { line: 1 });
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,200}|[A='\"\\\\\n #]{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn a_single_quoted_value_comes_back_as_it_was(value in "[^']{0,80}") {
            prop_assert_eq!(one(&format!("A='{value}'")), value);
        }
    }
}
